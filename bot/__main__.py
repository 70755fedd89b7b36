"""The `slotbell` command line, also `python -m bot`."""

import click


@click.group()
def main() -> None:
    """Slotbell: bookings and scheduled messages for labs and clinics, in Telegram."""


if __name__ == "__main__":
    main()
