"""Stories of /schedule: in steps, in one line, out of the blue; changed, confirmed, expired."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.messages.schedule import scheduled_messages
from db.uow import Database
from domain.time.zones import to_wall
from infra.settings import Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.zone import LETTERS, SHOWN, ZONE


async def kept(database: Database) -> list[tuple[str, str]]:
    """Text and status of every message, in the order of their making."""
    table = scheduled_messages
    async with database.read() as uow:
        rows = await uow.all(select(table.c.content, table.c.status).order_by(table.c.id))
    return [(row.content["text"], row.status) for row in rows]


async def does(person: Person, *steps: tuple[str, str]) -> None:
    """Type (a text) or tap ([a button]) and see what comes."""
    for act, seen in steps:
        if act.startswith("["):
            await person.taps(act.strip("[]"))
        else:
            await person.says(act)
        await person.sees(seen)


def next_doubled_hour(zone: str) -> datetime:
    """A wall clock that comes twice there, within the next year."""
    day = datetime.now(UTC).replace(hour=0, minute=30, second=0, microsecond=0)
    while to_wall(day, zone) != to_wall(day + timedelta(hours=1), zone):
        day += timedelta(days=1)
    return to_wall(day, zone)


async def test_step_by_step_in_one_message(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule", "What shall I send you?"),
        ("Call mum", "When shall I send it?"),
        ("[Tomorrow]", f"09:00 {LETTERS}"),
        ("[Confirm]", "Done. I'll send it on"),
    )
    assert alice.buttons() == ["My messages"]
    assert await kept(database) == [("Call mum", "scheduled")]
    shown = [call["message_id"] for call in await chat.record("editMessageText", alice.id)]
    assert len(set(shown)) == 1, "taps edit the one message"
    assert len(await chat.record("deleteMessage", alice.id)) == 1, "a typed answer moves it"


async def test_in_one_line_straight_to_the_preview(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule tomorrow 9am Call mum")
    shown = await alice.sees("Your message:\n\nCall mum")
    tomorrow = to_wall(datetime.now(UTC), ZONE) + timedelta(days=1)
    when = f"{tomorrow:%A}, {tomorrow.day} {tomorrow:%B}, 09:00 {LETTERS}"
    assert shown.text.startswith(f"Shall I send you this?\n\n{when}")
    assert f"time zone {SHOWN}" in shown.text
    await does(alice, ("[Confirm]", "Done."))
    assert await kept(database) == [("Call mum", "scheduled")]


@pytest.mark.parametrize(
    ("line", "asked"),
    [("Call mum", "When shall I send it?"), ("tomorrow 9am", "What shall I send you on")],
)
async def test_half_a_line_asks_for_the_other_half(
    chat: Sandbox, running_bot: Bot, line: str, asked: str
) -> None:
    alice = await chat.person("Alice")
    await does(alice, (f"/schedule {line}", asked))


async def test_message_and_time_at_once_where_the_message_is_asked(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule", "What shall I send you?"),
        ("remind me to call mum tomorrow at 6pm", "Your message:\n\ncall mum"),
    )


async def test_an_older_confirm_never_plans_another_time(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule tomorrow 9am Call mum")
    first = await alice.sees(f"09:00 {LETTERS}")
    confirm = first.key("Confirm")
    assert confirm is not None
    await alice.says("tomorrow 11pm")
    await alice.sees(f"23:00 {LETTERS}")
    await alice.forges(confirm["callback_data"], first.id)
    await alice.sees("This has changed since")
    assert await kept(database) == []
    await does(alice, ("[Confirm]", "Done. I'll send it on"))
    assert await kept(database) == [("Call mum", "scheduled")]


async def test_plain_text_that_names_a_time_opens_the_preview(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("remind me to call mum tomorrow at 6pm", f"18:00 {LETTERS}"),
        ("yes", "Done."),
        ("call mum", "I did not understand that"),
        ("tomorrow at 6pm", "I did not understand that"),
    )
    assert await kept(database) == [("call mum", "scheduled")]


async def test_words_of_time_can_belong_to_the_message(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("Party tomorrow at 6pm", "Your message:\n\nParty"),
        ("[Keep the whole text]", "When shall I send it?"),
        ("in 2 hours", "Your message:\n\nParty tomorrow at 6pm"),
        ("[Confirm]", "Done."),
    )
    assert await kept(database) == [("Party tomorrow at 6pm", "scheduled")]


async def test_time_and_text_are_changed_and_back_goes_back(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule tomorrow 9am Tea", "09:00"),
        ("[Change time]", "When shall I send it?"),
        ("[Back]", "09:00"),
        ("[Change time]", "When shall I send it?"),
        ("tomorrow 5pm", "17:00"),
        ("[Change text]", "What shall I send instead?"),
        ("Coffee tomorrow", "Your message:\n\nCoffee tomorrow"),
        ("tomorrow 6pm", "18:00"),
        ("[Confirm]", "18:00"),
    )
    assert await kept(database) == [("Coffee tomorrow", "scheduled")]


async def test_back_from_the_time_asks_for_the_message_again(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule Tea", "When shall I send it?"),
        ("[Back]", "What shall I send you?"),
        ("Coffee", "Your message:\n\nCoffee"),
    )


async def test_back_and_cancel_can_be_typed_where_no_message_is_asked(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule Tea", "When shall I send it?"),
        ("back", "What shall I send you?"),
        ("Cancel", "Your message:\n\nCancel"),
        ("cancel", "Cancelled. Nothing was scheduled."),
        ("/schedule tomorrow 9am Tea", "09:00"),
        ("[Change time zone]", "Which city are you in?"),
        ("Back.", "09:00"),
    )
    assert await kept(database) == []


@pytest.mark.parametrize("act", ["[Cancel]", "no"])
async def test_cancel_schedules_nothing(
    chat: Sandbox, running_bot: Bot, database: Database, act: str
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule tomorrow 9am Tea", "09:00"),
        (act, "Cancelled. Nothing was scheduled."),
    )
    assert await kept(database) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("yesterday", "has passed"),
        ("31 february", "no such date"),
        ("every 2 minutes", "too often"),
        ("bananas", "found no time"),
        ("in 90 years", "too far ahead"),
        ("12 december {far} 9am", "too far ahead"),
        ("9 or 10 tomorrow", "only a part"),
    ],
)
async def test_a_time_that_cannot_be_says_why_and_asks_again(
    chat: Sandbox, running_bot: Bot, said: str, told: str
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule Tea")
    await alice.sees("When shall I send it?")
    await alice.says(said.format(far=datetime.now(UTC).year + 6))
    shown = await alice.sees(told)
    assert "When shall I send it?" in shown.text
    assert "Tea" in shown.text


async def test_two_readings_offer_the_other_as_a_button(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("tomorrow at 7 tea")
    await alice.sees("07:00")
    await alice.taps("Or tomorrow 19:00")
    shown = await alice.sees(f"19:00 {LETTERS}")
    assert "Or tomorrow 07:00" in shown.buttons


async def test_a_doubled_hour_asks_which_and_keeps_the_chosen_one(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    wall = next_doubled_hour("Europe/Berlin")
    alice = await chat.person("Alice")
    await does(alice, ("/timezone Berlin", "Done"))
    await alice.says(f"/schedule {wall.day} {wall:%B} {wall.year} {wall:%H:%M} Tea")
    shown = await alice.sees("that time comes twice")
    assert [label.rsplit(" ", 1)[-1] for label in shown.buttons[:2]] == ["CEST", "CET"]
    await does(alice, ("[CET]", "CET"), ("[Confirm]", "Done."))
    async with database.read() as uow:
        row = await uow.first(select(scheduled_messages))
    assert row is not None
    second = wall.replace(tzinfo=UTC) - timedelta(hours=1)
    assert (row.content["text"], row.due_at, row.wall) == ("Tea", second, wall)


async def test_a_zone_not_known_is_admitted_changed_and_the_time_read_again(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule tomorrow 9am Tea", "I do not know your time zone yet"),
        ("[Change time zone]", "Which city are you in?"),
        ("Xyzzy", "I found no time zone for that"),
        ("Atlantis", "Is it one of these?"),
        ("Tokyo", "09:00 JST"),
    )
    shown = await alice.last()
    assert "Change time zone" not in shown.buttons
    await does(alice, ("/schedule tomorrow 9am Tea", "time zone Asia/Tokyo"))


async def test_a_zone_on_offer_is_taken_with_a_tap(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/schedule tomorrow 9am Tea", f"09:00 {LETTERS}"),
        ("[Change time zone]", "Which city are you in?"),
    )
    label = next(label for label in alice.buttons() if "London" in label)
    await alice.taps(label)
    await alice.sees("time zone Europe/London")


async def test_two_taps_on_confirm_make_one_message(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule tomorrow 9am Tea")
    shown = await alice.sees("Tea")
    confirm = shown.key("Confirm")
    assert confirm is not None
    await alice.forges(confirm["callback_data"], shown.id)
    await alice.forges(confirm["callback_data"], shown.id)
    await chat.settled()
    assert (await alice.last()).text.startswith("Done. I'll send it on")
    assert await kept(database) == [("Tea", "scheduled")]


async def test_an_update_that_comes_again_makes_one_message(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule tomorrow 9am Tea")
    await alice.sees("Tea")
    await chat.fault("500", method="editMessageText", after=True)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await chat.settled()
    assert await kept(database) == [("Tea", "scheduled")]


async def test_after_a_restart_an_old_button_tells_of_it_and_starts_again(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        await alice.says("/schedule tomorrow 9am Tea")
        await alice.sees("Tea")
    async with bot.running(bot_settings):
        await does(alice, ("[Confirm]", "was interrupted (the bot was restarted). Nothing was sch"))
        assert await kept(database) == []
        await does(alice, ("[Start again]", "What shall I send you?"))


async def test_after_a_restart_confirm_finds_what_it_led_to(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        await alice.says("/schedule tomorrow 9am Tea")
        shown = await alice.sees("Tea")
        await does(alice, ("[Confirm]", "Done."))
    confirm = shown.key("Confirm")
    assert confirm is not None
    async with bot.running(bot_settings):
        await alice.forges(confirm["callback_data"], shown.id)
        await chat.settled()
        assert (await alice.last()).text.startswith("Done. I'll send it on")
    assert await kept(database) == [("Tea", "scheduled")]


async def test_a_command_that_begins_anew_ends_the_conversation(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule Tea")
    asked = await alice.sees("When shall I send it?")
    tomorrow = asked.key("Tomorrow")
    assert tomorrow is not None
    await does(alice, ("/schedule", "What shall I send you?"))
    await alice.forges(tomorrow["callback_data"], asked.id)
    await alice.sees("This conversation has expired.")


async def test_another_persons_button_says_expired_and_touches_nothing(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    await alice.says("/schedule tomorrow 9am Tea")
    shown = await alice.sees("Tea")
    confirm = shown.key("Confirm")
    assert confirm is not None
    await bob.says("/help")
    helped = await bob.sees("How to use me")
    await bob.forges(confirm["callback_data"], helped.id)
    await bob.sees("This conversation has expired.")
    assert await kept(database) == []
    await does(alice, ("[Confirm]", "Done."))


async def test_each_tap_costs_four_statements_at_most(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await does(
        alice,
        ("/help", "How to use me"),
        ("/schedule Tea", "When shall I send it?"),
        ("[Tomorrow]", "09:00"),
        ("[Change text]", "instead"),
        ("[Back]", "09:00"),
        ("[Change time zone]", "Which city"),
        ("Berlin", "09:00"),
        ("[Confirm]", "Done."),
        ("[My messages]", "Upcoming"),
        ("[1]", "Tea"),
        ("[Change time]", "When shall"),
        ("in 2 hours", "Tea"),
        ("[Confirm]", "Done."),
        ("[My messages]", "Upcoming"),
        ("[1]", "Tea"),
        ("[Cancel message]", "Cancel this message?"),
        ("[Yes]", "I won't send it"),
    )
    await chat.settled()
    spent = [(line["handler"], line["queries"]) for line in running_bot.lines()[1:]]
    assert len(spent) == 16
    # A zone that is chosen moves series (locked; the message follows) and reminders (quiet hours).
    assert [one for one in spent if one[1] > 4] == [("messages.zone.place_typed", 9)]
