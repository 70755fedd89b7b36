"""Drive a sandbox from tests in the words of a story, over HTTP alone.

async with Sandbox(url) as telegram:
    alice = await telegram.person("Alice")
    await alice.says("/book")
    await alice.taps("Blood count")
    await alice.sees("Which day?")
"""

from telegram_sandbox.driver.group import Group
from telegram_sandbox.driver.person import Person
from telegram_sandbox.driver.sandbox import Sandbox
from telegram_sandbox.driver.seen import Message, NoSuchButton, NotSeen, NotSettled
from telegram_sandbox.driver.wire import Refusal

__all__ = [
    "Group",
    "Message",
    "NoSuchButton",
    "NotSeen",
    "NotSettled",
    "Person",
    "Refusal",
    "Sandbox",
]
