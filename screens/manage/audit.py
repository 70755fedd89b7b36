"""/audit: who did what, newest first, and one entry with what changed."""

from datetime import datetime
from html import escape

from domain.audit import READING, AuditPage, EntryView, Facts, action_words
from domain.booking.lab import Lab
from domain.time.zones import to_wall
from screens.keyboard import Row, back, button, keyboard, numbered
from screens.language import DAY_YEAR, SHORT_DAY, Marked, _, dated, marked, translated
from screens.manage.callbacks import AuditDo, AuditTap
from screens.moment import exact
from screens.screen import Screen, lines, short

LONGEST = 400  # characters of what changed
HINT = marked(
    "Type a name, a number or a day to search: “dora booking 12 yesterday”. “read Ann Lee” shows"
    " who looked at a patient."
)
DEEDS: dict[str, Marked] = {
    "key_made": marked("made key {n}"),
    "key_ended": marked("ended key {n}"),
    "browser_signed_in": marked("signed in with a browser"),
    "browser_signed_out": marked("signed a browser out"),
    "booking_arrived": marked("marked booking {n} as arrived"),
    "booking_sampled": marked("took the sample of booking {n}"),
    "booking_fulfilled": marked("marked booking {n} as done"),
    "booking_no_show": marked("marked booking {n} as missed"),
    "booking_put_back": marked("put booking {n} back"),
    "booking_fasting_kept": marked("noted for booking {n}: fasted"),
    "booking_fasting_broken": marked("noted for booking {n}: had eaten"),
    "booking_noted": marked("wrote a note on booking {n}"),
    "visits_missed": marked("marked open visits as missed"),
    "patient_added": marked("added patient {n}"),
    "patient_changed": marked("changed patient {n}"),
    "booking_made": marked("made booking {n}"),
    "booking_moved": marked("moved booking {n}"),
    "booking_cancelled": marked("cancelled booking {n}"),
    "recall_set": marked("set recall {n}"),
    "recall_ended": marked("ended recall {n}"),
    "recall_called": marked("called about recall {n}"),
    "report_sent": marked("sent report {n}"),
    "report_sent_again": marked("sent report {n} again"),
    "report_unlocked": marked("unlocked report {n}"),
    "report_promised": marked("promised the report of booking {n}"),
    "secret_guessed": marked("guessed at reports too often: account {n}"),
    "test_added": marked("added test {n}"),
    "test_changed": marked("changed test {n}"),
    "test_retired": marked("retired test {n}"),
    "test_offered": marked("offered test {n} again"),
    "lab_added": marked("added lab {n}"),
    "lab_changed": marked("changed lab {n}"),
    "lab_pinned": marked("put lab {n} on the map"),
    "closure_made": marked("closed some hours, closure {n}"),
    "bookings_exported": marked("took along a table of bookings"),
    "messages_exported": marked("took along a table of messages"),
    "account_freed": marked("cancelled the visits of account {n}"),
    "session_made": marked("opened session {n}"),
    "session_ended": marked("ended session {n}"),
    "capacity_changed": marked("changed seats from slot {n} on"),
    "setting_changed": marked("changed a setting"),
    "invite_made": marked("made invitation {n}"),
    "invite_withdrawn": marked("withdrew invitation {n}"),
    "staff_joined": marked("joined the staff"),
    "staff_changed": marked("changed the role of account {n}"),
    "staff_revoked": marked("took account {n} off the staff"),
    "webhook_made": marked("made webhook {n}"),
    "webhook_renewed": marked("gave webhook {n} a new secret"),
    "webhook_pinged": marked("tried webhook {n}"),
    "webhook_ended": marked("ended webhook {n}"),
    "lane_paused": marked("paused sending"),
    "lane_resumed": marked("resumed sending"),
    "broadcast_started": marked("started broadcast {n}"),
    "broadcast_stopped": marked("stopped broadcast {n}"),
    "message_retried": marked("sent failed message {n} again"),
    "messages_retried": marked("sent failed messages again"),
    "message_dropped": marked("closed failed message {n}"),
    "messages_dropped": marked("closed failed messages"),
    "account_forgotten": marked("deleted account {n}"),
    "patient_read": marked("read about patient {n}"),
    "patients_read": marked("read about several patients"),
}
"""What was done to {n}, by what the log calls it."""


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
    nobody = _("Somebody") if it.subject == "account" else _("An owner")
    what = escape(_deed(it.action, it.subject_id))
    return _("{who} {what}").format(who=escape(it.who) or nobody, what=what)


def _deed(action: str, number: int | None) -> str:
    kind = action.removesuffix("_undone")
    if kind != action:
        return _("took back: {what}").format(what=_deed(kind, number))
    if known := DEEDS.get(action):
        shown = translated(known).format(n="" if number is None else number)
        return shown.replace("  ", " ").strip()
    return action_words(action) + ("" if number is None else f" {number}")


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
