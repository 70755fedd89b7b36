"""/audit: who did what, newest first, and one entry with what changed."""

from datetime import datetime
from html import escape

from domain.audit import READING, AuditPage, EntryView, Facts, action_words
from domain.booking.lab import Lab
from domain.time.zones import to_wall
from screens.keyboard import Row, back, button, keyboard, numbered
from screens.language import DAY_YEAR, SHORT_DAY, _, dated, marked, translated
from screens.manage.callbacks import AuditDo, AuditTap
from screens.moment import exact
from screens.screen import Screen, lines, short

LONGEST = 400  # characters of what changed
HINT = marked(
    "Type a name, a number or a day to search: “dora booking 12 yesterday”. “read Ann Lee” shows"
    " who looked at a patient."
)


def entries(page: AuditPage, words: str) -> Screen:
    title = f"<b>{_('Who did what')}</b>"
    if words:
        title += f": “{escape(short(words))}”"
    if not page.entries:
        nothing = _("Nothing fits.") if words else _("Nothing has been done yet.")
        return Screen(lines(title, nothing, translated(HINT)), keyboard([_all(words)]))
    shown = [f"{n}. {when(one.at, page.lab)} {act(one)}" for n, one in enumerate(page.entries, 1)]
    taps = [AuditTap(do=_opened(one), value=one.id, page=page.before) for one in page.entries]
    turns: Row = []
    if page.before:
        turns.append(button(_("‹ Newest"), AuditTap(do=AuditDo.LIST)))
    if not page.is_last:
        turns.append(button(_("Older ›"), AuditTap(do=AuditDo.LIST, value=page.entries[-1].id)))
    hint = "" if page.before or words else translated(HINT)
    rows = [*numbered(taps, 4), turns, _all(words)]
    return Screen(lines(title, "\n".join(shown), hint), keyboard(rows))


def entry(lab: Lab, it: EntryView, page: int) -> Screen:
    """One entry: to the second, and how it was before and after."""
    wall = to_wall(it.at, lab.zone)
    at = f"{dated(wall, DAY_YEAR)}, {exact(it.at, lab.zone)}"
    changed = [
        f"{translated(name)}: {facts(known)}"
        for name, known in ((marked("Before"), it.before), (marked("After"), it.after))
        if known
    ]
    return Screen(
        lines(f"<b>{act(it)}</b>", at, "\n".join(changed)),
        keyboard([[back(AuditTap(do=AuditDo.LIST, value=page))]]),
    )


def _opened(it: EntryView) -> AuditDo:
    return AuditDo.READ if it.subject == READING else AuditDo.OPEN


def _all(words: str) -> Row:
    return [button(_("Show everything"), AuditTap(do=AuditDo.SEARCH))] if words else []


def act(it: EntryView) -> str:
    """'Dora cancelled booking 12'; HTML."""
    number = "" if it.subject_id is None else f" {it.subject_id}"
    return f"{escape(it.who) or _('An owner')} {escape(action_words(it.action))}{number}"


def when(at: datetime, lab: Lab) -> str:
    """By the lab's clock: '27 Nov 09:00'."""
    wall = to_wall(at, lab.zone)
    return f"{dated(wall, SHORT_DAY)} {wall:%H:%M}"


def facts(known: Facts) -> str:
    """'slot 5, status booked'; HTML."""
    parts = (
        f"{name.replace('_', ' ')} {value}" for name, value in known.items() if value is not None
    )
    return escape(short(", ".join(parts), LONGEST))
