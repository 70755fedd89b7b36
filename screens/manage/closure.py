"""/close: the preview before anything happens, the live card, the call list; and the offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.booking import Visit
from domain.booking.lab import Lab
from domain.manage.closure import Counts
from domain.messages.content import News
from domain.time.zones import to_wall
from domain.undo import Undo
from screens.callback_values import StartDo, StartTap
from screens.desk.callbacks import VisitDo, VisitTap
from screens.keyboard import DANGER, PRIMARY, Row, button, grid, keyboard, short, turns
from screens.language import SHORT_WEEKDAY_DAY, WEEKDAY_DAY_PLAIN, _, counted, dated
from screens.layout import lines
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap, OfferTap
from screens.moment import clock
from screens.news import of_visit
from screens.screen import Screen
from screens.undo import undo_button

FITS = (
    ("1 fits the same day", "{n} fit the same day"),
    ("1 another day", "{n} another day"),
    ("1 nowhere within two weeks", "{n} nowhere within two weeks"),
    ("1 is fasting", "{n} are fasting"),
)
EXAMPLE = "/close tomorrow 9-12 analyser down"


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody on the call list. starts_at: aware UTC."""

    booking_id: int
    name: str
    phone: str
    starts_at: datetime
    test: str
    is_unreached: bool


def how(note: str) -> Screen:
    """What to type."""
    return Screen(lines(note, _("When? Write it like:") + f" <code>{EXAMPLE}</code>"))


def preview(
    span: tuple[Lab, datetime, datetime, str], counts: tuple[int, int, int, int, int], intent: str
) -> Screen:
    """Who is hit. counts: people, fitting the same day, later, nowhere; fasting."""
    lab, first, end, reason = span
    people, same, later, without, fasting = counts
    why = f": {escape(reason)}" if reason else ""
    title = f"<b>{_('Close {when}').format(when=stretch(lab, first, end))}</b>{why}"

    def tap(do: ClosureDo) -> ClosureTap:
        return ClosureTap(intent=intent, do=do)

    abort = button(_("Abort"), tap(ClosureDo.ABORT))
    if not people:
        close = button(_("Close it"), tap(ClosureDo.CANCEL), DANGER)
        return Screen(lines(title, _("Nobody is booked then.")), keyboard([[close], [abort]]))
    told = zip((same, later, without, fasting), FITS, strict=True)
    parts = [counted(number, one, many) for number, (one, many) in told if number]
    hit = counted(people, "1 patient", "{n} patients")
    offer = button(_("Offer new times"), tap(ClosureDo.OFFER), PRIMARY)
    cancel = button(_("Only cancel"), tap(ClosureDo.CANCEL), DANGER)
    rows: list[Row] = [[cancel], [abort]] if same + later == 0 else [[offer], [cancel], [abort]]
    return Screen(lines(title, f"{hit}: {', '.join(parts)}."), keyboard(rows))


def made(closure_id: int, people: int, undo: Undo | None) -> Screen:
    """It is closed; nobody hears of it for five minutes."""
    if not people:
        rows: list[Row] = [[undo_button(undo)]] if undo else []
        return Screen(_("Closed. Nobody was booked."), keyboard(rows))
    one = _("Closed. The patient hears of it in 5 minutes; until then you can undo it.")
    many = _("Closed. {n} patients hear of it in 5 minutes; until then you can undo it.")
    rows = [[undo_button(undo)]] if undo else []
    return Screen(counted(people, one, many), keyboard([*rows, [_calls(closure_id)]]))


def aborted() -> Screen:
    """Nothing happened."""
    return Screen(_("Nothing was changed."))


def live(closure_id: int, it: Counts, undo: Undo | None) -> Screen:
    """How it goes, edited in place."""
    said = [_("Moved: {n}").format(n=it.moved), _("waiting: {n}").format(n=it.waiting)]
    if it.cancelled:
        said.append(_("cancelled: {n}").format(n=it.cancelled))
    if it.unreached:
        said.append(_("not reached: {n}").format(n=it.unreached))
    whom = counted(it.total, "1 patient", "{n} patients")
    title = _("Closure {number}, {whom}").format(number=closure_id, whom=whom)
    rows: list[Row] = [[undo_button(undo)]] if undo else []
    left = it.waiting + it.unreached
    calls = [[_calls(closure_id)]] if left else []
    return Screen(lines(f"<b>{title}</b>", ", ".join(said) + "."), keyboard([*rows, *calls]))


def call_list(
    closure_id: int, lab: Lab, people: Sequence[Called], pages: tuple[int, int]
) -> Screen:
    """Who is to be called, a button to each visit. pages: this one, from 0, of how many."""
    page, count = pages
    if not people:
        return Screen(_("Nobody is left to call."))
    said = [
        f"{'📵 ' if one.is_unreached else ''}{clock(to_wall(one.starts_at, lab.zone))} "
        f"{escape(one.name)}, {escape(one.phone or _('no number'))}"
        for one in people
    ]
    taps = [
        button(short(one.name, 16), VisitTap(do=VisitDo.OPEN, id=one.booking_id)) for one in people
    ]
    earlier = CallsTap(id=closure_id, page=page - 1) if page else None
    later = CallsTap(id=closure_id, page=page + 1) if page + 1 < count else None
    title = _("To call (📵: the bot does not reach them)")
    rows = [*grid(taps, 2), turns(earlier, later)]
    return Screen(lines(f"<b>{title}</b>", "\n".join(said)), keyboard(rows))


def offer(told: News, visit: Visit) -> Screen | None:
    """To a patient: the lab is closed then, and these times are held."""
    if visit.status != "booked":
        return None
    booking = int(told.facts["booking"])
    times = [_held(booking, part, visit.zone) for part in _parts(str(told.facts["offers"]))]
    title = _("The lab is closed at the time of your appointment")
    cancel = button(_("Cancel my visit"), OfferTap(booking=booking, slot=0), DANGER)
    other = button(_("Another time"), StartTap(do=StartDo.BOOK))
    if not times:
        sorry = _("We are sorry. Please pick another time, or cancel.")
        text = lines(f"<b>{title}</b>", "\n".join(of_visit(visit)), sorry)
        return Screen(text, keyboard([[other], [cancel]]))
    until = to_wall(datetime.fromisoformat(str(told.facts["until"])), visit.zone)
    ask = _("We are sorry. These times are held for you until {time}: tap one.")
    text = lines(f"<b>{title}</b>", "\n".join(of_visit(visit)), ask.format(time=f"{until:%H:%M}"))
    return Screen(text, keyboard([*([one] for one in times), [other, cancel]]))


def stretch(lab: Lab, first: datetime, end: datetime) -> str:
    """'Fri 27 Nov, 09:00-12:00', or the day alone."""
    start, stop = to_wall(first, lab.zone), to_wall(end, lab.zone)
    day = dated(start, SHORT_WEEKDAY_DAY)
    if clock(start) == clock(stop) == "00:00":
        return day
    return f"{day}, {clock(start)}-{clock(stop)}"


def _calls(closure_id: int) -> InlineKeyboardButton:
    return button(_("Call list"), CallsTap(id=closure_id))


def _parts(text: str) -> list[tuple[int, datetime]]:
    found = [part.split("@", 1) for part in text.split(",") if part]
    return [(int(slot), datetime.fromisoformat(at).replace(tzinfo=UTC)) for slot, at in found]


def _held(booking: int, part: tuple[int, datetime], zone: str) -> InlineKeyboardButton:
    slot, at = part
    wall = to_wall(at, zone)
    day = dated(wall, WEEKDAY_DAY_PLAIN)
    return button(f"{day}, {clock(wall)}", OfferTap(booking=booking, slot=slot), PRIMARY)
