"""Stories of /email: an address is proved in chat, and a message goes there by the real worker."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.local.stack import Backends
from db.uow import Database
from domain.account.actor import Actor, Role
from infra.settings import Settings
from screens.account.callbacks import EmailDo, EmailTap
from screens.messages.callbacks import ScheduleDo, ScheduleTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bookings import value
from tests.support.bot import Bot
from tests.support.mail_server import PEM, Post, mail_server
from tests.support.mailing import ANN, FROM, prove
from tests.support.telegram import TOKEN
from tests.support.waiting import once_true
from tests.support.workers import House

LONG = 20.0  # seconds that a busy machine gets for what comes in three


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """Over TLS from the first byte, with a certificate that only this worker trusts."""
    async with mail_server("tls") as running:
        yield running


@pytest.fixture
def bot_settings(bot_settings: Settings, post: Post) -> Settings:
    url = SecretStr(f"smtps://localhost:{post.port}")
    return bot_settings.model_copy(update={"smtp_url": url, "mail_from": FROM})


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    return await arrives(chat)


@pytest.fixture
async def house(
    chat: Sandbox, alice: Person, bot_settings: Settings, tmp_path: Path
) -> AsyncGenerator[House, None]:
    """A worker beside the bot."""
    urls = (bot_settings.database_url, bot_settings.redis_url)
    backends = Backends(*(url.get_secret_value() for url in urls))
    made = House(tmp_path, backends, chat, TOKEN, alice)
    process = await made.worker(
        SMTP_URL=bot_settings.smtp_url.get_secret_value(),
        MAIL_FROM=bot_settings.mail_from,
        SSL_CERT_FILE=str(PEM),
    )
    yield made
    process.stop()


async def arrives(chat: Sandbox, name: str = "Alice") -> Person:
    """Somebody who has an account."""
    person = await chat.person(name)
    await person.says("/start")
    await person.sees("Hello")
    return person


def actor_of(person: Person) -> Actor:
    return Actor(person.id, Role.PATIENT, "Europe/Berlin", False, "en")


def code_in(mail: Any) -> str:
    found = re.fullmatch(r"Your code is (\d{6})", mail["Subject"])
    assert found
    return found[1]


async def test_an_address_is_proved_and_gets_a_message_on_its_second(
    post: Post, alice: Person, house: House, running_bot: Bot, database: Database
) -> None:
    await alice.says("/email")
    await alice.sees("I can send your scheduled messages by email, too.")
    await alice.taps("Add an address")
    await alice.sees("What is your email address?")
    await alice.says("not an address")
    await alice.sees("That is no email address I can use.")
    await alice.says("Ann@Example.org")
    await alice.sees(f"I am mailing a code of six digits to {ANN}.")
    (mail,) = await post.came(1)
    assert mail["To"] == ANN
    code = code_in(mail)
    await alice.says("hm")
    await alice.sees("The code has six digits")
    await alice.says("000000" if code != "000000" else "111111")
    await alice.sees("That is not the code. You have 4 more tries.")
    await alice.says(f"{code[:3]} {code[3:]}")
    await alice.sees(f"Done. {ANN} is confirmed.")
    bold = {"type": "bold", "offset": 13, "length": 5}
    await alice.says("in 3 seconds Grüße an Ünsal \U0001f600", [bold])
    await alice.sees("Your message:\n\nGrüße an Ünsal")
    await alice.taps("Send by email")
    await alice.sees("To: a…@example.org")
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it to a…@example.org on")
    (_, came) = await post.came(2)
    assert came["Subject"] == "Grüße an Ünsal \U0001f600"
    _, html = came.iter_parts()
    assert "<b>Grüße</b> an" in html.get_content()
    assert post.encrypted == [True, True]
    sent = "SELECT count(*) FROM scheduled_messages WHERE channel = 'email' AND status = 'sent'"

    async def are_settled() -> bool:
        return bool(await value(database, sent) == 2)

    await once_true(are_settled)
    await alice.says("/scheduled")
    shown = await alice.sees("Recent")
    assert "· a…@example.org" in shown.text
    await alice.taps("1")
    await alice.sees("To: a…@example.org")
    for written in (running_bot.written.getvalue(), house.output()):
        assert "ann@" not in written.lower()
        assert code not in written


async def test_a_code_that_was_guessed_at_too_often_is_void(
    post: Post, alice: Person, house: House
) -> None:
    await alice.says(f"/email {ANN}")
    await alice.sees("I am mailing a code")
    (mail,) = await post.came(1)
    code = code_in(mail)
    for number in range(5):
        await alice.says(f"{(int(code) + 1 + number) % 10**6:06d}")
        await alice.sees("That is not the code" if number < 4 else "this code is void")
    await alice.says(code)
    await alice.sees("this code is void")
    await alice.taps("Send another code")
    await alice.sees("Another code is on its way")
    _, second = await post.came(2)
    assert code_in(second) != code
    await alice.says(code_in(second))
    await alice.sees("is confirmed")


async def test_codes_are_mailed_three_times_an_hour_and_no_more(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    await alice.says(f"/email {ANN}")
    await alice.sees("I am mailing a code")
    for _ in range(2):
        await alice.taps("Send another code")
        await alice.sees("Another code is on its way")
    await alice.taps("Send another code")
    await alice.sees("I have mailed several codes lately.")
    assert await value(database, "SELECT count(*) FROM scheduled_messages") == 3
    bob = await arrives(chat, "Bob")
    await bob.says(f"/email {ANN}")
    await bob.sees("I have mailed several codes lately.")


async def test_the_list_shows_states_and_forgets_on_demand(
    alice: Person, database: Database
) -> None:
    await prove(database, actor_of(alice), TOKEN)
    await alice.says("/email bob@example.org")
    await alice.sees("I am mailing a code")
    await alice.says("Back")
    shown = await alice.sees("Your email addresses")
    assert f"• {ANN}\n• bob@example.org · waiting for its code" in shown.text
    await alice.taps("Enter the code for bob@example.org")
    await alice.sees("I am mailing a code")
    await alice.sends_photo()
    await alice.sees("I can only read text here.")
    await alice.says("/email")
    await alice.taps(f"Remove {ANN}")
    await alice.sees(f"Remove {ANN}?")
    await alice.taps("No, keep it")
    await alice.sees("Your email addresses")
    await alice.taps(f"Remove {ANN}")
    await alice.taps("Yes, remove it")
    gone = await alice.sees("Removed. Nothing will be sent there.")
    assert ANN not in gone.text
    await alice.says("/email BOB@example.org")
    await alice.sees("I am mailing a code of six digits to bob@example.org.")


async def test_an_address_known_already_needs_no_code(alice: Person, database: Database) -> None:
    await prove(database, actor_of(alice), TOKEN)
    await alice.says(f"/email {ANN}")
    await alice.sees("That address is confirmed already.")


async def test_another_persons_address_is_not_found(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    own = await prove(database, actor_of(alice), TOKEN)
    bob = await arrives(chat, "Bob")
    for do in (EmailDo.CODE, EmailDo.AGAIN, EmailDo.REMOVE, EmailDo.YES):
        for number in (own, 2**63 - 1):
            await bob.says("/email")
            shown = await bob.sees("I can send your scheduled messages by email")
            await bob.forges(EmailTap(do=do, value=number).pack(), shown.id)
            await bob.sees("That address was not found.")
    await bob.says("tomorrow 9am tea")
    preview = await bob.sees("Your message:\n\ntea")
    assert not any("email" in label for label in bob.buttons())
    confirm = preview.key("Confirm")
    assert confirm
    intent = ScheduleTap.unpack(confirm["callback_data"]).intent
    forged = ScheduleTap(intent=intent, do=ScheduleDo.MAIL, value=own)
    await bob.forges(forged.pack(), preview.id)
    await bob.sees("I cannot send to that address any more")
    await bob.taps("Confirm")
    await bob.sees("Done. I'll send it on")
    assert "ann@" not in bob.transcript()
    assert "a…@" not in bob.transcript()
    assert (
        await value(
            database, "SELECT channel FROM scheduled_messages WHERE author_id = :id", id=bob.id
        )
        == "telegram"
    )


async def test_an_address_removed_after_the_preview_is_not_mailed_to(
    alice: Person, database: Database
) -> None:
    await prove(database, actor_of(alice), TOKEN)
    await alice.says("tomorrow 9am tea")
    await alice.taps("Send by email")
    await alice.sees("To: a…@example.org")
    async with database.begin() as uow:
        await uow.run(text("DELETE FROM addresses"))
    await alice.taps("Confirm")
    await alice.sees("I cannot send to that address any more, so it comes here.")
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it on")


async def test_the_way_can_be_changed_until_it_is_confirmed(
    alice: Person, database: Database
) -> None:
    await prove(database, actor_of(alice), TOKEN)
    await prove(database, actor_of(alice), TOKEN, "lee@example.com")
    await alice.says("tomorrow 9am tea")
    await alice.taps("Send to l…@example.com")
    await alice.sees("To: l…@example.com")
    await alice.taps("Send it here instead")
    back = await alice.sees("Your message:")
    assert "To:" not in back.text
    await alice.taps("Send to a…@example.org")
    await alice.sees("To: a…@example.org")
    await alice.taps("Change text")
    await alice.sees("What shall I send instead?")
    await alice.says("coffee")
    await alice.sees("To: a…@example.org")
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it to a…@example.org")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change text")
    await alice.sees("What shall I send instead?")
    await alice.says("cocoa")
    await alice.sees("To: a…@example.org")
    assert not any("Send" in label for label in alice.buttons())
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it to a…@example.org")
    row = "SELECT channel || recipient || (content ->> 'text') FROM scheduled_messages"
    assert await value(database, f"{row} WHERE status = 'scheduled'") == f"email{ANN}cocoa"
