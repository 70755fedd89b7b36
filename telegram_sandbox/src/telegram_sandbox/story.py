"""`python -m telegram_sandbox.story --url URL < FILE`: somebody visits the bot, line by line.

Each line of the story is a verb and its words:

    says /book              type a text
    taps Confirm            tap the button that contains this
    sees Booked             wait for a message, an edit or a toast that contains this
    gets See you at nine    wait for a message that is exactly this

Prints the conversation and, as its last line, {"done": lines that came true, "got_at": unix
seconds at which the message of the newest `gets` was sent, or null}. Status 0 if all came true.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from telegram_sandbox.driver import NoSuchButton, NotSeen, Person, Sandbox


class Unreadable(ValueError):
    """A line that is not part of a story."""


@dataclass(slots=True)
class Outcome:
    """How far a story came; got_at by the sandbox's clock."""

    done: int = 0
    got_at: float | None = None


def lines_of(text: str) -> list[tuple[str, str]]:
    """The verbs of a story with their words; blank lines are skipped.

    Raises:
        Unreadable: a line has an unknown verb or no words.
    """
    lines = []
    for line in filter(str.strip, text.splitlines()):
        verb, _, words = line.strip().partition(" ")
        if verb not in {"says", "taps", "sees", "gets"} or not words.strip():
            raise Unreadable(line.strip())
        lines.append((verb, words.strip()))
    return lines


async def play(
    telegram: Sandbox, person: Person, lines: Sequence[tuple[str, str]], within: float
) -> Outcome:
    """Play lines until one does not come true within `within` seconds."""
    outcome = Outcome()
    for verb, words in lines:
        try:
            at = await _play(telegram, person, (verb, words), within)
        except (NotSeen, NoSuchButton):
            break
        outcome.done += 1
        outcome.got_at = at or outcome.got_at
    return outcome


async def _play(
    telegram: Sandbox, person: Person, line: tuple[str, str], within: float
) -> float | None:
    """Play one line. Returns when its message was sent, if it is one that gets a message."""
    match line:
        case ("says", words):
            await person.says(words)
        case ("taps", words):
            await person.taps(words, within)
        case ("sees", words):
            await person.sees(words, within)
        case (_, words):
            return await _sent_at(telegram, person, words, within)
    return None


async def _sent_at(telegram: Sandbox, person: Person, text: str, within: float) -> float | None:
    async for message in person.messages(within):
        if message.text == text:
            calls = await telegram.record(chat_id=person.id)
            return next((call["at"] for call in calls if call["message_id"] == message.id), None)
    raise NotSeen(f"{person.first_name} has not got {text!r} within {within} s")


async def visit(
    url: str, text: str, *, name: str, phone: str = "", within: float = 20.0
) -> tuple[Outcome, str]:
    """Let somebody live through a story; how far it came, and the conversation.

    Raises:
        Unreadable: the story has a line that cannot be played.
        Refusal: there is no sandbox at the url.
    """
    lines = lines_of(text)
    async with Sandbox(url) as telegram:
        fields = {"phone": phone} if phone else {}
        person = await telegram.person(name, **fields)
        return await play(telegram, person, lines, within), person.transcript()


def main() -> int:
    """Play the story on standard input."""
    parser = argparse.ArgumentParser(prog="python -m telegram_sandbox.story")
    parser.add_argument("--url", required=True, help="of the sandbox")
    parser.add_argument("--name", default="Alice", help="first name (%(default)s)")
    parser.add_argument("--phone", default="", help="number that is shared when it is asked for")
    parser.add_argument("--within", type=float, default=20.0, help="seconds a line may take")
    wish, text = parser.parse_args(), sys.stdin.read()
    try:
        visited = visit(wish.url, text, name=wish.name, phone=wish.phone, within=wish.within)
        outcome, conversation = asyncio.run(visited)
    except Unreadable as unreadable:
        sys.stderr.write(f"story: cannot play {str(unreadable)!r}\n")
        return 2
    sys.stdout.write(f"{conversation}\n{json.dumps(asdict(outcome))}\n")
    return 0 if outcome.done == len(lines_of(text)) else 1


if __name__ == "__main__":
    sys.exit(main())
