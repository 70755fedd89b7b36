"""Numbers of a lab, for managers."""

from datetime import date, datetime

from actions.booking.slot import lab_for
from actions.found import near
from db.manage import stats as rows
from db.messages import sweep
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.booking.lab import Lab
from domain.manage.stats import Numbers, Span, period_of, stretches
from domain.time.zones import to_wall

LONGEST = 366 * 100  # days from now; a forged day goes no farther


async def numbers(
    uow: Uow, actor: Actor, span: Span, day: date | None, *, now: datetime
) -> tuple[Lab, Numbers]:
    """The period of the actor's lab that a day lies in, today without one. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    period = period_of(span, near(day, to_wall(now, lab.zone).date(), LONGEST))
    parts = stretches(period, lab.zone)
    return lab, Numbers(
        period=period,
        visits=await rows.visits(uow, lab.id, parts),
        messages=await rows.messages(uow, parts),
        lead=await rows.lead(uow, lab.id, parts),
        lateness=await rows.lateness(uow, parts),
        oldest_due=await sweep.oldest_wait(uow),
    )
