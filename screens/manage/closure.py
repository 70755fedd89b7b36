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
from screens.account.callbacks import StartDo, StartTap
from screens.desk.callbacks import VisitDo, VisitTap
from screens.keyboard import DANGER, PRIMARY, Row, button, grid, keyboard, short, turns
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap, OfferTap
from screens.messages.compose import lines
from screens.moment import MONTHS, WEEKDAYS, clock, counted
from screens.news import of_visit
from screens.screen import Screen, Translate
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


def how(note: str, t: Translate) -> Screen:
    """What to type."""
    return Screen(lines(note, t("When? Write it like:") + f" <code>{EXAMPLE}</code>"))


def preview(
    span: tuple[Lab, datetime, datetime, str],
    counts: tuple[int, int, int, int, int],
    intent: str,
    t: Translate,
) -> Screen:
    """Who is hit. counts: people, fitting the same day, later, nowhere; fasting."""
    lab, first, end, reason = span
    people, same, later, without, fasting = counts
    why = f": {escape(reason)}" if reason else ""
    title = f"<b>{t('Close {when}').format(when=stretch(lab, first, end, t))}</b>{why}"

    def tap(do: ClosureDo) -> ClosureTap:
        return ClosureTap(intent=intent, do=do)

    abort = button(t("Abort"), tap(ClosureDo.ABORT))
    if not people:
        close = button(t("Close it"), tap(ClosureDo.CANCEL), DANGER)
        return Screen(lines(title, t("Nobody is booked then.")), keyboard([[close], [abort]]))
    told = zip((same, later, without, fasting), FITS, strict=True)
    parts = [counted(number, t(one), t(many)) for number, (one, many) in told if number]
    hit = counted(people, t("1 patient"), t("{n} patients"))
    offer = button(t("Offer new times"), tap(ClosureDo.OFFER), PRIMARY)
    cancel = button(t("Only cancel"), tap(ClosureDo.CANCEL), DANGER)
    rows: list[Row] = [[cancel], [abort]] if same + later == 0 else [[offer], [cancel], [abort]]
    return Screen(lines(title, f"{hit}: {', '.join(parts)}."), keyboard(rows))


def made(closure_id: int, people: int, undo: Undo | None, t: Translate) -> Screen:
    """It is closed; nobody hears of it for five minutes."""
    if not people:
        rows: list[Row] = [[undo_button(undo, t)]] if undo else []
        return Screen(t("Closed. Nobody was booked."), keyboard(rows))
    one = t("Closed. The patient hears of it in 5 minutes; until then you can undo it.")
    many = t("Closed. {n} patients hear of it in 5 minutes; until then you can undo it.")
    rows = [[undo_button(undo, t)]] if undo else []
    return Screen(counted(people, one, many), keyboard([*rows, [_calls(closure_id, t)]]))


def aborted(t: Translate) -> Screen:
    """Nothing happened."""
    return Screen(t("Nothing was changed."))


def live(closure_id: int, it: Counts, undo: Undo | None, t: Translate) -> Screen:
    """How it goes, edited in place."""
    said = [t("Moved: {n}").format(n=it.moved), t("waiting: {n}").format(n=it.waiting)]
    if it.cancelled:
        said.append(t("cancelled: {n}").format(n=it.cancelled))
    if it.unreached:
        said.append(t("not reached: {n}").format(n=it.unreached))
    whom = counted(it.total, t("1 patient"), t("{n} patients"))
    title = t("Closure {number}, {whom}").format(number=closure_id, whom=whom)
    rows: list[Row] = [[undo_button(undo, t)]] if undo else []
    left = it.waiting + it.unreached
    calls = [[_calls(closure_id, t)]] if left else []
    return Screen(lines(f"<b>{title}</b>", ", ".join(said) + "."), keyboard([*rows, *calls]))


def call_list(
    closure_id: int, lab: Lab, people: Sequence[Called], pages: tuple[int, int], t: Translate
) -> Screen:
    """Who is to be called, a button to each visit. pages: this one, from 0, of how many."""
    page, count = pages
    if not people:
        return Screen(t("Nobody is left to call."))
    said = [
        f"{'📵 ' if one.is_unreached else ''}{clock(to_wall(one.starts_at, lab.zone))} "
        f"{escape(one.name)}, {escape(one.phone or t('no number'))}"
        for one in people
    ]
    taps = [
        button(short(one.name, 16), VisitTap(do=VisitDo.OPEN, id=one.booking_id)) for one in people
    ]
    earlier = CallsTap(id=closure_id, page=page - 1) if page else None
    later = CallsTap(id=closure_id, page=page + 1) if page + 1 < count else None
    title = t("To call (📵: the bot does not reach them)")
    rows = [*grid(taps, 2), turns(earlier, later, t)]
    return Screen(lines(f"<b>{title}</b>", "\n".join(said)), keyboard(rows))


def offer(told: News, visit: Visit, t: Translate) -> Screen | None:
    """To a patient: the lab is closed then, and these times are held."""
    if visit.status != "booked":
        return None
    booking = int(told.facts["booking"])
    times = [_held(booking, part, visit.zone, t) for part in _parts(str(told.facts["offers"]))]
    title = t("The lab is closed at the time of your appointment")
    cancel = button(t("Cancel my visit"), OfferTap(booking=booking, slot=0), DANGER)
    other = button(t("Another time"), StartTap(do=StartDo.BOOK))
    if not times:
        sorry = t("We are sorry. Please pick another time, or cancel.")
        text = lines(f"<b>{title}</b>", "\n".join(of_visit(visit, t)), sorry)
        return Screen(text, keyboard([[other], [cancel]]))
    until = to_wall(datetime.fromisoformat(str(told.facts["until"])), visit.zone)
    ask = t("We are sorry. These times are held for you until {time}: tap one.")
    text = lines(
        f"<b>{title}</b>", "\n".join(of_visit(visit, t)), ask.format(time=f"{until:%H:%M}")
    )
    return Screen(text, keyboard([*([one] for one in times), [other, cancel]]))


def stretch(lab: Lab, first: datetime, end: datetime, t: Translate) -> str:
    """'Fri 27 Nov, 09:00-12:00', or the day alone."""
    start, stop = to_wall(first, lab.zone), to_wall(end, lab.zone)
    day = f"{t(WEEKDAYS[start.weekday()])[:3]} {start.day} {t(MONTHS[start.month - 1])[:3]}"
    if clock(start) == clock(stop) == "00:00":
        return day
    return f"{day}, {clock(start)}-{clock(stop)}"


def _calls(closure_id: int, t: Translate) -> InlineKeyboardButton:
    return button(t("Call list"), CallsTap(id=closure_id))


def _parts(text: str) -> list[tuple[int, datetime]]:
    found = [part.split("@", 1) for part in text.split(",") if part]
    return [(int(slot), datetime.fromisoformat(at).replace(tzinfo=UTC)) for slot, at in found]


def _held(
    booking: int, part: tuple[int, datetime], zone: str, t: Translate
) -> InlineKeyboardButton:
    slot, at = part
    wall = to_wall(at, zone)
    day = f"{t(WEEKDAYS[wall.weekday()])} {wall.day} {t(MONTHS[wall.month - 1])}"
    return button(f"{day}, {clock(wall)}", OfferTap(booking=booking, slot=slot), PRIMARY)
