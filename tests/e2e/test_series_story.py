"""Stories of what repeats: planned in words, changed from the list, sent by a real worker."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.uow import Database
from domain.time.zones import to_wall
from screens.messages.callbacks import SeriesDo, SeriesTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.series import sql
from tests.support.waiting import once_true
from tests.support.workers import House
from tests.support.zone import ZONE


@pytest.fixture
async def alice(chat: Sandbox) -> Person:
    return await chat.person("Alice")


async def settles_in_berlin(alice: Person) -> None:
    await alice.says("/timezone Berlin")
    await alice.sees("Done: your time zone is")


async def plans(alice: Person, words: str = "every monday 9am Stand-up") -> None:
    """A series, confirmed."""
    await alice.says(f"/schedule {words}")
    await alice.sees("Your message:")
    await alice.taps("Confirm")
    await alice.sees("Done.")


async def waiting(database: Database) -> list[datetime]:
    """Planned instants of all occurrences that wait."""
    asked = text("SELECT due_at FROM scheduled_messages WHERE status = 'scheduled' ORDER BY due_at")
    async with database.read() as uow:
        return [row.due_at for row in await uow.all(asked)]


def word_for(monday: datetime, zone: str) -> str:
    """How a list calls it: on most days by its name."""
    away = to_wall(monday, zone).date() - to_wall(datetime.now(UTC), zone).date()
    return {0: "today", 1: "tomorrow"}.get(away.days, "Mon")


async def test_a_repetition_is_read_back_in_words_with_its_next_times_and_zone(
    alice: Person, running_bot: Bot, database: Database
) -> None:
    await settles_in_berlin(alice)
    await alice.says("/schedule every monday 9am Stand-up")
    preview = await alice.sees("every Monday at 09:00")
    (line,) = [line for line in preview.text.splitlines() if line.startswith("Next: ")]
    assert line.count(" · ") == 2
    assert "time zone Europe/Berlin" in preview.text
    assert preview.text.endswith("Your message:\n\nStand-up")
    await alice.taps("Confirm")
    await alice.sees("Done. ⟳ every Monday at 09:00: next on Monday")
    assert len(await waiting(database)) == 1


async def test_german_words_and_plain_text_open_the_preview(
    alice: Person, running_bot: Bot
) -> None:
    await alice.says("jeden Tag um 8 Uhr Pillen")
    await alice.sees("⟳ every day at 08:00")
    await alice.sees("Pillen")


async def test_the_message_is_asked_for_if_only_the_rule_was_said(
    alice: Person, running_bot: Bot
) -> None:
    await alice.says("/schedule every weekday at 9am")
    await alice.sees("What shall I send you every weekday at 09:00?")
    await alice.says("Coffee")
    await alice.sees("⟳ every weekday at 09:00")


async def test_a_double_tap_on_confirm_is_one_series(
    chat: Sandbox, alice: Person, running_bot: Bot, database: Database
) -> None:
    await alice.says("/schedule every day 9am Pills")
    preview = await alice.sees("Your message:")
    confirm = preview.key("Confirm")
    assert confirm is not None
    taps = (alice.forges(confirm["callback_data"], preview.id, forge=False) for _ in range(3))
    await asyncio.gather(*taps)
    await alice.sees("Done. ⟳ every day at 09:00")
    assert len(await waiting(database)) == 1


async def test_pause_resume_skip_and_cancel_from_the_list(
    alice: Person, running_bot: Bot, database: Database
) -> None:
    await plans(alice)
    (first,) = await waiting(database)
    await alice.says("/scheduled")
    await alice.sees(f"⟳ every Monday at 09:00, next {word_for(first, ZONE)}")
    await alice.taps("1")
    await alice.taps("Pause")
    await alice.sees("Paused. Nothing is sent until you resume it.")
    assert await waiting(database) == []
    await alice.taps("Back")
    await alice.sees("⟳ every Monday at 09:00, paused")
    await alice.taps("1")
    await alice.taps("Resume")
    await alice.sees("It goes on.")
    assert await waiting(database) == [first]
    await alice.taps("Skip next")
    await alice.sees("Skipped. This is the next one:")
    assert await waiting(database) == [first + timedelta(days=7)]
    await alice.taps("Cancel all")
    await alice.taps("Yes, cancel all")
    await alice.sees("Cancelled. I won't send it again.")
    assert await waiting(database) == []
    await alice.sees("You have no scheduled messages.")


async def test_text_and_time_change_from_the_card(
    alice: Person, running_bot: Bot, database: Database
) -> None:
    await settles_in_berlin(alice)
    await plans(alice)
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change text")
    await alice.sees("What shall I send instead?")
    await alice.says("Retro")
    await alice.sees("Your message:\n\nRetro")
    await alice.taps("Confirm")
    await alice.sees("Done. ⟳ every Monday at 09:00")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change time")
    await alice.sees("How often shall I send it?")
    await alice.says("10:30")
    await alice.sees("⟳ every Monday at 10:30")
    await alice.taps("Change time")
    await alice.sees("How often shall I send it?")
    await alice.says("tomorrow 9am")
    await alice.sees("This message repeats. Please say how often")
    await alice.says("every tuesday 8am")
    await alice.sees("⟳ every Tuesday at 08:00")
    await alice.taps("Confirm")
    await alice.sees("Done. ⟳ every Tuesday at 08:00")
    (at,) = await waiting(database)
    assert at.weekday() == 1


async def test_a_message_that_is_sent_once_takes_no_rule(alice: Person, running_bot: Bot) -> None:
    await plans(alice, "tomorrow 9am Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change time")
    await alice.sees("When shall I send it?")
    await alice.says("every monday 9am")
    await alice.sees("This message is sent once, so please give one time.")


async def test_another_zone_moves_what_repeats_and_says_how_many(
    alice: Person, running_bot: Bot, database: Database
) -> None:
    await settles_in_berlin(alice)
    await plans(alice)
    await plans(alice, "tomorrow 9am Tea")
    before = await waiting(database)
    await alice.says("/timezone Tokyo")
    await alice.sees("One message that repeats now comes by the clock of this zone.")
    after = await waiting(database)
    assert len(set(before) & set(after)) == 1, "what is sent once keeps its moment"
    (moved,) = set(after) - set(before)
    await alice.says("/scheduled")
    await alice.sees(f"⟳ every Monday at 09:00, next {word_for(moved, 'Asia/Tokyo')}")


async def test_foreign_and_forged_taps_change_nothing(
    chat: Sandbox, alice: Person, running_bot: Bot, database: Database
) -> None:
    await plans(alice)
    bob = await chat.person("Bob")
    await bob.says("/start")
    await bob.sees("Hello")
    (row,) = await _series(database)
    for do in SeriesDo:
        await bob.says("/scheduled")
        shown = await bob.sees("You have no scheduled messages.")
        await bob.forges(SeriesTap(do=do, value=row, version=2).pack(), shown.id)
        await bob.sees("That message was not found.")
    assert len(await waiting(database)) == 1


async def test_each_occurrence_is_sent_on_its_second_and_the_next_follows(
    chat: Sandbox, alice: Person, database: Database, house: House
) -> None:
    """Five seconds apart, as no words may be: by SQL."""
    await plans(alice, "every day 9am Tick")
    await house.worker()
    first = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=8)
    await sql(
        database,
        "WITH moved AS (UPDATE message_series SET zone = 'UTC', wall = CAST(:wall AS timestamp),"
        " rrule = 'FREQ=SECONDLY;INTERVAL=5;COUNT=3', next_at = CAST(:at AS timestamptz))"
        " UPDATE scheduled_messages SET due_at = CAST(:at AS timestamptz),"
        " fire_at = CAST(:at AS timestamptz), intent = 'moved'",
        wall=first.replace(tzinfo=None),
        at=first,
    )

    async def is_over() -> bool:
        return await _statuses(database) == ["ended"]

    await once_true(is_over)
    sent = await _ticks(chat, alice)
    wanted = [first + timedelta(seconds=5 * number) for number in range(3)]
    late = [call["at"] - at.timestamp() for call, at in zip(sent, wanted, strict=True)]
    assert all(each >= 0 for each in late), late
    assert await waiting(database) == []


async def _statuses(database: Database) -> list[str]:
    async with database.read() as uow:
        return [row.status for row in await uow.all(text("SELECT status FROM message_series"))]


async def _ticks(chat: Sandbox, alice: Person) -> list[dict[str, Any]]:
    calls = await chat.record("sendMessage", alice.id)
    return [call for call in calls if (call["params"]["text"], call["status"]) == ("Tick", 200)]


async def _series(database: Database) -> list[int]:
    async with database.read() as uow:
        return [row.id for row in await uow.all(text("SELECT id FROM message_series"))]
