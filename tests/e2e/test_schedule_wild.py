"""Whatever a person sends, in every step of scheduling: a polite answer, and no bug."""

import pytest

from fsm import draft
from screens.messages.callbacks import ScheduleDo, ScheduleTap
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support.bot import Bot
from tests.support.waiting import once_true

STEPS = {
    "writing": ("/schedule",),
    "timed first": ("/schedule tomorrow 9am",),
    "timing": ("/schedule Tea",),
    "preview": ("/schedule tomorrow 9am Tea",),
    "readings": ("/schedule 2h30m Tea",),
    "rewriting": ("/schedule tomorrow 9am Tea", "[Change text]"),
    "zone": ("/schedule tomorrow 9am Tea", "[Change time zone]"),
}
TEXTS = {
    "emoji": "🎂👩‍👩‍👧‍👦" * 40,
    "right to left": "مرحبا بكم \u202e\u2066 שלום",
    "html": '</b><a href="x">&amp;</a><script>&lt;</script><!-- <b> -->',
    "sql": "'; DROP TABLE scheduled_messages; --",
    "long": "x" * 10_000,
    "long words of time": "tomorrow 9am " * 800,
    "odd characters": "\x07\u0000\ufeff\u200b%s{name}{0}%(x)s\\",
    "a number": "9" * 400,
    "format": "{when} {0} {t.__class__}",
}


async def reach(person: Person, step: str) -> None:
    """Bring a person to a step of the conversation."""
    for act in STEPS[step]:
        if act.startswith("["):
            await person.taps(act.strip("[]"))
        else:
            await person.says(act)


async def calm(chat: Sandbox, running_bot: Bot) -> None:
    """Every update was handled, and none by a bug or a refusal from Telegram."""
    await chat.settled()
    assert set(running_bot.outcomes()) <= {"handled", "refused"}
    refused = [c for c in await chat.record() if c["status"] != 200]
    assert [c["description"] for c in refused if "not modified" not in c["description"]] == []


@pytest.mark.parametrize("step", STEPS)
async def test_any_text_in_any_step_gets_a_polite_answer(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    for name, text in TEXTS.items():
        person = await chat.person(name)
        await reach(person, step)
        await chat.settled()
        before = (await person.last()).id
        await person.says(text)
        await chat.settled()
        assert (await person.last()).id > before, f"{name!r} got no answer"
    await calm(chat, running_bot)


@pytest.mark.parametrize("step", STEPS)
async def test_what_is_no_text_is_the_message_or_gets_a_hint(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    alice = await chat.person("Alice")
    await reach(alice, step)
    await chat.settled()  # a tap and a message can overtake each other
    for send, name in (
        (alice.sends_photo, "Photo"),
        (alice.sends_voice, "Voice message"),
        (alice.sends_sticker, "Sticker"),
        (alice.sends_document, "File"),
        (alice.shares_contact, "Contact"),
    ):
        await send()
        await alice.sees("I can only read text" if step == "zone" else name)
        assert "Cancel" in alice.buttons()
    await calm(chat, running_bot)


async def latest_with_buttons(person: Person) -> Message:
    """What the person has in view may come a moment after the update is settled."""
    shown: list[Message] = []

    async def is_there() -> bool:
        shown[:] = [heard async for heard in person.messages(0) if heard.keys]
        return bool(shown)

    await once_true(is_there)
    return shown[-1]


@pytest.mark.parametrize("step", STEPS)
async def test_any_button_in_any_step_is_answered(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    for do in ScheduleDo:
        person = await chat.person(do.name)
        await reach(person, step)
        await chat.settled()
        shown = await latest_with_buttons(person)
        intent = ScheduleTap.unpack(shown.keys[-1]["callback_data"]).intent
        for value in (0, 7, 2**63 - 1):
            await person.forges(ScheduleTap(intent=intent, do=do, value=value).pack(), shown.id)
    await calm(chat, running_bot)
    assert len(await chat.record("answerCallbackQuery")) >= 3 * len(ScheduleDo)


async def test_a_text_longer_than_a_message_is_told_the_limit(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule")
    asked = await alice.sees("What shall I send you?")
    forged = {"id": alice.id, "type": "private", "first_name": "Alice"}
    sender = forged | {"is_bot": False}
    raw = {"message_id": asked.id + 1000, "date": 1, "chat": forged, "from": sender}
    await chat.inject({"message": raw | {"text": "x" * 41_000}})
    await alice.sees("When shall I send it?")
    await alice.taps("Tomorrow")
    await alice.sees("09:00")
    await alice.taps("Confirm")
    await alice.sees("That has 41000 characters, and a message holds 40960. Please shorten it.")


async def test_overlapping_formatting_is_shown_and_breaks_nothing(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    kinds = ("bold", "italic", "spoiler", "underline")
    overlapping = [{"type": kind, "offset": start, "length": 4} for start, kind in enumerate(kinds)]
    await alice.says("/schedule")
    await alice.sees("What shall I send you?")
    await alice.says("Call mum & dad", overlapping)
    shown = await alice.sees("Call mum & dad")
    assert {item["type"] for item in shown.raw["entities"]} >= set(kinds)
    await calm(chat, running_bot)


async def test_a_text_that_is_too_much_to_keep_is_told_and_the_bot_goes_on(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "MAX_BYTES_OF_ONE", 100_000)  # an update of so much would not come
    url = "https://example.org/" + "a" * 3000
    links = [
        {"type": "text_link", "offset": 5 * number, "length": 4, "url": f"{url}{number}"}
        for number in range(40)
    ]
    await alice.says("/schedule")
    await alice.sees("What shall I send")
    await alice.says("link " * 40, links)
    await alice.sees("That is more than I can keep in mind.")
    await alice.says("tomorrow 9am call mum")
    await alice.sees("Your message:\n\ncall mum")
