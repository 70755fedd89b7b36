"""What goes wrong in the middle of an update, at which of its calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from telegram_sandbox.judge.faults import Fault, Faults


class Harm(StrEnum):
    """Of one call of an update; `lost` is the bot's own answer to Telegram."""

    NONE = "none"
    ERROR = "500"
    LIMIT = "429"
    CUT = "cut after it arrived"
    INTERRUPTED = "500 for longer than the update waits"
    KILLED = "the process dies before it arrives"
    KILLED_LATER = "the process dies after it arrived"
    LOST = "the process dies before it answers"


KILLS = frozenset((Harm.KILLED, Harm.KILLED_LATER))
ARRIVED = frozenset((Harm.CUT, Harm.KILLED_LATER))
"""Where Telegram has shown what the bot does not know of."""
FAULTS: dict[Harm, dict[str, Any]] = {
    Harm.ERROR: {"kind": "500"},
    Harm.LIMIT: {"kind": "429", "retry_after": 1},
    Harm.CUT: {"kind": "cut", "after": True},
    Harm.INTERRUPTED: {"kind": "500"},
    Harm.KILLED: {"kind": "hang", "seconds": 5},
    Harm.KILLED_LATER: {"kind": "hang", "seconds": 5, "after": True},
}


@dataclass(slots=True)
class AtCall(Faults):
    """Spoils one call, counted from 0. struck: told when that call has come."""

    harm: Harm = Harm.NONE
    position: int = -1
    struck: Callable[[], None] = lambda: None
    count: int = 0
    hit: list[str] = field(default_factory=list)

    def take(self, method: str, chat: Any) -> Fault | None:  # noqa: ARG002 - whichever chat
        """The fault if this is its call."""
        own, self.count = self.count, self.count + 1
        if own != self.position or self.harm not in FAULTS:
            return None
        self.hit.append(method)
        self.struck()
        return Fault(id=1, **FAULTS[self.harm])
