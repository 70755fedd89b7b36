"""Telling open screens that their day has changed."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

WINDOW = 64  # of the newest changes that are looked at


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done. lab_id: whose day it changes, None = perhaps everybody's."""

    kind: str
    id: int
    lab_id: int | None


def changed_labs(before: AbstractSet[Change], after: AbstractSet[Change]) -> frozenset[int | None]:
    """Whose days are not as before; None among them: everybody's."""
    new = after - before
    is_flood = bool(before) and len(new) >= WINDOW  # some may have been missed
    return frozenset({None}) if is_flood else frozenset(one.lab_id for one in new)
