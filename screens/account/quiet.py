"""Quiet hours: what holds, and the question for others."""

from datetime import time

from domain.account.quiet import Quiet, Way
from screens.account.callbacks import QuietDo, QuietTap
from screens.keyboard import SUCCESS, back, button, grid, keyboard
from screens.language import Marked, _, marked, translated
from screens.screen import Screen, lines

NAMES: dict[Way, Marked] = {
    Way.DELAY: marked("Reminders wait"),
    Way.SILENT: marked("Everything silently"),
    Way.OFF: marked("No quiet hours"),
}
ABOUT: dict[Way, Marked] = {
    Way.DELAY: marked(
        "Reminders wait until these hours are over; if that would be too late, they come the "
        "evening before. Messages that you planned yourself come when you said."
    ),
    Way.SILENT: marked(
        "In these hours everything comes at its time, without a sound; so do messages that you "
        "planned yourself."
    ),
    Way.OFF: marked("Everything comes at its time, also at night."),
}
KEPT = marked("Done.")
HOURS = ((20, 7), (21, 8), (22, 7), (23, 9))


def quiet_hours(it: Quiet, zone: str, note: str = "") -> Screen:
    """What holds, and the other ways. zone: the reader's."""
    title = _("You have no quiet hours.")
    if it.way is not Way.OFF:
        title = _("Your quiet hours: {begins} to {ends} ({zone})").format(
            begins=f"{it.begins:%H:%M}", ends=f"{it.ends:%H:%M}", zone=zone
        )
    taps = [
        [
            button(
                translated(words),
                QuietTap(do=QuietDo.WAY, way=way),
                SUCCESS if way is it.way else None,
            )
        ]
        for way, words in NAMES.items()
    ]
    other = [] if it.way is Way.OFF else [button(_("Other hours"), QuietTap(do=QuietDo.ASK))]
    text = lines(note, f"<b>{title}</b>", translated(ABOUT[it.way]))
    return Screen(text, keyboard([*taps, other]))


def which_hours(note: str = "") -> Screen:
    """A few to tap, all others are typed."""
    taps = [
        button(f"{begin:02d}:00 – {end:02d}:00", hours_tap(time(begin), time(end)))
        for begin, end in HOURS
    ]
    asked = _("When do you want quiet? Tap, or type two times, like 22:30 - 7:00.")
    rows = [*grid(taps, 2), [back(QuietTap(do=QuietDo.SHOW))]]
    return Screen(lines(note, f"<b>{asked}</b>"), keyboard(rows))


def hours_tap(begins: time, ends: time) -> QuietTap:
    """They ride in a button as minutes."""
    first, last = (clock.hour * 60 + clock.minute for clock in (begins, ends))
    return QuietTap(do=QuietDo.HOURS, begins=first, ends=last)
