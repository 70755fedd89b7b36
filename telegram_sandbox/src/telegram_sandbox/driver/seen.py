"""What people of a story see: messages, buttons, a transcript."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from telegram_sandbox.text.rich import plain

Json = dict[str, Any]
WITHIN = 20.0  # seconds that a story waits for what it expects: a busy machine may take as long
# The smallest picture there is.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
FILES = ("photo", "video", "animation", "document", "audio", "voice", "video_note", "sticker")
SHOWN = 40  # lines of a transcript in a failure


class NotSeen(AssertionError):
    """What was waited for did not come."""


class NoSuchButton(AssertionError):
    """No enabled button has this text."""


class NotSettled(AssertionError):
    """The bot has not accepted all updates."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a person's client shows it, or the toast that answers a tap."""

    raw: Json

    @property
    def id(self) -> int:
        """The message_id, 0 for a toast."""
        return int(self.raw.get("message_id", 0))

    @property
    def text(self) -> str:
        """The text, the caption, or the words of a rich message with one line per table row."""
        if rich := self.raw.get("rich_message"):
            return "\n".join(plain(block) for block in rich["blocks"])
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def is_from_bot(self) -> bool:
        """Whether the bot, or its channel, wrote it."""
        return "sender_chat" in self.raw or bool(self.raw.get("from", {}).get("is_bot", False))

    @property
    def keys(self) -> list[Json]:
        """The inline buttons as in the Bot API, row by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline buttons, row by row, including disabled ones."""
        return [str(button["text"]) for button in self.keys]

    def key(self, label: str) -> Json | None:
        """The first enabled callback button whose label contains `label`, in any case."""
        for button in self.keys:
            if "callback_data" in button and label.casefold() in button["text"].casefold():
                return button
        return None


def is_heard(event: Json) -> Message | None:
    """The message, edit or toast of the bot that an event shows; None for other events."""
    data = event["data"]
    if event["event"] == "answer":
        return Message(data | {"from": {"is_bot": True}}) if data.get("text") else None
    if event["event"] in {"message", "edit"}:
        message = Message(data["message"])
        return message if message.is_from_bot else None
    return None


def labels(message: Message) -> str:
    """The enabled buttons in one line and the number of disabled ones: '[Back] (+34 disabled)'."""
    shown = [f"[{key['text']}]" for key in message.keys if "disabled" not in key]
    greyed = len(message.keys) - len(shown)
    return " ".join([*shown, f"(+{greyed} disabled)"] if greyed else shown)


def line_of(message: Json, name: str, how: str) -> str:
    """One message of a transcript."""
    shown = Message(message)
    who = "bot" if shown.is_from_bot else name
    kinds = (*FILES, "contact", "location", "poll")
    what = next((f"<{kind}> " for kind in kinds if kind in message), "")
    text = f"{what}{shown.text}".strip().replace("\n", "\n" + " " * 8)
    line = f"{how}{who} #{shown.id}: {text}"
    return f"{line}\n        {labels(shown)}" if shown.keys else line


def transcript(events: Iterable[Json], name: str) -> str:
    """The events of a chat as lines of text."""
    lines = []
    for event in events:
        data = event["data"]
        match event["event"]:
            case "message":
                lines.append(line_of(data["message"], name, ""))
            case "edit":
                lines.append(line_of(data["message"], name, "edit by "))
            case "delete":
                lines.append(f"deleted #{data['message_id']}")
            case "answer" if data.get("text"):
                lines.append(f"toast: {data['text']}")
            case "keyboard" if data["reply_keyboard"]:
                rows = data["reply_keyboard"]["keyboard"]
                shown = " ".join(f"[{key['text']}]" for row in rows for key in row)
                lines.append(f"keyboard: {shown}")
    return "\n".join(lines)


def tail(text: str) -> str:
    """The end of a transcript, for a failure."""
    lines = text.splitlines()
    return "\n".join(lines[-SHOWN:]) if lines else "(nothing was said)"
