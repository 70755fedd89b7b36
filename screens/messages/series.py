"""A message that repeats: its line in the list, its card, and what became of a tap."""

from datetime import datetime

from domain.messages.content import LIMIT, Text
from domain.messages.series import SECOND, Repeat, Series, SeriesStatus, upcoming
from domain.messages.text import shortened, units
from domain.time.zones import to_wall, zone_label
from domain.when.meaning.render import repetition
from screens.account.timezone import label
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.messages.callbacks import ScheduledDo, ScheduledTap, SeriesDo, SeriesTap
from screens.messages.compose import destination, glimpse, lines
from screens.messages.content import labelled
from screens.messages.state import Reader, where
from screens.moment import MONTHS, WEEKDAYS, ahead, clock, moment, short_moment
from screens.richtext import rich
from screens.screen import Screen, Translate

SHOWN = 3000  # UTF-16 units of a message on its card


MARK = "⟳"


def state(it: Series, reader: Reader, t: Translate) -> str:
    """'⟳ every Monday at 09:00, next tomorrow 09:00'. Plain text."""
    return f"{marked(it.repeat)}, {_pending(it, reader, t)}"


def card(it: Series, reader: Reader, page: int, note: str, t: Translate) -> Screen:
    """The series. page: of the list it was opened from, counted from 1, 0 = none."""
    words = labelled(it.text, it.entities, it.attachment, t)
    shown, styles = shortened(*words, SHOWN)
    left = units(words[0]) - units(shown)
    text = lines(
        note,
        f"<b>{marked(it.repeat)}</b>\n{_below(it, reader, t)}{destination(where(it, t), t)}",
        t("Your message:"),
        rich(shown, styles),
        t("… and {n} more characters.").format(n=left) if left else "",
    )
    return Screen(text, keyboard(_rows(it, page, t)))


def done(it: Series, reader: Reader, t: Translate) -> Screen:
    """It is planned."""
    rows = [[button(t("My messages"), ScheduledTap(do=ScheduledDo.PAGE))]]
    if it.status is not SeriesStatus.ACTIVE:
        return card(it, reader, 0, "", t)
    when = moment(it.next_at, reader.zone, reader.now, t)
    text = t("Done. {rule}: next on {when}, {ahead}.").format(
        rule=marked(it.repeat), when=when, ahead=ahead(it.next_at, reader.now, t)
    )
    return Screen(text, keyboard(rows))


def ask_cancel(it: Series, page: int, t: Translate) -> Screen:
    """Asked once before all of it is cancelled."""
    yes = SeriesTap(do=SeriesDo.YES, value=it.id, page=page, version=it.version)
    no = SeriesTap(do=SeriesDo.OPEN, value=it.id, page=page)
    rows = [[button(t("No, keep it"), no), button(t("Yes, cancel all"), yes, DANGER)]]
    question = f"<b>{t('Cancel this message for good?')}</b>\n{marked(it.repeat)}"
    return Screen(
        lines(question, glimpse(*labelled(it.text, it.entities, it.attachment, t))), keyboard(rows)
    )


def paused(it: Series, t: Translate) -> str:
    """A note above the card."""
    return _underway(t("Paused. Nothing is sent until you resume it."), it, t)


def resumed(t: Translate) -> str:
    """A note above the card."""
    return t("It goes on.")


def skipped(t: Translate) -> str:
    """A note above the card."""
    return t("Skipped. This is the next one:")


def cancelled(it: Series, t: Translate) -> str:
    """A note above the list."""
    return _underway(t("Cancelled. I won't send it again."), it, t)


def changed_meanwhile(t: Translate) -> str:
    """The card that was tapped showed something else."""
    return t("This has changed meanwhile; nothing was done. Here is how it is now:")


def underway(t: Translate) -> str:
    """Too late for this occurrence."""
    return t("The next one is being sent just now, so it cannot be skipped.")


def _underway(note: str, it: Series, t: Translate) -> str:
    late = t("One is being sent just now and will still arrive.")
    return f"{note} {late}" if it.is_sending else note


def _pending(it: Series, reader: Reader, t: Translate) -> str:
    if it.status is not SeriesStatus.ACTIVE:
        return _over(it, t)
    if it.is_sending:
        return t("being sent now")
    when = short_moment(it.next_at, reader.zone, reader.now, t)
    if it.next_try_at is not None and it.next_try_at > it.next_at:
        again = short_moment(it.next_try_at, reader.zone, reader.now, t)
        return t("{when}, next try {again}").format(when=when, again=again)
    return t("next {when}").format(when=when)


def _over(it: Series, t: Translate) -> str:
    words = {
        SeriesStatus.PAUSED: t("paused"),
        SeriesStatus.CANCELLED: t("cancelled"),
        SeriesStatus.ENDED: t("over"),
    }
    return words[it.status]


def _below(it: Series, reader: Reader, t: Translate) -> str:
    """What comes next, and on which clock."""
    zone = f"{t('time zone')} {label(it.repeat.zone)}"
    match it.status:
        case SeriesStatus.ACTIVE if it.is_sending or (it.next_try_at or it.next_at) > it.next_at:
            return f"{_pending(it, reader, t)} · {zone}"
        case SeriesStatus.ACTIVE:
            after = it.next_at - SECOND
            next_ones = nexts(it.repeat, reader.zone, reader.now, t, after)
            return f"{next_ones}\n{ahead(it.next_at, reader.now, t)} · {zone}"
        case SeriesStatus.PAUSED:
            return f"{t('Paused: nothing is sent until you resume it.')}\n{zone}"
        case SeriesStatus.CANCELLED:
            return t("It was cancelled.")
        case SeriesStatus.ENDED:
            return t("It is over: nothing more is to come.")


def _rows(it: Series, page: int, t: Translate) -> list[Row]:
    def tap(do: SeriesDo) -> SeriesTap:
        return SeriesTap(do=do, value=it.id, page=page, version=it.version)

    to_list = back(ScheduledTap(do=ScheduledDo.PAGE, value=max(page - 1, 0)), t)
    if it.is_over:
        return [[to_list]]
    is_paused = it.status is SeriesStatus.PAUSED
    first = (
        [button(t("Resume"), tap(SeriesDo.RESUME), PRIMARY)]
        if is_paused
        else [
            button(t("Pause"), tap(SeriesDo.PAUSE)),
            button(t("Skip next"), tap(SeriesDo.SKIP)),
        ]
    )
    time = button(t("Change time"), tap(SeriesDo.TIME))
    text = button(t("Change text"), tap(SeriesDo.TEXT))
    return [first, [time, text], [to_list, button(t("Cancel all"), tap(SeriesDo.CANCEL))]]


def rule(repeat: Repeat) -> str:
    """'every Monday at 09:00', with the zone only if it is not the person's own. Plain text."""
    words = repetition(repeat.rrule, repeat.wall, has_start=False)
    return f"{words} ({label(repeat.zone)})" if repeat.is_zone_named else words


def marked(repeat: Repeat) -> str:
    """The same as a headline."""
    return f"{MARK} {rule(repeat)}"


def nexts(
    repeat: Repeat, zone: str, now: datetime, t: Translate, after: datetime | None = None
) -> str:
    """The next occurrences, of a count no more than it has. zone, now: the reader's.

    after: where what was skipped ends, now if nothing was.
    """
    found = [short_moment(at, zone, now, t) for at in upcoming(repeat, after or now)]
    if not found:
        return t("Nothing more is to come.")
    return t("Next: {times}").format(times=" · ".join(found))


def late(content: Text, at: datetime, zone: str, t: Translate) -> Text:
    """The text below a line of ours, its formatting moved with it; as it is if both do not fit."""
    wall = to_wall(at, zone)
    day = f"{t(WEEKDAYS[wall.weekday()])[:3]} {wall.day} {t(MONTHS[wall.month - 1])[:3]}"
    when = f"{day}, {clock(wall)} {zone_label(at, zone)}"
    line = t("Late: this was planned for {when}.").format(when=when) + "\n\n"
    if units(line) + units(content.text) > LIMIT:
        return content
    shift = units(line)
    moved = tuple(dict(item) | {"offset": item["offset"] + shift} for item in content.entities)
    return Text(line + content.text, moved)
