"""The `slotbell` command line, also `python -m bot`."""

import click

from bot.data import migrate, seed
from bot.demo import demo
from bot.doctor import doctor
from bot.serve import serve
from bot.setup import setup
from bot.smoke import smoke
from bot.unsubscribe import unsubscribe
from bot.when import when
from bot.worker import worker


@click.group()
def main() -> None:
    """Slotbell: bookings and scheduled messages for labs and clinics, in Telegram."""


for command in (demo, serve, worker, migrate, seed, setup, doctor, smoke, unsubscribe, when):
    main.add_command(command)


if __name__ == "__main__":
    main()
