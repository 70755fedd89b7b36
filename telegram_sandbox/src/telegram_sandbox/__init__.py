"""A Telegram of your own for bots and their tests: Bot API server, chat page, driver and judge.

`running` serves a sandbox inside a test; `python -m telegram_sandbox` runs one as a process.
"""

from telegram_sandbox.driver import (
    Group,
    Message,
    NoSuchButton,
    NotSeen,
    NotSettled,
    Person,
    Refusal,
    Sandbox,
)
from telegram_sandbox.server import Options, make_app, serving
from telegram_sandbox.state.bot import TOKEN
from telegram_sandbox.testing import running

__all__ = [
    "TOKEN",
    "Group",
    "Message",
    "NoSuchButton",
    "NotSeen",
    "NotSettled",
    "Options",
    "Person",
    "Refusal",
    "Sandbox",
    "make_app",
    "running",
    "serving",
]
__version__ = "0.1.0"
