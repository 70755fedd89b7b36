"""The seats of a day: one more or one less, of a time, an hour or the whole day."""

from datetime import date, timedelta
from itertools import groupby

from aiohttp import web

from actions.manage import opening_hours
from domain.manage.opening_hours import DaySeats, PartOfDay, SeatsChange, SlotSeats
from domain.refusals import NotFound
from domain.time.zones import to_wall
from screens.language import DAY_YEAR, SHORT_WEEKDAY_DAY, dated
from screens.manage import opening_hours as screens
from screens.moment import clock
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.house.steps import count_in
from web.pages.today import asked_day

PATH = "/desk/house/seats"


async def page(call: Call) -> web.Response:
    """By the hour."""
    found = await call.read(opening_hours.day, call.actor, asked_day(call), call.now)
    changed, left = count_in(call, "changed"), count_in(call, "left")
    is_done = "changed" in call.request.query
    return await shown(
        call,
        "house_seats.html",
        lab=found.lab,
        day=found.day,
        title=dated(found.day, DAY_YEAR),
        hours=_hours(found),
        taken=screens.taken(found.slots),
        days=[found.day + timedelta(days=step) for step in (-1, 1)],
        day_words=lambda one: dated(one, SHORT_WEEKDAY_DAY),
        note=screens.changed(SeatsChange(found.day, changed, left, None)) if is_done else "",
    )


def _hours(it: DaySeats) -> list[dict[str, object]]:
    return [_hour(it, hour, list(slots)) for hour, slots in groupby(it.slots, it.hour_of)]


def _hour(it: DaySeats, hour: int, slots: list[SlotSeats]) -> dict[str, object]:
    times = [
        {
            "id": one.id,
            "at": clock(to_wall(one.starts_at, it.lab.zone)),
            "taken": screens.taken([one]),
            "is_open": one.is_open,
        }
        for one in slots
    ]
    return {
        "number": hour + 1,
        "at": f"{hour:02}:00",
        "taken": screens.taken(slots),
        "times": times,
    }


async def changed(call: Call, form: Form) -> web.Response:
    """It can be undone."""
    try:
        delta, hour, slot = map(int, form.get("seats", "").split(".", 2))
        day = date.fromisoformat(form.get("day", ""))
    except ValueError:
        raise NotFound from None
    if not (delta in {1, -1} and 0 <= hour <= 24 and 0 <= slot < 10**18):
        raise NotFound
    part = PartOfDay(day, hour, slot)
    done = await call.write(opening_hours.change, call.actor, part, delta, now=call.now)
    said = f"day={done.day}&changed={done.changed}&left={done.left}"
    return see_other(f"{PATH}?{said}" + (f"#h{hour}" if hour else ""))
