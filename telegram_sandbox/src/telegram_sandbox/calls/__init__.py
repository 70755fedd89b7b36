"""The methods of the Bot API, by feature; `METHODS` finds them by name, whatever its case."""

from telegram_sandbox.calls import (
    account,
    answering,
    changing,
    files,
    looking,
    polls,
    rich,
    sending,
    webhook,
)
from telegram_sandbox.calls.method import Method

MODULES = (
    account,
    answering,
    changing,
    files,
    looking,
    polls,
    rich,
    sending,
    webhook,
)
METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method) for module in MODULES for name, method in module.METHODS.items()
}
