"""What is to be sent when: the one description that ours, the bare loop and every peer follow."""

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Plan:
    """`count` messages spread evenly over `instants` whole seconds, `step` seconds apart.

    start: seconds since 1970. name: of the round, the beginning of every text.
    """

    name: str
    start: int
    count: int
    instants: int = 1
    step: int = 1

    def at(self, number: int) -> int:
        """When a message is due, in seconds since 1970."""
        return self.start + number * self.instants // self.count * self.step

    def text(self, number: int) -> str:
        """What it says; unique."""
        return f"{self.name}-{number}"

    @property
    def end(self) -> int:
        """When the last one is due."""
        return self.at(self.count - 1)

    def json(self) -> str:
        """For another process: Plan(**json.loads(it))."""
        return json.dumps(asdict(self))


def soon(seconds: float) -> int:
    """The first whole second at least that far ahead, since 1970."""
    return math.ceil(time.time() + seconds)


@dataclass(frozen=True)
class Seen:
    """What arrived of a plan: lateness in ms, ascending; when the last one came."""

    late: tuple[float, ...]
    early: int
    lost: int
    dup: int
    last_at: float

    def at_least(self, seconds: float) -> "Seen":
        """The same, with what never came as late as that."""
        return replace(self, late=(*self.late, *[max((seconds * 1000, *self.late))] * self.lost))

    def quantile(self, part: float) -> float:
        """Lateness in ms that this part of the messages keeps; NaN if none came."""
        if not self.late:
            return math.nan
        return self.late[min(len(self.late) - 1, math.ceil(part * len(self.late)) - 1)]


def text_of(body: str) -> str:
    """The text of a sendMessage, sent as JSON or as a form."""
    if body.startswith("{"):
        return str(json.loads(body).get("text", ""))
    return parse_qs(body).get("text", [""])[0]


def judge(plan: Plan, record: Sequence[tuple[float, str, str]]) -> Seen:
    """Hold what arrived against the plan."""
    due = {plan.text(number): plan.at(number) for number in range(plan.count)}
    came = [(at, text_of(body)) for at, _, body in record]
    ours = [(at, text) for at, text in came if text in due]
    late = sorted((at - due[text]) * 1000 for at, text in ours)
    texts = {text for _, text in ours}
    return Seen(
        late=tuple(late),
        early=sum(ms < 0 for ms in late),
        lost=plan.count - len(texts),
        dup=len(ours) - len(texts),
        last_at=max((at for at, _ in ours), default=math.nan),
    )
