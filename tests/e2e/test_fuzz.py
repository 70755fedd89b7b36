"""Whatever comes in, in whatever state: an answer of 200, never a bug, never silence to a text."""

import random

import pytest
from pydantic import SecretStr

from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot, Json
from tests.support.clinic import open_clinic

SEED, UPDATES = 20_260_726, 100
STATES = (
    "",
    "/timezone",
    "/email",
    "/email ann@example.org",
    "/book",
    "/schedule",
    "/schedule tomorrow 9am",
    "/bookings",
    "/scheduled",
)
TEXTS = (
    " ",
    "\n\n",
    "x" * 4096,
    "🎂" * 2000,
    "مرحبا غدا",
    "\u202eevil\u202c",
    "<b>x</b>&<script>",
    "{name} %s {0}",
    "'; DROP TABLE bookings; --",
    "99999999999999999999",
    "-1",
    "tomorrow 9am",
    "\u0000",
    "half a \ud83c character",
    "/half_\udfff",
    "/timezone \ud800",
    "/book \udc00 tomorrow",
    "/",
    "/book " + "x" * 4000,
    "/schedule in 5 minutes",
    "/timezone " + "x" * 4000,
    "/email " + "x" * 4000,
    "ann@example.org",
    "123456",
    "/start " + "x" * 64,
)
PREFIXES = ("st1", "sc2", "sl1", "tz1", "bk1", "bl1", "ad1", "gr1", "zz9")
PARTS = ("", "b", "c", "x", "o", "0", "1", "-1", str(2**63), str(2**63 - 1), "A" * 22, "é", "a:b")


@pytest.fixture
def bot_settings(bot_settings: Settings) -> Settings:
    """With email, so that its buttons are there, too; the bot itself mails nothing."""
    mail = {"smtp_url": SecretStr("smtp://127.0.0.1:9"), "mail_from": "lab@example.org"}
    return bot_settings.model_copy(update=mail)


def forged(dice: random.Random, seen: list[str]) -> str:
    """A button's data: made up, or one that was really shown, as it is or with one part changed."""
    if not seen or dice.random() < 0.4:
        return ":".join((dice.choice(PREFIXES), *(dice.choice(PARTS) for _ in range(4))))
    parts = dice.choice(seen).split(":")
    if dice.random() < 0.6:
        parts[dice.randrange(len(parts))] = dice.choice(PARTS)
    return ":".join(parts)


def odd(person: Person, number: int, dice: random.Random, seen: list[str]) -> Json:
    """An odd update of a person: a text, a sticker, a forged or stale tap."""
    user = {"id": person.id, "is_bot": False, "first_name": "A", "language_code": "xx-<y>"}
    chat = {"id": person.id, "type": "private", "first_name": "A"}
    message: Json = {"message_id": 10_000 + number, "date": 1, "chat": chat, "from": user}
    kind = dice.choice(("text", "text", "tap", "tap", "tap", "file"))
    if kind == "text":
        return {"message": message | {"text": dice.choice(TEXTS)}}
    if kind == "file":
        sticker = {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1}
        flags = {"height": 1, "is_animated": False, "is_video": False}
        return {"message": message | {"sticker": sticker | flags}}
    data = forged(dice, seen)
    query = {"id": str(number + 1), "from": user, "chat_instance": "1", "data": data}
    return {"callback_query": query | ({"message": message} if dice.random() < 0.8 else {})}


async def shown(person: Person) -> list[str]:
    """The data of the newest message's buttons."""
    keys = (await person.last()).keys
    return [str(key["callback_data"]) for key in keys if key.get("callback_data")]


@pytest.mark.parametrize("state", STATES)
async def test_no_update_is_a_bug_in_any_state(
    chat: Sandbox, running_bot: Bot, database: Database, state: str
) -> None:
    await open_clinic(database)
    dice, seen = random.Random(SEED + STATES.index(state)), list[str]()
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    for number in range(UPDATES):
        if state and number % 12 == 0:
            await alice.says(state)
            await chat.settled()
        seen = [*seen, *await shown(alice)][-30:]
        update = odd(alice, number, dice, seen)
        async with running_bot.post({"update_id": 10_000 + number, **update}) as answer:
            assert answer.status == 200, (update, running_bot.lines()[-1])
    assert not running_bot.lines("update_failed")
