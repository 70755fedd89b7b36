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
    uow: Uow, actor: Actor, wish: Wish, now: datetime, *, cap: Cap, owners: Collection[int]
) -> Booked | TooManyVisits:
    """As booking.book, but a cap that is met is returned, as the attempt is to be kept.

    owners: ids by ADMIN_IDS. Raises as booking.book for all other refusals.
    """
    try:
        made = await booking.book(uow, actor, wish, now, cap=cap)
    except TooManyVisits as refused:
        if await rows.count_refusal(uow, actor.id, now) >= REFUSALS:
            await _tell(uow, actor, owners, now)
        return refused
    if made.people >= PEOPLE:
        await _tell(uow, actor, owners, now)
    return made


async def _tell(uow: Uow, actor: Actor, owners: Collection[int], now: datetime) -> None:
    due = whole_second(now) + SOON
    if await rows.tell_managers(uow, actor.id, owners, now=now, due=due):
        uow.ring_at(due)
