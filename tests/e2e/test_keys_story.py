"""Stories of /keys and /dashboard: programs and browsers are let in from the chat."""

import re
from datetime import UTC, datetime

import pytest

from actions.account import api_key, web_session
from actions.account.account import Defaults
from db.uow import Database
from domain.account.access import Scope
from domain.refusals import KeyInvalid, LinkInvalid
from infra.settings import BotMode, Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.support import bot as bots
from tests.support.bookings import BERLIN
from tests.support.bot import Bot
from tests.support.clinic import open_clinic, rows
from tests.support.series import sql
from tests.support.staff import arrives

KEY = re.compile(r"sb_[a-z2-7]{8}_[A-Za-z0-9_-]{43}")
LINK = re.compile(r"/desk/in/([\w-]+)")
NOBODY = Defaults(BERLIN, ())


@pytest.fixture
async def olga(chat: Sandbox, running_bot: Bot, database: Database) -> Person:
    """An owner."""
    await open_clinic(database)
    return await arrives(chat, database, "Olga", "owner")


async def makes(owner: Person, *ticks: str) -> str:
    """A key's whole text; ticks: what is tapped before its name."""
    await owner.says("/keys")
    await owner.sees("Keys for programs")
    await owner.taps("New key")
    await owner.sees("What may the program do")
    for tick in ticks:
        await owner.taps(tick)
        await owner.sees("What may the program do")
    await owner.taps("Next: its name")
    await owner.sees("What is the program called?")
    await owner.says("Web shop")
    found = KEY.search((await owner.sees("shown this once")).text)
    assert found
    return found[0]


async def test_an_owner_lets_a_program_in_and_out_again(
    olga: Person, running_bot: Bot, database: Database
) -> None:
    text = await makes(olga, "book:", "messages:", "30 days")
    now = datetime.now(UTC)
    async with database.begin() as uow:
        holder = await api_key.come_in(uow, text, NOBODY, now)
    assert (holder.actor.id, holder.actor.is_owner) == (olga.id, True)
    assert holder.key.scopes == {Scope.READ, Scope.MESSAGES}
    assert holder.key.expires_at is not None
    assert 29 <= (holder.key.expires_at - now).days <= 30
    await olga.taps("I have it, hide it")
    shown = await olga.sees("Web shop")
    assert text not in shown.text
    await olga.taps("Back")
    assert "used today" in (await olga.sees("Web shop: messages, read")).text
    await olga.taps("Web shop")
    await olga.taps("End it")
    await olga.sees("locked out at once")
    await olga.taps("Yes, end it")
    await olga.sees("That key does not work any more.")
    async with database.begin() as uow:
        with pytest.raises(KeyInvalid):
            await api_key.come_in(uow, text, NOBODY, now)
    assert "sb_" not in running_bot.written.getvalue()
    kept = await rows(database, "SELECT to_jsonb(k)::text FROM api_keys AS k")
    assert text.rsplit("_", 1)[1] not in str(kept)


async def test_a_key_that_may_do_nothing_is_not_made(olga: Person) -> None:
    await olga.says("/keys")
    await olga.sees("No program is let in yet.")
    await olga.taps("New key")
    for tick in ("read:", "book:"):
        await olga.sees("What may the program do")
        await olga.taps(tick)
    await olga.sees("What may the program do")
    await olga.taps("Next: its name")
    await olga.sees("Please choose at least one thing")
    await olga.taps("read:")
    await olga.sees("What may the program do")
    await olga.taps("Next: its name")
    await olga.says("x" * 41)
    await olga.sees("at most 40 characters")
    await olga.says("back")
    await olga.sees("No program is let in yet.")


async def test_who_is_let_go_takes_keys_and_browsers_along(
    chat: Sandbox, olga: Person, running_bot: Bot, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "owner")
    text = await makes(otto)
    await otto.says("/dashboard")
    found = LINK.search((await otto.sees("once, for two minutes")).text)
    assert found
    now = datetime.now(UTC)
    async with database.begin() as uow:
        await web_session.open_link(uow, found[1], "b", now)
        session = await web_session.sign_in(
            uow, found[1], "b", agent="Firefox Linux", refresh="r", now=now
        )
    assert session.browser == "Firefox on Linux"
    await otto.says("/dashboard")
    unused = LINK.search((await otto.sees("once, for two minutes")).text)
    assert unused
    assert unused[1] != found[1]
    await olga.says("/team")
    await olga.taps(f"{otto.id}, owner")
    await olga.taps("Revoke")
    await olga.taps("Yes, revoke")
    await olga.sees("is not staff any more")
    async with database.begin() as uow:
        with pytest.raises(KeyInvalid):
            await api_key.come_in(uow, text, NOBODY, now)
        with pytest.raises(LinkInvalid):
            await web_session.open_link(uow, unused[1], "c", now)
        assert await web_session.come_in(uow, session.id, NOBODY, now) is None
    await otto.says("/dashboard")
    await otto.sees("I do not know the command")
    await sql(database, "UPDATE accounts SET role = 'owner' WHERE id = :id", id=otto.id)
    async with database.begin() as uow:  # whoever comes again has to be let in again
        with pytest.raises(KeyInvalid):
            await api_key.come_in(uow, text, NOBODY, now)
        with pytest.raises(LinkInvalid):
            await web_session.open_link(uow, unused[1], "c", now)
        assert await web_session.come_in(uow, session.id, NOBODY, now) is None


async def test_where_there_is_https_the_dashboard_opens_inside_of_telegram(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    await open_clinic(database)
    away = {"public_url": "https://lab.example", "bot_mode": BotMode.POLLING}
    async with bots.running(bot_settings.model_copy(update=away)):
        dora = await arrives(chat, database, "Dora", "desk")
        await dora.says("/dashboard")
        inside, outside = (await dora.sees("The front desk in your browser")).keys
    assert inside["web_app"] == {"url": "https://lab.example/desk/app"}
    assert LINK.search(outside["url"])


async def test_patients_have_neither_keys_nor_a_dashboard(chat: Sandbox, olga: Person) -> None:
    alice = await chat.person("Alice")
    for command in ("/keys", "/dashboard"):
        await alice.says(command)
        await alice.sees("I do not know the command")
