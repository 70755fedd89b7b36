"""Each person in their language: a booking without a word of another, and /language."""

import re
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.dispatcher import KINDS
from bot.register import register
from db.messages import dead_letters
from db.uow import Database
from infra.settings import Settings
from screens.account.commands import ABOUT, IN_SHORT
from screens.booking.reminder import reminder
from screens.language import SPOKEN, Marked, speaking, translated
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bookings import NOW
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, rows, tomorrow
from tests.support.staff import arrives
from tests.support.telegram import TOKEN
from tests.support.texts import TRANSLATED, catalogue, texts_of

PART = re.compile(r"\{[^}]*\}|<[^>]*>|“[^”]*”|/\w+|\n")


def said(code: str, source: str) -> str:
    with speaking(code):
        return translated(Marked(source))


def english_in(shown: str, code: str) -> set[str]:
    """Sentences of the source, or parts of two words and more, whose translation is another."""
    found = set()
    for source, target in texts_of(catalogue(code)).items():
        for one in source:
            parts = (part.strip(" .,:;?!()–—") for part in PART.split(one))
            long = {part for part in parts if " " in part and len(part) > 7}
            found |= {part for part in long if part in shown and part not in " ".join(target)}
    return found


def buttons_in(person: Person, code: str) -> set[str]:
    """Buttons whose label is an English one."""
    texts = {s[0]: t[0] for s, t in texts_of(catalogue(code)).items()}
    return {label for label in person.buttons() if texts.get(label, label) != label}


YES = {"de": "ja", "es": "sí", "fr": "oui", "hi": "हाँ", "pt": "sim", "ru": "да"}


def begin(code: str, source: str) -> str:
    """The first words of a translation, as far as nothing is filled in."""
    return re.split(r"[{“«„<]", said(code, source))[0].strip()


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("code", TRANSLATED)
async def test_a_visit_is_booked_with_no_word_of_english(
    chat: Sandbox, running_bot: Bot, database: Database, code: str
) -> None:
    ada = await chat.person("Ada", last_name="Lovelace", language_code=code)
    names = {str(row[0]) for row in await rows(database, "SELECT name FROM tests")}
    await ada.says("/start")
    await ada.sees(said(code, "Hello {name}.").format(name="Ada"))
    await ada.taps(said(code, "Book a test"))
    await ada.sees(begin(code, "Which test? Tap one, or type a word such as “sugar”."))
    assert not names & {label.split(" · ")[0] for label in ada.buttons()}
    await ada.says("HBA1C")
    await ada.sees(begin(code, "Which day? Tap one, or type it: “tomorrow”, “next friday”."))
    assert not buttons_in(ada, code)
    await ada.taps(str(tomorrow().day))
    await ada.taps(said(code, "Morning"))
    await ada.taps(said(code, "{time} · {seats} left").format(time="09:00", seats=3))
    await ada.taps(said(code, "Me: {name}").format(name="Ada Lovelace"))
    await ada.sees(said(code, "Shall I book this?"))
    assert not buttons_in(ada, code)
    await ada.says(YES[code])
    await ada.sees(begin(code, "Booked. See you on {day}!"))
    assert await bookings_of(database, ada) == [("booked",)]
    for command in ("bookings", "help", "schedule", "cancel", "timezone", "email", "language"):
        await ada.says(f"/{command}")
        await ada.last()
        assert not buttons_in(ada, code), command
    assert not english_in(ada.transcript(), code)

    async with database.read() as uow:
        (visit,) = (await dead_letters.visits(uow, [1])).values()
    assert visit.test not in names
    with speaking(visit.locale):
        assert not english_in(reminder(visit, NOW).text, code)


async def asked(chat: Sandbox, method: str, **fields: object) -> Any:
    async with (
        aiohttp.ClientSession(chat.url) as client,
        client.post(f"/bot{TOKEN}/{method}", json=fields) as answer,
    ):
        return (await answer.json())["result"]


async def menu(chat: Sandbox, **fields: object) -> dict[str, str]:
    found = await asked(chat, "getMyCommands", **fields)
    return {one["command"]: one["description"] for one in found}


async def test_a_choice_wins_over_what_telegram_says(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    ada = await chat.person("Ada", language_code="en")
    await ada.says("/language")
    await ada.sees("Which language would you like?")
    assert ada.buttons() == list(SPOKEN.values())
    await ada.taps("Русский")
    await ada.sees("теперь я пишу вам на этом языке: Русский")
    await ada.says("/start")
    await ada.sees(said("ru", "Hello {name}.").format(name="Ada"))
    shown = await menu(chat, scope={"type": "chat", "chat_id": ada.id})
    assert shown["book"] == said("ru", "Book a test")
    await ada.says("/language german")
    await ada.sees("Deutsch")
    await ada.says("/start")
    await ada.sees(said("de", "Hello {name}.").format(name="Ada"))
    kept = "SELECT locale, locale_chosen FROM accounts WHERE id = :id"
    assert await rows(database, kept, id=ada.id) == [("de", True)]
    await ada.forges("lg1:xx", (await ada.last()).id)
    assert await rows(database, kept, id=ada.id) == [("de", True)]


@pytest.mark.usefixtures("worker")
async def test_what_was_planned_before_a_choice_comes_in_the_chosen_language(
    alice: Person, database: Database
) -> None:
    await alice.says("/language हिन्दी")
    await alice.sees("हिन्दी")
    async with database.begin() as uow:
        due = "UPDATE scheduled_messages SET (due_at, fire_at) = (SELECT at, at FROM now)"
        now = "WITH now AS (SELECT date_trunc('second', now()) AS at)"
        await uow.run(text(f"{now} {due} WHERE content ->> 'kind' = 'reminder'"))
    shown = await alice.sees(said("hi", "Your appointment is tomorrow"))
    assert not english_in(shown.text, "hi")
    await alice.taps(said("hi", "Details"))
    assert not english_in((await alice.sees("पूर्ण रक्त गणना")).text, "hi")


async def test_colleagues_hear_of_each_other_in_their_own_language(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    olga = await arrives(chat, database, "Olga", "owner")
    await olga.says("/language русский")
    await olga.sees("теперь я пишу вам")
    await olga.says("/team")
    await olga.taps(said("ru", "Invite someone"))
    await olga.last()
    await olga.taps("Регистратор")
    await olga.last()
    await olga.says("Dora")
    token = re.search(r"start=(\S+)", (await olga.sees("start=")).text)
    assert token
    dora = await chat.person("Dora", language_code="de")
    await dora.says(f"/start {token[1]}")
    await dora.sees("Dora")
    await olga.sees(
        said("ru", "{name} has joined as {role}.").split("{role}")[0].format(name="Dora")
    )


@pytest.mark.parametrize("code", TRANSLATED)
def test_english_would_be_noticed(code: str) -> None:
    assert english_in("Ada\nBooked. See you on Friday!", code)
    assert english_in("There is nothing to cancel.", code)
    assert not english_in(said(code, "There is nothing to cancel."), code)


async def test_menus_and_descriptions_are_set_in_each_language_and_only_once(
    chat: Sandbox, running_bot: Bot, bot_settings: Settings
) -> None:
    ada = await chat.person("Ada")
    await ada.says("/start")
    await ada.sees("Hello")
    for code in ("", *SPOKEN):
        shown = await menu(chat, language_code=code)
        assert shown["book"] == said(code, "Book a test")
        for method, source in (("Description", ABOUT), ("ShortDescription", IN_SHORT)):
            (told,) = (await asked(chat, f"getMy{method}", language_code=code)).values()
            assert told == said(code, source)
    changes = [f"setMy{what}" for what in ("Commands", "Description", "ShortDescription")]
    before = [len(await chat.record(one)) for one in changes]
    await register(running_bot.deps.bot, bot_settings, KINDS)
    assert [len(await chat.record(one)) for one in changes] == before
