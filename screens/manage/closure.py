"""/close: the preview before anything happens, the live card, the call list; and the offers."""

from datetime import UTC, datetime, timedelta
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.booking import Visit
from domain.booking.lab import Lab
from domain.manage.closure import CallList, Closure, ClosurePreview, Counts
from domain.messages.content import News
from domain.refusals import ClosureUnclear
from domain.time.zones import Stretch, to_wall
from domain.undo import Undo
from screens.booking.callbacks import OfferTap
from screens.callback_values import StartDo, StartTap
from screens.desk.callbacks import VisitDo, VisitTap
from screens.keyboard import DANGER, PRIMARY, Row, button, grid, keyboard, page_turns
from screens.language import (
    SHORT_WEEKDAY_DAY,
    SHORT_WEEKDAY_DAY_YEAR,
    WEEKDAY_DAY_PLAIN,
    Marked,
    _,
    counted,
    dated,
    marked,
    translated,
)
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap
from screens.moment import clock
from screens.news import of_visit
from screens.screen import Screen, lines, short
from screens.undo import undo_row

UNCLEAR: dict[str, Marked] = {
    "day": marked("I did not understand which day."),
    "hours": marked("I do not understand the hours “{text}”. Write them like “9:00-12:00”."),
    "unread": marked("I do not understand “{text}”, so nothing was closed."),
    "order": marked("“{text}” does not end after it begins."),
    "stretch": marked(
        "One stretch at a time, please: hours of one day, or days one after the other."
    ),
    "far": marked("At most 92 days at a time, please."),
    "long": marked("That is too long. Please write it shorter."),
}
NEAR = timedelta(days=183)  # farther days are shown with their year
EXAMPLES = ("/close tomorrow 9-12 analyser down", "/close 24-26 december holiday")


def how(note: str) -> Screen:
    return Screen(
        lines(note, _("When? Write it like:"), *(f"<code>{it}</code>" for it in EXAMPLES))
    )


def unclear(it: ClosureUnclear) -> str:
    """A note: what is missing, or not understood."""
    return escape(translated(UNCLEAR[it.part]).format(text=short(it.text)))


def preview(it: ClosurePreview, reason: str, intent: str, now: datetime) -> Screen:
    why = f": {escape(reason)}" if reason else ""
    title = f"<b>{_('Close {when}').format(when=when(it.lab, it.stretch, now))}</b>{why}"
    abort = button(_("Abort"), ClosureTap(intent=intent, do=ClosureDo.ABORT))
    cancel = ClosureTap(intent=intent, do=ClosureDo.CANCEL)
    if not it.people:
        close = button(_("Close it"), cancel, DANGER)
        return Screen(lines(title, _("Nobody is booked then.")), keyboard([[close], [abort]]))
    hit = counted(it.people, "1 patient", "{n} patients")
    offer = button(_("Offer new times"), ClosureTap(intent=intent, do=ClosureDo.OFFER), PRIMARY)
    rows: list[Row] = [[button(_("Only cancel"), cancel, DANGER)], [abort]]
    if it.same_day + it.later:
        rows.insert(0, [offer])
    return Screen(lines(title, f"{hit}: {fits(it)}."), keyboard(rows))


def made(it: Closure) -> Screen:
    """It is closed; nobody hears of it for five minutes."""
    if not it.people:
        return Screen(_("Closed. Nobody was booked."), keyboard([undo_row(it.undo)]))
    text = counted(
        it.people,
        "Closed. The patient hears of it in 5 minutes; until then you can undo it.",
        "Closed. {n} patients hear of it in 5 minutes; until then you can undo it.",
    )
    return Screen(text, keyboard([undo_row(it.undo), [_calls(it.id)]]))


def aborted() -> Screen:
    return Screen(_("Nothing was changed."))


def live(closure_id: int, it: Counts, undo: Undo | None) -> Screen:
    """How it goes, edited in place."""
    parts = [_("Moved: {n}").format(n=it.moved), _("waiting: {n}").format(n=it.waiting)]
    if it.cancelled:
        parts.append(_("cancelled: {n}").format(n=it.cancelled))
    if it.unreached:
        parts.append(_("not reached: {n}").format(n=it.unreached))
    whom = counted(it.total, "1 patient", "{n} patients")
    title = _("Closure {number}, {whom}").format(number=closure_id, whom=whom)
    calls = [_calls(closure_id)] if it.waiting + it.unreached else []
    text = lines(f"<b>{title}</b>", ", ".join(parts) + ".")
    return Screen(text, keyboard([undo_row(undo), calls]))


def call_list(it: CallList) -> Screen:
    """Who is to be called, a button to each visit."""
    if not it.calls:
        return Screen(_("Nobody is left to call."))
    listed = [
        f"{'📵 ' if one.is_unreached else ''}{clock(to_wall(one.starts_at, it.lab.zone))} "
        f"{escape(one.name)}, {escape(one.phone or _('no number'))}"
        for one in it.calls
    ]
    taps = [
        button(short(one.name, 16), VisitTap(do=VisitDo.OPEN, id=one.booking_id))
        for one in it.calls
    ]
    arrows = page_turns(it.page, it.pages, lambda page: CallsTap(id=it.closure_id, page=page))
    title = _("To call (📵: the bot does not reach them)")
    return Screen(lines(f"<b>{title}</b>", "\n".join(listed)), keyboard([*grid(taps, 2), arrows]))


def offer(news: News, visit: Visit) -> Screen | None:
    """To a patient: the lab is closed then, and these times are held."""
    if visit.status != "booked":
        return None
    booking = int(news.facts["booking"])
    times = [
        _held(booking, held, visit.zone) for held in str(news.facts["offers"]).split(",") if held
    ]
    title = _("The lab is closed at the time of your appointment")
    cancel = button(_("Cancel my visit"), OfferTap(booking=booking, slot=0), DANGER)
    other = button(_("Another time"), StartTap(do=StartDo.BOOK))
    if not times:
        sorry = _("We are sorry. Please pick another time, or cancel.")
        text = lines(f"<b>{title}</b>", "\n".join(of_visit(visit)), sorry)
        return Screen(text, keyboard([[other], [cancel]]))
    until = to_wall(datetime.fromisoformat(str(news.facts["until"])), visit.zone)
    ask = _("We are sorry. These times are held for you until {time}: tap one.")
    text = lines(f"<b>{title}</b>", "\n".join(of_visit(visit)), ask.format(time=f"{until:%H:%M}"))
    return Screen(text, keyboard([*([one] for one in times), [other, cancel]]))


def fits(it: ClosurePreview) -> str:
    """'2 fit the same day, 1 nowhere within two weeks'; plain text."""
    parts = (
        counted(it.same_day, "1 fits the same day", "{n} fit the same day") if it.same_day else "",
        counted(it.later, "1 another day", "{n} another day") if it.later else "",
        counted(it.without, "1 nowhere within two weeks", "{n} nowhere within two weeks")
        if it.without
        else "",
        counted(it.fasting, "1 is fasting", "{n} are fasting") if it.fasting else "",
    )
    return ", ".join(part for part in parts if part)


def when(lab: Lab, stretch: Stretch, now: datetime) -> str:
    """'Fri 27 Nov, 09:00-12:00', or the day alone, or the first and the last."""
    start, stop = to_wall(stretch.first, lab.zone), to_wall(stretch.end, lab.zone)
    is_near = stretch.first - now < NEAR
    pattern = SHORT_WEEKDAY_DAY if is_near else SHORT_WEEKDAY_DAY_YEAR
    is_to_midnight = clock(stop) == "00:00"
    last = stop.date() - timedelta(days=is_to_midnight)
    first, end = dated(start, pattern), dated(last, pattern)
    if clock(start) == "00:00" and is_to_midnight:
        return first if last == start.date() else f"{first} – {end}"
    to = "24:00" if is_to_midnight else clock(stop)
    if last == start.date():
        return f"{first}, {clock(start)}-{to}"
    return f"{first}, {clock(start)} – {end}, {to}"


def _calls(closure_id: int) -> InlineKeyboardButton:
    return button(_("Call list"), CallsTap(id=closure_id))


def _held(booking: int, held: str, zone: str) -> InlineKeyboardButton:
    """A time that is held, by a part of the news such as '7@2026-11-27T09:00:00', in UTC."""
    slot, at = held.split("@", 1)
    wall = to_wall(datetime.fromisoformat(at).replace(tzinfo=UTC), zone)
    label = f"{dated(wall, WEEKDAY_DAY_PLAIN)}, {clock(wall)}"
    return button(label, OfferTap(booking=booking, slot=int(slot)), PRIMARY)
