"""What a patient hears of what staff did to a booking of theirs; see workers/content/news.py."""

from collections.abc import Callable
from datetime import datetime
from html import escape
from itertools import islice

from domain.booking.booking import Visit
from domain.messages.content import News
from domain.time.zones import to_wall, zone_label
from screens import guessing
from screens.booking.reminder import details, what
from screens.booking.visit_words import eat_nothing, prepare
from screens.callback_values import StartDo, StartTap
from screens.desk.callbacks import DayDo, DayTap
from screens.keyboard import PRIMARY, button, keyboard
from screens.language import WEEKDAY_DAY_YEAR, _, counted, dated
from screens.manage.share import hoarding
from screens.screen import Screen

Draw = Callable[[News, Visit], Screen | None]
"""None: what it tells is not so any more."""

MOST = 20  # times that one message lists


def of_the_house(news: News) -> Screen | None:
    """News for staff, about no booking; None where it was about one that is gone."""
    match news.what:
        case "still_open":
            return _still_open(news)
        case "hoarding":
            return hoarding.alert(news)
        case "guessing":
            return guessing.alert(news)
        case "patient_gone":
            return _patient_gone(news)
    return None


def _still_open(news: News) -> Screen:
    text = counted(
        int(news.facts["visits"]),
        "The day is over, and one visit is still open. Did they come?",
        "The day is over, and {n} visits are still open. Did they come?",
    )
    tap = DayTap(do=DayDo.OPEN, day=int(news.facts["day"]))
    return Screen(text, keyboard([[button(_("Look at them"), tap, PRIMARY)]]))


def _patient_gone(news: News) -> Screen:
    """Nobody is named: they wish to be forgotten."""
    title = counted(
        int(news.facts["visits"]),
        "A patient has deleted their account, and one visit with it",
        "A patient has deleted their account, and {n} visits with it",
    )
    zone = str(news.facts["zone"])
    starts = map(datetime.fromisoformat, str(news.facts["times"]).split(","))
    listed = [f"• {moment_of(at, zone)}" for at in islice(starts, MOST)]
    free = _("The seats are free again.")
    return Screen("\n".join([f"<b>{title}</b>", *listed, free]))


def moment_of(at: datetime, zone: str) -> str:
    """On the lab's clocks."""
    wall = to_wall(at, zone)
    return f"{dated(wall, WEEKDAY_DAY_YEAR)}, {wall:%H:%M} {zone_label(at, zone)}"


def of_visit(visit: Visit) -> list[str]:
    """What, when on the lab's clocks, and where, a line each."""
    when = f"<b>{moment_of(visit.starts_at, visit.zone)}</b>"
    return [*what(visit), when, escape(f"{visit.lab}, {visit.address}")]


def _cancelled(_news: News, visit: Visit) -> Screen | None:
    if visit.status != "cancelled":
        return None
    title = _("The lab had to cancel your appointment")
    sorry = _("We are sorry. Please pick another time, or call us.")
    book = button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
    lines = [f"<b>{title}</b>", *of_visit(visit), "", sorry]
    return Screen("\n".join(lines), keyboard([[book], details(visit)]))


def _moved(news: News, visit: Visit) -> Screen | None:
    if visit.status != "booked":
        return None
    old = moment_of(datetime.fromisoformat(str(news.facts["from"])), visit.zone)
    title = _("The lab moved your appointment")
    before = _("It was {when}.").format(when=old)
    mine = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    fast = eat_nothing(visit.fasting_hours, visit.starts_at, visit.zone)
    lines = [f"<b>{title}</b>", *of_visit(visit), "", before, *([fast] if fast else [])]
    return Screen("\n".join(lines), keyboard([details(visit), [mine]]))


def _booked(_news: News, visit: Visit) -> Screen | None:
    if visit.status != "booked":
        return None
    lines = [f"<b>{_('The lab booked an appointment for you')}</b>", *of_visit(visit)]
    told = visit.preparation if visit.is_named else ""
    ready = prepare(told, visit.fasting_hours, (visit.starts_at, visit.zone))
    lines += ["", *ready] if ready else []
    mine = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen("\n".join(lines), keyboard([details(visit), [mine]]))


def _freed(news: News, visit: Visit) -> Screen | None:
    if visit.status != "cancelled":
        return None
    title = counted(
        int(news.facts["visits"]),
        "The lab cancelled your appointment",
        "The lab cancelled all your {n} appointments to come",
    )
    why = _("One account took many seats. If you need a visit, please book it again, or call us.")
    mine = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen(f"<b>{title}</b>\n\n{why}", keyboard([[mine]]))


DRAWN: dict[str, Draw] = {
    "booked": _booked,
    "cancelled": _cancelled,
    "freed": _freed,
    "moved": _moved,
}
