"""The week at the actor's lab, for the desk."""

from datetime import date, datetime, timedelta

from actions.booking.slot import lab_for
from actions.found import near
from db.desk import week as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.booking.lab import Lab
from domain.desk.week import DAYS, Week, WeekVisit, monday
from domain.time.zones import Stretch, day_bounds, to_wall

MOST = 3000  # slots, or visits
FAR = 366  # days that a week can be away


async def week(uow: Uow, actor: Actor, day: date | None, now: datetime) -> tuple[Lab, Week]:
    """The week that a day is in, this one without. Three statements. Raises NotFound."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    first = monday(near(day, to_wall(now, lab.zone).date(), FAR))
    slots = await rows.slots(uow, lab.id, _stretch(first, lab), MOST)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    stretches = {day: day_bounds(day, lab.zone) for day in days}
    return lab, Week(first, slots, await rows.waits(uow, lab.id, stretches, now))


async def visits(uow: Uow, actor: Actor, lab: Lab, first: date) -> tuple[WeekVisit, ...]:
    """Who is booked in the week that begins then. Raises NotFound."""
    only_desk(actor)
    return await rows.visits(uow, lab.id, _stretch(first, lab), MOST)


def _stretch(first: date, lab: Lab) -> Stretch:
    last = first + timedelta(days=DAYS - 1)
    return Stretch(day_bounds(first, lab.zone).first, day_bounds(last, lab.zone).end)
