"""Reports that are late, and the other time that the desk promises."""

from datetime import datetime

from actions import audit
from actions.booking.slot import lab_for
from actions.desk import visit
from actions.found import existing
from db.desk import tracker as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry
from domain.booking.lab import Lab
from domain.desk.tracker import LateReport, new_time
from domain.refusals import Changed

MOST = 50


async def late(uow: Uow, actor: Actor, now: datetime) -> tuple[Lab, list[LateReport]]:
    """Of the actor's lab, the longest late first. Raises NotFound below the desk."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    return lab, await rows.late_reports(uow, lab.id, now, MOST)


async def one(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> tuple[Lab, LateReport]:
    """One of them. Raises NotFound, also for one that is late no more."""
    only_desk(actor)
    lab = (await visit.find(uow, actor, booking_id)).lab
    return lab, existing(await rows.late_report(uow, booking_id, now))


async def promise(
    uow: Uow, actor: Actor, booking_id: int, at: datetime, *, seen: datetime, now: datetime
) -> LateReport:
    """Another time for a late report; the patient is told, if they know that it is late.

    seen: the time that held when it was chosen. Raises NotFound, TooLate for a time that is past,
    Changed if somebody was faster, or the report is there by now.
    """
    booking = await visit.find(uow, actor, booking_id)
    only_desk(actor)
    at = new_time(at, now)
    found = await rows.late_report(uow, booking_id, now)
    if found is None or not await rows.answer(uow, booking_id, at, seen=seen, now=now):
        raise Changed
    if found.is_told:
        intent = f"late:{booking_id}:{int(at.timestamp())}"
        await rows.tell_later(uow, booking_id, booking.account_id, at, now=now, intent=intent)
    before, after = {"by": seen.isoformat()}, {"by": at.isoformat()}
    entry = Entry(now, actor.id, "report_promised", "booking", booking_id, before, after)
    await audit.note(uow, entry)
    return found
