"""Writing down which patients staff look at, before they see them."""

from collections.abc import Collection
from datetime import datetime

from db import readings as rows
from db.uow import Uow
from domain.account.actor import Actor, only_staff
from domain.audit import Seen


async def note(
    uow: Uow,
    actor: Actor,
    screen: Seen,
    *,
    bookings: Collection[int] = (),
    patients: Collection[int] = (),
    now: datetime,
) -> None:
    """Once for the same screen within a minute. bookings: of whose patients. Raises NotFound."""
    only_staff(actor)
    if bookings or patients:
        await rows.note(uow, actor.id, screen, bookings=bookings, patients=patients, now=now)
