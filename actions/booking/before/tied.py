"""Messages that are tied to a visit go where it goes, in the transaction of whatever moves it."""

from datetime import datetime, timedelta

from actions.found import existing
from db.booking import booking as booking_rows
from db.booking.before import tied as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.before.anchor import Anchor, Followed
from domain.booking.booking import BookingView, is_upcoming
from domain.messages.schedule import whole_second
from domain.refusals import Changed, MessageInPast
from domain.undo import Undo

SOON = timedelta(seconds=1)


async def visits(uow: Uow, actor: Actor, now: datetime, *, most: int = 20) -> list[BookingView]:
    """This account's visits to come, the next first."""
    found, _total = await booking_rows.bookings_of(uow, actor.id, now, offset=0, limit=most)
    return [item for item in found if is_upcoming(item, now)]


async def instant(
    uow: Uow, actor: Actor, booking_id: int, anchor: Anchor, *, now: datetime
) -> datetime:
    """When a message beside this visit comes; until the transaction ends, the visit stays there.

    Raises NotFound (also for a foreign id), Changed if it is not to come any more.
    """
    await rows.lock(uow, actor.id, booking_id)
    found = existing(await booking_rows.booking_of(uow, actor.id, booking_id))
    if not is_upcoming(found, now):
        raise Changed
    return anchor.at(found.starts_at, found.ends_at, found.lab.zone)


async def moved(
    uow: Uow, after: BookingView, now: datetime, *, undo: Undo | None = None, is_told: bool = True
) -> None:
    """The visit is at another time: so are they. What had to come before now comes at once.

    undo: of what can still be taken back; nobody hears of it before. Messages come last:
    docs/reference/tables.md.
    """
    first = undo.until if undo else whole_second(now + SOON)
    instants = {}
    for bond in await rows.bonds_of(uow, after.id):
        at = Anchor.of(bond.from_visit).at(after.starts_at, after.ends_at, after.lab.zone)
        if (at := max(at, first)) != bond.at:
            instants[bond.id] = at
    followed = await rows.move(uow, instants) if instants else []
    for at in instants.values():
        uow.ring_at(at)
    if is_told:
        await _tell(uow, after, followed, first, undo=undo)


async def ended(
    uow: Uow, before: BookingView, now: datetime, *, undo: Undo | None = None, is_told: bool = True
) -> None:
    """The visit is off: none of them comes."""
    first = undo.until if undo else whole_second(now + SOON)
    followed = await rows.end(uow, before.id)
    if is_told:
        await _tell(uow, before, followed, first, undo=undo)


async def restored(uow: Uow, undo_id: int) -> None:
    """Its cancel is taken back: what ended with it waits again. Before its news is withdrawn."""
    for at in await rows.revive(uow, undo_id):
        uow.ring_at(at)


async def keep(
    uow: Uow, actor: Actor, message_id: int, version: int, *, at: datetime, now: datetime
) -> None:
    """[Undo]: send it when it would have come, whatever becomes of the visit.

    version: of the message when it had followed its visit. Raises MessageInPast; Changed if it has
    changed since, or is somebody else's.
    """
    if at <= now:
        raise MessageInPast(at)
    if not await rows.keep(uow, actor.id, message_id, version, at=at):
        raise Changed
    uow.ring_at(at)


async def _tell(
    uow: Uow, of: BookingView, followed: list[Followed], at: datetime, *, undo: Undo | None
) -> None:
    await rows.tell(uow, of, followed, at=at, undo_id=undo.id if undo else 0)
    if followed:
        uow.ring_at(at)
