"""The `slotbell` command line, also `python -m bot`.

Each command is imported when it is asked for: `migrate` in production has 128 MB, and importing
what `serve` needs would take more.
"""

import importlib
from pathlib import Path

import click

LOCAL = "bot.local"
COMMANDS = {
    "demo": f"{LOCAL}.demo",
    "serve": "bot.commands.serve",
    "worker": "bot.commands.worker",
    "migrate": "bot.commands.data",
    "seed": "bot.commands.data",
    "setup": "bot.commands.setup",
    "backup": "bot.commands.backup",
    "restore": "bot.commands.backup",
    "unsubscribe": "bot.commands.unsubscribe",
    "doctor": "bot.commands.doctor",
    "smoke": f"{LOCAL}.smoke",
    "when": "bot.commands.when",
}
"""Where each command stands; its function has its name. Those of LOCAL are not in the image."""


class Commands(click.Group):
    """Finds a command by name and imports its module alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order in which they are needed, as far as they are here."""
        return [name for name, module in COMMANDS.items() if _is_here(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        if not _is_here(module):
            ctx.fail(f"{cmd_name} is for developers and not in this image: make {cmd_name}")
        found: click.Command = getattr(importlib.import_module(module), cmd_name)
        return found


def _is_here(module: str) -> bool:
    return not module.startswith(LOCAL) or Path(__file__).with_name("local").is_dir()


@click.group(cls=Commands)
def main() -> None:
    """Slotbell: bookings and scheduled messages for labs and clinics, in Telegram."""


if __name__ == "__main__":
    main()
