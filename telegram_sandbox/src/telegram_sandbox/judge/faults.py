"""Faults on demand."""

from dataclasses import asdict, dataclass, field
from typing import Any

from telegram_sandbox.refusals import Impossible, Refused, bad, forbidden, too_many

KINDS = ("429", "403", "400", "500", "502html", "hang", "slow", "cut", "deactivated")


@dataclass(slots=True)
class Fault:
    """What goes wrong with coming calls of a method, to a chat."""

    id: int
    kind: str
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1  # None: until it is removed
    retry_after: int = 3  # seconds, of a 429
    seconds: float | None = None  # of slow (default 5) and hang (default: for ever)
    after: bool = False  # the call takes effect first, its answer is lost or late
    description: str | None = None  # Telegram's words, for 400 and 403

    def fits(self, method: str, chat: Any) -> bool:
        """Whether a call is meant."""
        named = self.method is None or self.method.lower() == method.lower()
        return named and (self.chat_id is None or str(self.chat_id) == str(chat))

    def refusal(self) -> Refused | None:
        """The answer that Telegram would give; None for kinds that answer differently."""
        match self.kind:
            case "429":
                return too_many(self.retry_after)
            case "403":
                return forbidden(self.description or "bot was blocked by the user")
            case "deactivated":
                return forbidden("user is deactivated")
            case "400":
                return bad(self.description or "chat not found")
            case "500":
                return Refused(500, "Internal Server Error")
        return None


TYPES: dict[str, type | tuple[type, ...]] = {
    "method": str,
    "chat_id": int,
    "times": int,
    "retry_after": int,
    "seconds": (int, float),
    "after": bool,
    "description": str,
}


@dataclass(slots=True)
class Faults:
    """The faults that wait for their calls, oldest first."""

    waiting: dict[int, Fault] = field(default_factory=dict)
    _last: int = 0

    def add(self, wish: dict[str, Any]) -> Fault:
        """Add a fault.

        Raises:
            Impossible: a kind or field is unknown, or a value has the wrong type.
        """
        kind = str(wish.get("kind"))
        if kind not in KINDS:
            raise Impossible(f"kind must be one of {', '.join(KINDS)}")
        told = {name: value for name, value in wish.items() if name != "kind"}
        for name, value in told.items():
            if name not in TYPES:
                raise Impossible(f"A fault has no {name}; it has {', '.join(TYPES)}")
            if value is not None and not isinstance(value, TYPES[name]):
                raise Impossible(f"{name} is of a wrong type")
        self._last += 1
        kept = {n: v for n, v in told.items() if v is not None or n == "times"}
        fault = Fault(self._last, kind, **kept)
        self.waiting[fault.id] = fault
        return fault

    def take(self, method: str, chat: Any) -> Fault | None:
        """The first fault that is meant for a call; counts its use."""
        for fault in self.waiting.values():
            if fault.fits(method, chat):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        del self.waiting[fault.id]
                return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.waiting.values()]

    def remove(self, number: int | None = None) -> None:
        """Remove one, or all."""
        if number is None:
            self.waiting.clear()
        else:
            self.waiting.pop(number, None)
