"""What an action looked for: the thing or a refusal, or a page of many."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar

from domain.page import Page
from domain.refusals import NotFound

LAST_PAGE = 10**6  # a forged number counts no further
Thing = TypeVar("Thing")


def existing(found: Thing | None) -> Thing:
    """What was found. Raises NotFound if nothing was."""
    if found is None:
        raise NotFound
    return found


async def page_of(
    read: Callable[..., Awaitable[tuple[Sequence[Thing], int]]], number: int, size: int
) -> Page[Thing]:
    """A page of so many; beyond the last one it is the last one.

    read: given `offset` and `limit`, a part and how many are in all of it (0 beyond its end).
    """
    number = max(0, min(number, LAST_PAGE))
    items, total = await read(offset=number * size, limit=size)
    if not items and number:
        _, total = await read(offset=0, limit=1)
        return await page_of(read, pages_of(total, size) - 1, size)
    return Page(tuple(items), number, pages_of(total, size), total)


def near(day: date | None, today: date, most: int) -> date:
    """The day, or today without one; a forged one counts no farther than so many days."""
    return day if day is not None and abs((day - today).days) <= most else today


def pages_of(total: int, size: int) -> int:
    return max(1, -(-total // size))
