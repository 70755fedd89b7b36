"""What repeats: always one occurrence pending, each instant once, and one winner of every race."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from actions.messages import series
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.messages.delivery import Cause, Claim, GiveUp, Later
from domain.messages.series import Repeat, SeriesEdit, SeriesStatus
from domain.refusals import AlreadySent, NotFound, RepeatsNever, RepeatsTooOften
from domain.time.zones import to_instant, to_wall
from tests.support.messages import AUTHOR, people, put, stage
from tests.support.series import DAILY, begin, claim, occurrences, settle, sql, started
from workers.delivery.series import revive

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ALICE = Actor(AUTHOR, Role.PATIENT, BERLIN, True, "en")
BOB = Actor(AUTHOR + 1, Role.PATIENT, BERLIN, True, "en")
NOON = Repeat(DAILY, datetime(2026, 3, 2, 12), BERLIN)  # noqa: DTZ001 - a wall clock
FIRST = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def authors(database: Database) -> None:
    await people(database, ALICE.id, BOB.id)


async def test_a_series_plans_its_first_occurrence_and_rings_for_it(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    assert (made.is_new, made.next_at, made.status) == (True, FIRST, SeriesStatus.ACTIVE)
    assert await occurrences(database, made.id) == [(FIRST, "scheduled")]
    again = await started(database, ALICE, NOON, NOW + DAY)
    assert (again.id, again.is_new) == (made.id, False)
    assert len(await occurrences(database, made.id)) == 1


async def test_one_intent_twenty_times_at_once_is_one_series(database: Database) -> None:
    made = await asyncio.gather(*(started(database, ALICE, NOON, NOW) for _ in range(20)))
    assert len({one.id for one in made}) == 1
    assert sum(one.is_new for one in made) == 1


async def test_a_settle_plans_the_next_occurrence(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    (one,) = await claim(database, FIRST)
    assert await settle(database, one, FIRST) == {one.id}
    assert await occurrences(database, made.id) == [(FIRST, "sent"), (FIRST + DAY, "scheduled")]


async def test_a_retry_plans_nothing_and_a_dead_letter_does(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    (one,) = await claim(database, FIRST)
    await settle(database, one, FIRST, Later(FIRST + timedelta(minutes=5), counts=True))
    assert await occurrences(database, made.id) == [(FIRST, "scheduled")]
    (one,) = await claim(database, FIRST + timedelta(minutes=5))
    await settle(database, one, FIRST + timedelta(minutes=5), GiveUp(Cause.NO_ANSWER))
    assert await occurrences(database, made.id) == [(FIRST, "dead"), (FIRST + DAY, "scheduled")]


async def test_a_late_settle_is_refused_and_plans_nothing(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    (one,) = await claim(database, FIRST)
    await sql(database, "UPDATE scheduled_messages SET claim_token = gen_random_uuid()")
    assert await settle(database, one, FIRST) == set()
    assert await occurrences(database, made.id) == [(FIRST, "sending")]


async def test_after_an_outage_one_comes_late_and_the_next_is_in_the_future(
    database: Database,
) -> None:
    made = await started(database, ALICE, NOON, NOW)
    back = FIRST + 10 * DAY + timedelta(hours=1)
    (one,) = await claim(database, back)
    await settle(database, one, back)
    assert await occurrences(database, made.id) == [
        (FIRST, "sent"),
        (FIRST + 11 * DAY, "scheduled"),
    ]


async def test_the_wall_clock_is_kept_over_a_change_of_clocks(database: Database) -> None:
    half_past_two = Repeat(DAILY, datetime(2026, 3, 28, 2, 30), BERLIN)  # noqa: DTZ001
    now = datetime(2026, 3, 27, 20, tzinfo=UTC)
    made = await started(database, ALICE, half_past_two, now)
    for _ in range(2):
        at = (await occurrences(database, made.id))[-1][0]
        (one,) = await claim(database, at)
        await settle(database, one, at)
    walls = [to_wall(at, BERLIN) for at, _ in await occurrences(database, made.id)]
    assert [f"{wall:%d %H:%M}" for wall in walls] == ["28 02:30", "29 03:30", "30 02:30"]


async def test_a_count_ends_the_series(database: Database) -> None:
    twice = Repeat(f"{DAILY};COUNT=2", NOON.wall, BERLIN)
    made = await started(database, ALICE, twice, NOW)
    for day in range(2):
        (one,) = await claim(database, FIRST + day * DAY)
        await settle(database, one, FIRST + day * DAY)
    assert [status for _, status in await occurrences(database, made.id)] == ["sent", "sent"]
    async with database.read() as uow:
        assert (await series.find(uow, ALICE, made.id)).status is SeriesStatus.ENDED


@pytest.mark.parametrize(
    ("rrule", "refusal"),
    [
        ("FREQ=MINUTELY", RepeatsTooOften),
        ("FREQ=MINUTELY;INTERVAL=4", RepeatsTooOften),
        ("FREQ=DAILY;UNTIL=20260301T235959", RepeatsNever),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", RepeatsNever),
        ("FREQ=SOMETIMES", RepeatsNever),
    ],
)
async def test_what_never_comes_or_too_often_is_refused(
    database: Database, rrule: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await started(database, ALICE, Repeat(rrule, NOON.wall, BERLIN), NOW)


async def test_five_minutes_are_allowed(database: Database) -> None:
    made = await started(database, ALICE, Repeat("FREQ=MINUTELY;INTERVAL=5", NOON.wall, "UTC"), NOW)
    assert made.next_at == NOON.wall.replace(tzinfo=UTC)


async def test_a_pause_leaves_nothing_scheduled_and_resuming_brings_it_back(
    database: Database,
) -> None:
    made = await started(database, ALICE, NOON, NOW)
    async with database.begin() as uow:
        paused = await series.pause(uow, ALICE, made.id)
    assert (paused.status, paused.is_sending) == (SeriesStatus.PAUSED, False)
    assert await occurrences(database, made.id) == [(FIRST, "cancelled")]
    async with database.begin() as uow:
        resumed = await series.resume(uow, ALICE, made.id, NOW)
        assert uow.alarms == {FIRST}
    assert resumed.status is SeriesStatus.ACTIVE
    assert await occurrences(database, made.id) == [(FIRST, "scheduled")]


async def test_a_pause_that_lasts_resumes_with_what_is_to_come(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    async with database.begin() as uow:
        await series.pause(uow, ALICE, made.id)
    async with database.begin() as uow:
        resumed = await series.resume(uow, ALICE, made.id, NOW + 5 * DAY)
    assert resumed.next_at == FIRST + 5 * DAY


async def test_a_skipped_occurrence_stays_skipped_after_a_pause(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    async with database.begin() as uow:
        found = await series.find(uow, ALICE, made.id)
        skipped = await series.skip(uow, ALICE, made.id, found.version, now=NOW)
        await series.pause(uow, ALICE, made.id)
        resumed = await series.resume(uow, ALICE, made.id, NOW)
    assert skipped.next_at == resumed.next_at == FIRST + DAY


async def test_a_second_tap_on_skip_skips_nothing_more(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    async with database.read() as uow:
        version = (await series.find(uow, ALICE, made.id)).version

    async def tap() -> None:
        async with database.begin() as uow:
            await series.skip(uow, ALICE, made.id, version, now=NOW)

    await asyncio.gather(*(tap() for _ in range(5)))
    assert await occurrences(database, made.id) == [
        (FIRST, "cancelled"),
        (FIRST + DAY, "scheduled"),
    ]


async def test_what_is_on_the_wire_can_be_neither_skipped_nor_taken_back(
    database: Database,
) -> None:
    made = await started(database, ALICE, NOON, NOW)
    (one,) = await claim(database, FIRST)
    assert await begin(database, [one]) == {one.id}
    async with database.begin() as uow:
        found = await series.find(uow, ALICE, made.id)
        with pytest.raises(AlreadySent):
            await series.skip(uow, ALICE, made.id, found.version, now=NOW)
    async with database.begin() as uow:
        paused = await series.pause(uow, ALICE, made.id)
    assert paused.is_sending
    await settle(database, one, FIRST)
    assert await occurrences(database, made.id) == [(FIRST, "sent")], "and nothing follows"
    async with database.begin() as uow:
        resumed = await series.resume(uow, ALICE, made.id, FIRST)
    assert resumed.next_at == FIRST + DAY


@pytest.mark.parametrize("tap", ["pause", "skip", "cancel"])
async def test_of_a_tap_and_a_delivery_one_wins(database: Database, tap: str) -> None:
    for number in range(12):
        made = await started(database, ALICE, NOON, NOW, intent=f"race {number}")
        (one,) = await claim(database, FIRST)
        async with database.read() as uow:
            version = (await series.find(uow, ALICE, made.id)).version

        _, was_sent = await asyncio.gather(
            tapped(database, tap, made.id, version), delivered(database, one)
        )
        rows = await occurrences(database, made.id)
        assert rows[0] == (FIRST, "sent" if was_sent else "cancelled")
        left = [at for at, status in rows[1:] if status == "scheduled"]
        assert left == ([FIRST + DAY] if tap == "skip" else [])
        await sql(database, "UPDATE scheduled_messages SET status = 'cancelled'")


async def tapped(database: Database, tap: str, series_id: int, version: int) -> None:
    """The author's tap; too late for a skip is an answer, too."""
    with contextlib.suppress(AlreadySent):
        async with database.begin() as uow:
            if tap == "skip":
                await series.skip(uow, ALICE, series_id, version, now=NOW)
            else:
                await getattr(series, tap)(uow, ALICE, series_id)


async def delivered(database: Database, one: Claim) -> bool:
    """The worker's side; whether it was sent."""
    if not await begin(database, [one]):
        return False
    await settle(database, one, FIRST)
    return True


async def test_a_change_reaches_the_pending_occurrence(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    one_o_clock = Repeat(DAILY, datetime(2026, 3, 2, 13), BERLIN)  # noqa: DTZ001
    async with database.begin() as uow:
        edit = SeriesEdit(text="Tea", repeat=one_o_clock)
        changed = await series.change(uow, ALICE, made.id, edit, now=NOW)
    assert (changed.text, changed.next_at) == ("Tea", FIRST + timedelta(hours=1))
    assert await occurrences(database, made.id) == [
        (FIRST, "cancelled"),
        (FIRST + timedelta(hours=1), "scheduled"),
    ]
    async with database.begin() as uow:
        await series.change(uow, ALICE, made.id, SeriesEdit(text="Coffee"), now=NOW)
    (one,) = await claim(database, FIRST + timedelta(hours=1))
    assert one.content["text"] == "Coffee"


async def test_another_zone_moves_wall_clocks_and_nothing_else(database: Database) -> None:
    mine = await started(database, ALICE, NOON, NOW, "mine")
    named = await started(
        database, ALICE, Repeat(DAILY, NOON.wall, BERLIN, is_zone_named=True), NOW, "named"
    )
    elapsed = await started(
        database, ALICE, Repeat("FREQ=MINUTELY;INTERVAL=30", NOON.wall, BERLIN), NOW, "elapsed"
    )
    foreign = await started(database, BOB, NOON, NOW)
    async with database.begin() as uow:
        assert await series.follow_zone(uow, ALICE, "America/New_York", NOW) == 1
    there = to_instant(NOON.wall, "America/New_York")
    assert await occurrences(database, mine.id) == [(FIRST, "cancelled"), (there, "scheduled")]
    for kept in (named, elapsed, foreign):
        assert await occurrences(database, kept.id) == [(FIRST, "scheduled")]


async def test_a_clock_that_has_passed_in_the_new_zone_comes_the_next_time(
    database: Database,
) -> None:
    made = await started(database, ALICE, NOON, NOW)
    async with database.begin() as uow:
        await series.follow_zone(uow, ALICE, "Asia/Tokyo", NOW)
    waiting = [at for at, status in await occurrences(database, made.id) if status == "scheduled"]
    assert waiting == [to_instant(NOON.wall + DAY, "Asia/Tokyo")]


async def test_the_sweep_helps_a_series_on_that_stands_still(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    await sql(database, "UPDATE scheduled_messages SET status = 'sent'")
    for wanted in (1, 0):
        async with database.begin() as uow:
            assert await revive(uow, FIRST + timedelta(seconds=1), 100) == wanted
    assert await occurrences(database, made.id) == [(FIRST, "sent"), (FIRST + DAY, "scheduled")]


async def test_an_intent_that_is_taken_never_breaks_a_settle(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    taken = f"series:{made.id}:{int((FIRST + DAY).timestamp())}"
    (foreign,) = await stage(database, NOW + 90 * DAY, author=ALICE.id, prefix="x")
    await put(database, foreign, f"intent = '{taken}'")
    (one,) = await claim(database, FIRST)
    assert await settle(database, one, FIRST) == {one.id}
    async with database.begin() as uow:
        assert await revive(uow, FIRST + DAY + timedelta(seconds=1), 100) == 1
    assert await occurrences(database, made.id) == [
        (FIRST, "sent"),
        (FIRST + 2 * DAY, "scheduled"),
    ]


async def test_a_rule_that_nobody_can_read_ends_its_series(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    await sql(database, "UPDATE message_series SET rrule = 'FREQ=SOMETIMES'")
    (one,) = await claim(database, FIRST)
    assert await settle(database, one, FIRST) == {one.id}
    assert await occurrences(database, made.id) == [(FIRST, "sent")]


async def test_a_foreign_series_is_not_found(database: Database) -> None:
    made = await started(database, ALICE, NOON, NOW)
    async with database.begin() as uow:
        for act in (series.pause, series.cancel, series.find):
            with pytest.raises(NotFound):
                await act(uow, BOB, made.id)
