"""`slotbell serve`: the bot process."""

import click

from bot import app
from infra import startup


@click.command()
def serve() -> None:
    """Take updates from Telegram and answer them, until SIGTERM."""
    app.run(startup.begin("bot"))
