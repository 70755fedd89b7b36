"""A message that repeats: its line in the list, its card, and what became of a tap."""

from datetime import datetime

from domain.messages.content import LIMIT, Text
from domain.messages.delivery import Cause
from domain.messages.series import SECOND, Repeat, Series, SeriesStatus, upcoming
from domain.messages.text import units
from domain.time.zones import to_wall, zone_label
from domain.when.meaning.render import repetition
from screens.account.timezone import label
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.language import SHORT_WEEKDAY_DAY, Marked, _, dated, marked, translated
from screens.messages.callbacks import ScheduledDo, ScheduledTap, SeriesDo, SeriesTap
from screens.messages.content import destination, glimpse, in_words, shown
from screens.messages.state import CAUSES, where
from screens.moment import Reader, ahead, clock, short_moment
from screens.screen import Screen, lines

MARK = "⟳"
ENDED: dict[SeriesStatus, Marked] = {
    SeriesStatus.PAUSED: marked("paused"),
    SeriesStatus.CANCELLED: marked("cancelled"),
    SeriesStatus.ENDED: marked("over"),
}
RESUMED = marked("It goes on.")
SKIPPED = marked("Skipped. This is the next one:")
CHANGED_MEANWHILE = marked("This has changed meanwhile; nothing was done. Here is how it is now:")
UNDERWAY = marked("The next one is being sent just now, so it cannot be skipped.")


def state(it: Series, reader: Reader) -> str:
    """'⟳ every Monday at 09:00, next tomorrow 09:00'. Plain text."""
    return f"{headline(it.repeat)}, {_pending(it, reader)}"


def card(it: Series, reader: Reader, page: int, note: str) -> Screen:
    """The series. page: of the list it was opened from, counted from 1, 0 = none."""
    text = lines(
        note,
        f"<b>{headline(it.repeat)}</b>\n{_below(it, reader)}{destination(where(it))}",
        shown(in_words(it.content)),
    )
    return Screen(text, keyboard(_rows(it, page)))


def done(it: Series, reader: Reader) -> Screen:
    if it.status is not SeriesStatus.ACTIVE:
        return card(it, reader, 0, "")
    when = reader.moment(it.next_at)
    text = _("Done. {rule}: next on {when}, {ahead}.").format(
        rule=headline(it.repeat), when=when, ahead=ahead(it.next_at, reader.now)
    )
    mine = button(_("My messages"), ScheduledTap(do=ScheduledDo.PAGE))
    return Screen(text, keyboard([[mine]]))


def ask_cancel(it: Series, page: int) -> Screen:
    """Asked once before all of it is cancelled."""
    yes = SeriesTap(do=SeriesDo.YES, value=it.id, page=page, version=it.version)
    no = SeriesTap(do=SeriesDo.OPEN, value=it.id, page=page)
    rows = [[button(_("No, keep it"), no), button(_("Yes, cancel all"), yes, DANGER)]]
    question = f"<b>{_('Cancel this message for good?')}</b>\n{headline(it.repeat)}"
    return Screen(lines(question, glimpse(in_words(it.content))), keyboard(rows))


def paused(it: Series) -> str:
    return _underway(_("Paused. Nothing is sent until you resume it."), it)


def cancelled(it: Series) -> str:
    return _underway(_("Cancelled. I won't send it again."), it)


def _underway(note: str, it: Series) -> str:
    late = _("One is being sent just now and will still arrive.")
    return f"{note} {late}" if it.is_sending else note


def _pending(it: Series, reader: Reader) -> str:
    if it.status is not SeriesStatus.ACTIVE:
        return translated(ENDED[it.status])
    if it.is_sending:
        return _("being sent now")
    when = reader.short(it.next_at)
    if it.next_try_at is not None and it.next_try_at > it.next_at:
        again = reader.short(it.next_try_at)
        return _("{when}, next try {again}").format(when=when, again=again)
    return _("next {when}").format(when=when)


def _below(it: Series, reader: Reader) -> str:
    """What comes next, and on which clock."""
    zone = f"{_('time zone')} {label(it.repeat.zone)}"
    match it.status:
        case SeriesStatus.ACTIVE if it.is_sending or (it.next_try_at or it.next_at) > it.next_at:
            return f"{_pending(it, reader)} · {zone}"
        case SeriesStatus.ACTIVE:
            after = it.next_at - SECOND
            next_ones = nexts(it.repeat, reader.zone, reader.now, after)
            return f"{next_ones}\n{ahead(it.next_at, reader.now)} · {zone}"
        case SeriesStatus.PAUSED if it.halted_for:
            why = translated(CAUSES.get(it.halted_for, CAUSES[Cause.BUG]))
            return f"{_('On hold, because {cause}.').format(cause=why)}\n{zone}"
        case SeriesStatus.PAUSED:
            return f"{_('Paused: nothing is sent until you resume it.')}\n{zone}"
        case SeriesStatus.CANCELLED:
            return _("It was cancelled.")
        case SeriesStatus.ENDED:
            return _("It is over: nothing more is to come.")


def _rows(it: Series, page: int) -> list[Row]:
    def tap(do: SeriesDo) -> SeriesTap:
        return SeriesTap(do=do, value=it.id, page=page, version=it.version)

    to_list = back(ScheduledTap(do=ScheduledDo.PAGE, value=max(page - 1, 0)))
    if it.is_over:
        return [[to_list]]
    is_paused = it.status is SeriesStatus.PAUSED
    first = (
        [button(_("Resume"), tap(SeriesDo.RESUME), PRIMARY)]
        if is_paused
        else [button(_("Pause"), tap(SeriesDo.PAUSE)), button(_("Skip next"), tap(SeriesDo.SKIP))]
    )
    time = button(_("Change time"), tap(SeriesDo.TIME))
    text = button(_("Change text"), tap(SeriesDo.TEXT))
    return [first, [time, text], [to_list, button(_("Cancel all"), tap(SeriesDo.CANCEL))]]


def rule(repeat: Repeat) -> str:
    """'every Monday at 09:00', with the zone only if it is not the person's own. Plain text."""
    words = repetition(repeat.rrule, repeat.wall, has_start=False)
    return f"{words} ({label(repeat.zone)})" if repeat.is_zone_named else words


def headline(repeat: Repeat) -> str:
    """The same with the mark of what repeats."""
    return f"{MARK} {rule(repeat)}"


def nexts(repeat: Repeat, zone: str, now: datetime, after: datetime | None = None) -> str:
    """The next occurrences, of a count no more than it has. zone, now: the reader's.

    after: where what was skipped ends, now if nothing was.
    """
    found = [short_moment(at, zone, now) for at in upcoming(repeat, after or now)]
    if not found:
        return _("Nothing more is to come.")
    return _("Next: {times}").format(times=" · ".join(found))


def late(content: Text, at: datetime, zone: str) -> Text:
    """The text below a line of ours, its formatting moved with it; as it is if both do not fit."""
    wall = to_wall(at, zone)
    day = dated(wall, SHORT_WEEKDAY_DAY)
    when = f"{day}, {clock(wall)} {zone_label(at, zone)}"
    line = _("Late: this was planned for {when}.").format(when=when) + "\n\n"
    if units(line) + units(content.text) > LIMIT:
        return content
    shift = units(line)
    moved = tuple(dict(item) | {"offset": item["offset"] + shift} for item in content.entities)
    return Text(line + content.text, moved)
