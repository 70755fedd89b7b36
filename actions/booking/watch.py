"""Booking within the cap; managers hear of an account that takes more than its share."""

from collections.abc import Collection
from datetime import datetime, timedelta

from actions.booking import booking
from db.booking import watch as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.booking import Booked, Wish
from domain.booking.cap import PEOPLE, REFUSALS, Cap
from domain.messages.schedule import whole_second
from domain.refusals import TooManyVisits

SOON = timedelta(seconds=1)


async def book(
    uow: Uow, actor: Actor, wish: Wish, now: datetime, *, cap: Cap
) -> Booked | TooManyVisits:
    """As booking.book, but a cap that is met is returned, as the attempt is to be kept.

    Raises as booking.book for all other refusals.
    """
    try:
        return await booking.book(uow, actor, wish, now, cap=cap)
    except TooManyVisits as refused:
        return refused


def is_noted(made: Booked | TooManyVisits) -> bool:
    """Whether what came of a wish is to be noted."""
    return isinstance(made, TooManyVisits) or made.people >= PEOPLE


async def note(
    uow: Uow,
    actor: Actor,
    made: Booked | TooManyVisits,
    now: datetime,
    *,
    owners: Collection[int],
) -> None:
    """Managers hear of an account with many patients, or one that meets the cap again and again.

    owners: ids by ADMIN_IDS.
    """
    if isinstance(made, Booked) or await rows.count_refusal(uow, actor.id, now) >= REFUSALS:
        await _tell(uow, actor, owners, now)


async def _tell(uow: Uow, actor: Actor, owners: Collection[int], now: datetime) -> None:
    due = whole_second(now) + SOON
    if await rows.tell_managers(uow, actor.id, owners, now=now, due=due):
        uow.ring_at(due)
