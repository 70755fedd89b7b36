"""/followups: whom the desk has to look after, as reports are late."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from domain.booking.lab import Lab
from domain.desk.recall import SilentRecall
from domain.desk.tracker import LateReport, choices
from screens.desk.callbacks import AskBackDo, AskBackTap, LateDo, LateTap, VisitDo, VisitTap
from screens.keyboard import PRIMARY, Row, back, button, grid, keyboard
from screens.language import _, marked
from screens.moment import short_moment
from screens.screen import Screen, lines, short

SHOWN = 8  # a button each
GONE = marked("That is settled already; here is what is left.")
PROMISED = marked("The new time is kept.")


def followups(
    lab: Lab,
    late: Sequence[LateReport],
    silent: Sequence[SilentRecall],
    *,
    now: datetime,
    note: str = "",
) -> Screen:
    """All of them, those first that wait the longest. note: plain text."""
    title = f"<b>{_('To follow up')}</b>, {escape(lab.name)}"
    listed = "\n".join(_line(lab, one, now) for one in late[:SHOWN])
    reports = f"<b>{_('Reports that are late')}</b>\n{listed}" if late else ""
    called = "\n".join(_silent_line(one) for one in silent[:SHOWN])
    calls = f"<b>{_('Asked to come back, and no answer')}</b>\n{called}" if silent else ""
    nothing = "" if late or silent else _("Nobody waits, and everybody has answered.")
    rows = [_tap(one) for one in late[:SHOWN]] + [_silent_tap(one) for one in silent[:SHOWN]]
    return Screen(lines(escape(note), title, reports, calls, nothing), keyboard(rows))


def late_report(lab: Lab, it: LateReport, now: datetime) -> Screen:
    """One of them, and the times that can be promised instead."""
    who = escape(", ".join(part for part in (it.name, it.phone) if part))
    promised = _("Promised: {when}").format(when=short_moment(it.promised_at, lab.zone, now))
    visit = short_moment(it.starts_at, lab.zone, now)
    head = f"<b>{who}</b>\n{escape(it.test)}, {visit}\n{promised}"
    if it.is_told:
        told = _("The patient knows that it is late, and is told the new time.")
    elif it.has_bot:
        told = _("The patient has not been told yet.")
    else:
        told = _("No bot: tell them now.")
    question = f"<b>{_('By when will the report be there?')}</b>"
    seen = int(it.promised_at.timestamp())
    taps = [
        button(
            short_moment(at, lab.zone, now),
            LateTap(do=LateDo.TIME, id=it.booking_id, at=int(at.timestamp()), seen=seen),
            PRIMARY,
        )
        for at in choices(lab.zone, now)
    ]
    visit_tap = button(_("The visit"), VisitTap(do=VisitDo.OPEN, id=it.booking_id))
    foot = [back(LateTap(do=LateDo.LIST)), visit_tap]
    return Screen(lines(head, told, question), keyboard([*grid(taps, 2), foot]))


def _line(lab: Lab, it: LateReport, now: datetime) -> str:
    when = short_moment(it.promised_at, lab.zone, now)
    who = escape(", ".join(part for part in (it.name, it.phone) if part))
    return f"• {who}: {escape(it.test)}, {_('promised {when}').format(when=when)}"


def _silent_line(it: SilentRecall) -> str:
    who = escape(", ".join(part for part in (it.name, it.phone) if part))
    return f"• {who}: {escape(it.test_code)}"


def _silent_tap(it: SilentRecall) -> Row:
    tap = AskBackTap(do=AskBackDo.OPEN, id=it.recall.id)
    return [button(_("Call: {who}").format(who=short(f"{it.name}, {it.test_code}", 34)), tap)]


def _tap(it: LateReport) -> Row:
    label = short(f"{it.name}: {it.test}")
    return [button(label, LateTap(do=LateDo.OPEN, id=it.booking_id))]
