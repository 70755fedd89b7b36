"""The `slotbell` command line, also `python -m bot`.

Each command is imported when it is asked for: `migrate` in production has 128 MB, and importing
what `serve` needs would take more.
"""

import importlib

import click

COMMANDS = {
    "demo": "bot.local.demo",
    "serve": "bot.commands.serve",
    "worker": "bot.commands.worker",
    "migrate": "bot.commands.data",
    "seed": "bot.commands.data",
    "setup": "bot.commands.setup",
    "unsubscribe": "bot.commands.unsubscribe",
    "doctor": "bot.commands.doctor",
    "smoke": "bot.local.smoke",
    "when": "bot.commands.when",
}
"""Where each command stands; its function has its name."""


class Commands(click.Group):
    """Finds a command by name and imports its module alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order in which they are needed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """None for a name that is no command."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        return found


@click.group(cls=Commands)
def main() -> None:
    """Slotbell: bookings and scheduled messages for labs and clinics, in Telegram."""


if __name__ == "__main__":
    main()
