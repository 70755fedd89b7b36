"""A patient tells the desk what they cannot do themselves any more. Safe to run twice."""

from collections.abc import Collection
from datetime import datetime, timedelta

from actions.booking import booking
from db.booking import tell as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.booking import BookingView, Wanted, is_left_to_the_desk, may_still
from domain.messages.schedule import whole_second
from domain.refusals import Changed

SOON = timedelta(seconds=1)


async def desk(
    uow: Uow,
    actor: Actor,
    booking_id: int,
    wanted: Wanted,
    *,
    owners: Collection[int],
    now: datetime,
) -> tuple[BookingView, int]:
    """Tell the lab's desk once that a visit is to be moved or cancelled; how many know of it.

    owners: ids by ADMIN_IDS. Raises NotFound (also for a foreign id), TooLate once it has begun or
    is not booked any more, Changed if the patient can do it themselves.
    """
    found = await booking.find(uow, actor, booking_id)
    may_still(found, wanted, now)
    if not is_left_to_the_desk(found, wanted, now):
        raise Changed
    return found, await rows.tell(uow, found, wanted, owners, due=whole_second(now) + SOON)
