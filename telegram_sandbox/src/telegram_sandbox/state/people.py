"""The people who chat with the bot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from zlib import crc32

from telegram_sandbox.refusals import Impossible

FIRST_ID, SPAN = 500_000_001, 400_000_000


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account; is_blocked says whether they blocked the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"
    phone: str = ""
    is_blocked: bool = False

    def shown(self) -> dict[str, Any]:
        """As the chat page sees them."""
        told: dict[str, Any] = {"id": self.id, **self._names()}
        return told | {
            "language_code": self.language_code,
            "phone": self.phone,
            "is_blocked": self.is_blocked,
        }

    def user(self) -> dict[str, Any]:
        """The User of the Bot API."""
        who: dict[str, Any] = {"id": self.id, "is_bot": False, **self._names()}
        return who | ({"language_code": self.language_code} if self.language_code else {})

    def chat(self) -> dict[str, Any]:
        """The Chat of the Bot API for the private chat."""
        return {"id": self.id, **self._names(), "type": "private"}

    def _names(self) -> dict[str, str]:
        names = (
            ("first_name", self.first_name),
            ("last_name", self.last_name),
            ("username", self.username),
        )
        return {key: value for key, value in names if value}


def ids_for(first_name: str) -> Iterator[int]:
    """Ids for people of this name, the same in every sandbox.

    A sandbox forgets people and a bot remembers them: a name that comes back must meet what the
    bot knows about it, and never what it knows about somebody else.
    """
    return count(FIRST_ID + crc32(first_name.encode("utf-8", "surrogatepass")) % SPAN)


@dataclass(slots=True)
class People:
    by_id: dict[int, Person] = field(default_factory=dict)

    def add(self, wish: dict[str, Any]) -> Person:
        """Add somebody.

        Raises:
            Impossible: there is no first name, the id is taken, or a value has the wrong type.
        """
        text = {name: wish.get(name) for name in ("first_name", "last_name", "username", "phone")}
        for name, value in text.items():
            if value is not None and not isinstance(value, str):
                raise Impossible(f"{name} must be a string")
        first = (text["first_name"] or "").strip()
        if not first:
            raise Impossible("A person needs a first_name")
        wanted = wish.get("id")
        if wanted is not None and (type(wanted) is not int or wanted <= 0):
            raise Impossible("id must be a whole number above 0")
        if wanted in self.by_id:
            raise Impossible(f"There is a person {wanted} already", 409)
        number = wanted or next(n for n in ids_for(first) if n not in self.by_id)
        person = Person(
            id=number,
            first_name=first,
            last_name=text["last_name"] or None,
            username=(text["username"] or "").lstrip("@") or None,
            language_code=str(wish.get("language_code") or "en"),
            phone=text["phone"] or f"+4915{number % 1_000_000_000:09d}",
        )
        self.by_id[number] = person
        return person

    def get(self, number: int) -> Person:
        """The person with this id.

        Raises:
            Impossible: there is none.
        """
        if found := self.by_id.get(number):
            return found
        raise Impossible(f"There is no person {number}", 404)
