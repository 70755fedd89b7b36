"""A bot without a mail server says so, and offers nothing it cannot do."""

from db.uow import Database
from domain.account.actor import Actor, Role
from screens.account.callbacks import EmailDo, EmailTap
from telegram_sandbox.driver import Sandbox
from tests.support.bookings import value
from tests.support.bot import Bot
from tests.support.mailing import ANN, prove
from tests.support.telegram import TOKEN


async def test_without_a_mail_server_nothing_is_offered(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/email")
    await alice.sees("This bot cannot send email yet.")
    assert alice.buttons() == []
    for do in (EmailDo.ADD, EmailDo.AGAIN):
        await alice.says(f"/email {ANN}")
        shown = await alice.sees("This bot cannot send email yet.")
        await alice.forges(EmailTap(do=do).pack(), shown.id)
        await chat.settled()
        assert (await alice.last()).text == "This bot cannot send email yet."
    assert await value(database, "SELECT count(*) FROM scheduled_messages") == 0


async def test_an_address_of_before_can_still_be_removed_but_not_used(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    await prove(database, Actor(alice.id, Role.PATIENT, "UTC", False, "en"), TOKEN)
    await alice.says("tomorrow 9am tea")
    await alice.sees("Your message:")
    assert not any("email" in label for label in alice.buttons())
    await alice.says("/email")
    await alice.taps(f"Remove {ANN}")
    await alice.taps("Yes, remove it")
    await alice.sees("Removed.")
    assert await value(database, "SELECT count(*) FROM addresses") == 0
