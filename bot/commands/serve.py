"""`slotbell serve`: the bot process."""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import click

from bot import app
from infra import startup
from infra.settings import Settings


@click.command()
def serve() -> None:
    """Take updates from Telegram and answer them, until SIGTERM."""
    settings = startup.begin("bot", Settings)
    with startup.leaving_when_wrong():
        app.run(settings)
