"""A page of a long list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of the items; number from 0. total: of all pages together, where it was counted."""

    items: tuple[Item, ...]
    number: int
    pages: int
    total: int = 0
