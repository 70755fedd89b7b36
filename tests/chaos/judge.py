"""The judge: what the sandbox recorded against what Postgres says. Pure, so that it is tested, too.

A call has arrived if it took effect in the sandbox, whether or not anybody got its answer.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

OURS = re.compile(r"(message|edited) \d+")
ENDED = frozenset({"sent", "dead", "cancelled"})
ON_WIRE = 32  # requests a worker has on the wire at most (workers.delivery.senders.SENDERS)
UNWRITTEN = 96  # answers a worker holds unwritten at most: 64 (settle.UNWRITTEN) and one wire full
BEGUN = 96 + 64  # messages a worker has begun and not written down (senders, settle)
Call = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A message as it stands in Postgres when everything is over."""

    id: int
    text: str
    due_at: datetime
    status: str
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a scenario may cost. deaths: workers that were killed, or stopped beyond their lease.

    flagged: rows in doubt for another cause, such as answers of Telegram's that were lost; they may
    have arrived twice as well. dead: dead letters.
    """

    deaths: int = 0
    flagged: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; ids of messages, so that a failing test says which ones."""

    scenario: str
    messages: int
    arrived: int  # messages, however often
    lost: tuple[int, ...] = ()  # nothing arrived, though neither cancelled nor a dead letter
    open: tuple[int, ...] = ()  # neither sent nor dead nor cancelled
    doubled: tuple[int, ...] = ()
    silent: tuple[int, ...] = ()  # arrived twice, and the row does not say so
    flagged: tuple[int, ...] = ()  # in doubt
    early: tuple[int, ...] = ()  # on the wire before they were due
    ghosts: tuple[str, ...] = ()  # arrived though cancelled, or in words that were changed before
    dead: tuple[int, ...] = ()
    cancelled: int = 0
    on_wire: int = 0  # doubled ones whose first answer nobody took
    unwritten: int = 0  # doubled ones whose first answer was taken, but not written down
    worst_late: float = 0.0  # seconds, of first calls
    seconds: float = 0.0

    def violations(self, allowed: Allowed | None = None) -> list[str]:
        """What the design does not allow, in words; empty if all is well."""
        may = allowed or Allowed()
        never = ("lost", "open", "silent", "early", "ghosts")
        wrong = [f"{name}: {found[:9]}" for name in never if (found := getattr(self, name))]
        most = {
            "flagged": (len(self.flagged), may.flagged + may.deaths * BEGUN),
            "on_wire": (self.on_wire, may.flagged + may.deaths * ON_WIRE),
            "unwritten": (self.unwritten, may.flagged + may.deaths * UNWRITTEN),
            "dead": (len(self.dead), may.dead),
        }
        return wrong + [
            f"{name}: {count}, at most {limit}"
            for name, (count, limit) in most.items()
            if count > limit
        ]


def judge(
    scenario: str, rows: Sequence[Row], calls: Sequence[Call], seconds: float = 0.0
) -> Verdict:
    """Compare. calls: the sandbox's record of sendMessage, oldest first."""
    by_text: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by_text[call["params"].get("text", "")].append(call)
    came = {text: [c for c in told if c["message_id"]] for text, told in by_text.items()}
    texts = {row.text for row in rows}
    twice = [row for row in rows if len(came.get(row.text, ())) > 1]
    alive = [row for row in rows if row.status != "cancelled"]
    off = {row.text for row in rows} - {row.text for row in alive}
    firsts = [(row, by_text[row.text][0]["at"]) for row in rows if by_text[row.text]]
    lateness = [at - row.due_at.timestamp() for row, at in firsts]
    return Verdict(
        scenario,
        len(rows),
        sum(bool(came.get(row.text)) for row in rows),
        lost=tuple(r.id for r in alive if r.status != "dead" and not came.get(r.text)),
        open=tuple(r.id for r in rows if r.status not in ENDED),
        doubled=tuple(r.id for r in twice),
        silent=tuple(r.id for r in twice if not r.in_doubt),
        flagged=tuple(r.id for r in rows if r.in_doubt),
        early=tuple(row.id for row, at in firsts if at < row.due_at.timestamp()),
        ghosts=tuple(
            text
            for text, c in came.items()
            if c and OURS.fullmatch(text) and (text in off or text not in texts)
        ),
        dead=tuple(r.id for r in rows if r.status == "dead"),
        cancelled=len(rows) - len(alive),
        on_wire=sum(came[r.text][0]["answered_at"] is None for r in twice),
        unwritten=sum(came[r.text][0]["answered_at"] is not None for r in twice),
        worst_late=max(lateness, default=0.0),
        seconds=seconds,
    )


verdicts: list[Verdict] = []
"""Of all scenarios so far, for the table."""
HEAD = ("scenario", "messages", "sent", "lost", "doubled", "flagged", "early", "late s", "s")


def table(verdicts: Sequence[Verdict]) -> list[str]:
    """One line a scenario."""
    lines = [
        (
            v.scenario,
            *map(str, (v.messages, v.arrived, len(v.lost), len(v.doubled), len(v.flagged))),
            str(len(v.early)),
            f"{v.worst_late:.3f}",
            f"{v.seconds:.1f}",
        )
        for v in verdicts
    ]
    wide = max(len(line[0]) for line in [HEAD, *lines])
    return [
        f"{line[0]:<{wide}}" + "".join(f"{cell:>10}" for cell in line[1:])
        for line in [HEAD, *lines]
    ]
