"""The bot's own account: names, descriptions, commands."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from telegram_sandbox.refusals import bad

Json = dict[str, Any]
TOKEN = "4242424242:made-up-for-the-sandbox-alone"  # noqa: S105 - opens nothing
USERNAME, NAME = "sandbox_bot", "Sandbox bot"
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
Scope = tuple[Hashable, ...]


@dataclass(slots=True)
class Me:
    """The bot and what it has said about itself, by language."""

    token: str = TOKEN
    username: str = USERNAME
    name: str = NAME  # until the bot calls setMyName
    told: dict[tuple[str, str], str] = field(default_factory=dict)  # (field, language) -> text
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        number = self.token.split(":", 1)[0]
        return int(number) if number.isdigit() else 4_242_424_242

    @property
    def first_name(self) -> str:
        """The name for all languages."""
        return self.told.get(("name", ""), self.name)

    def user(self) -> Json:
        """The User of the Bot API."""
        names = {"first_name": self.first_name, "username": self.username}
        return {"id": self.id, "is_bot": True, **names}

    def commands_for(self, person: int, language: str) -> list[Json]:
        """What a person's client offers in the private chat; the narrowest scope wins."""
        for scope in (("chat", person), ("all_private_chats",), ("default",)):
            for code in (language.split("-", maxsplit=1)[0], ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []


def scope_of(raw: Any) -> Scope:
    """A command scope as a key.

    Raises:
        Refused: the scope is unknown, or its ids are missing.
    """
    if raw is None:
        return ("default",)
    if not isinstance(raw, dict):
        raise bad("can't parse BotCommandScope: object expected")
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    ids = []
    for name in SCOPES[kind]:
        try:
            ids.append(int(raw[name]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise bad(f"can't parse BotCommandScope: field {name!r} must be an integer") from None
    return (kind, *ids)


def commands_of(raw: Any) -> list[Json]:
    """A checked list of commands.

    Raises:
        Refused: there are too many, or a name or description is wrong.
    """
    if not isinstance(raw, list):
        raise bad("can't parse commands JSON object: expected an Array of BotCommand")
    if len(raw) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    checked = []
    for item in raw:
        if not isinstance(item, dict):
            raise bad("can't parse commands JSON object: expected an Object")
        name, told = str(item.get("command", "")).lstrip("/"), str(item.get("description", ""))
        if not name or len(name) > 32:
            raise bad("command length must be between 1 and 32")
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(told.strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        kept = {"is_ephemeral": True} if item.get("is_ephemeral") else {}
        checked.append({"command": name, "description": told.strip(), **kept})
    return checked
