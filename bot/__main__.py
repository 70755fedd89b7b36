"""The `slotbell` command line, also `python -m bot`."""

import click

from bot.serve import serve
from bot.when import when


@click.group()
def main() -> None:
    """Slotbell: bookings and scheduled messages for labs and clinics, in Telegram."""


main.add_command(serve)
main.add_command(when)


if __name__ == "__main__":
    main()
