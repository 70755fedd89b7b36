"""What an operator types about email: stop mail to an address, check the mail server."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.doctor import examine
from bot.local.stack import clean_environment, free_port
from db.uow import Database
from domain.account.email import unsubscribe_token
from infra.settings import Settings
from tests.support.bookings import ALICE, people, value
from tests.support.mail_server import mail_server
from tests.support.mailing import ANN, FROM, prove
from tests.support.telegram import TOKEN

SLOTBELL = Path(sys.executable).with_name("slotbell")
STOPPED = "SELECT count(*) FROM addresses WHERE unsubscribed_at IS NOT NULL"


async def unsubscribe(settings: Settings, home: Path, token: str) -> tuple[int, str]:
    """Run the command; its exit status and all it said."""
    environment = clean_environment() | {
        "BOT_TOKEN": TOKEN,
        "BOT_MODE": "polling",
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "TELEGRAM_API_URL": settings.telegram_api_url,
    }
    command = [str(SLOTBELL), "unsubscribe", token]
    done = await asyncio.to_thread(
        lambda: subprocess.run(
            command, env=environment, cwd=home, capture_output=True, text=True, timeout=120
        )
    )
    return done.returncode, done.stdout + done.stderr


async def test_the_token_of_a_mail_stops_mail_and_a_made_up_one_does_not(
    bot_settings: Settings, database: Database, tmp_path: Path
) -> None:
    await people(database, ALICE)
    own = await prove(database, ALICE, TOKEN)
    status, said = await unsubscribe(bot_settings, tmp_path, f"{own}-{'0' * 20}")
    assert (status, await value(database, STOPPED)) == (1, 0)
    assert "no token of this bot's mails" in said
    for _ in range(2):
        status, said = await unsubscribe(bot_settings, tmp_path, unsubscribe_token(own, TOKEN))
        assert (status, said) == (0, "Nothing is mailed to this address any more.\n")
    assert await value(database, STOPPED) == 1
    status, said = await unsubscribe(bot_settings, tmp_path, unsubscribe_token(own + 1, TOKEN))
    assert status == 0
    assert "has been removed already" in said
    assert ANN not in said


@pytest.mark.parametrize("is_there", [True, False])
async def test_the_doctor_looks_at_the_mail_server(bot_settings: Settings, is_there: bool) -> None:
    async with mail_server() as post:
        url = post.url if is_there else f"smtp://127.0.0.1:{free_port()}"
        more = {"smtp_url": type(bot_settings.smtp_url)(url), "mail_from": FROM}
        checks = await examine(bot_settings.model_copy(update=more))
        assert post.mails == []
    (found,) = [check for check in checks if check.name == "mail"]
    assert found.problem == ("" if is_there else "mail_not_reached: SMTPConnectError")
