"""The message that follows a visit, what is told of a late report, and the desk's list of these."""

from datetime import datetime
from html import escape

from domain.booking.booking import Visit
from domain.desk.tracker import AT_WORK, STEPS, Stage, Standing
from domain.messages.content import News
from screens.language import Marked, _, marked, translated
from screens.moment import moment, short_moment
from screens.screen import Screen, lines

STAGES: dict[Stage, Marked] = {
    Stage.BOOKED: marked("booked"),
    Stage.ARRIVED: marked("arrived"),
    Stage.SAMPLED: marked("sample taken"),
    Stage.IN_LAB: marked("in the lab"),
    Stage.READY: marked("report ready"),
    Stage.CANCELLED: marked("cancelled"),
    Stage.MISSED: marked("missed"),
}


def tracker(visit: Visit, it: Standing, now: datetime) -> Screen:
    """How far it is, and by when its report is expected; no test is named, as people look on."""
    title = _("Your visit: {stage}").format(stage=translated(STAGES[it.stage]))
    who = "" if visit.is_self else _("For {patient}").format(patient=escape(visit.patient))
    when = moment(visit.starts_at, visit.zone, now)
    head = [f"<b>{title}</b>", who, when, escape(f"{visit.lab}, {visit.address}")]
    return Screen(lines("\n".join(filter(None, head)), _steps(it.stage), _promise(visit, it, now)))


def late(news: News, visit: Visit, now: datetime) -> Screen | None:
    """The report comes later than was said; None for what was cancelled since."""
    if visit.status == "cancelled":
        return None
    by = short_moment(datetime.fromisoformat(str(news.facts["by"])), visit.zone, now)
    title = _("The report will be a little later")
    who = "" if visit.is_self else _("For {patient}").format(patient=escape(visit.patient))
    when = moment(visit.starts_at, visit.zone, now)
    expect = _("We expect it by {when}.").format(when=by)
    rest = _("We are sorry. You need not do anything: you get a message once it is there.")
    head = [f"<b>{title}</b>", who, f"{when}\n{escape(visit.lab)}"]
    return Screen(lines("\n".join(filter(None, head)), f"{expect} {rest}"))


def _steps(stage: Stage) -> str:
    if stage not in STEPS:
        return ""
    at = STEPS.index(stage) + 1
    done = _("Done: {steps}").format(steps=_named(STEPS[:at]))
    to_come = STEPS[at:]
    rest = _("Still to come: {steps}").format(steps=_named(to_come)) if to_come else ""
    return "\n".join(filter(None, (done, rest)))


def _named(steps: tuple[Stage, ...]) -> str:
    return ", ".join(translated(STAGES[one]) for one in steps)


def _promise(visit: Visit, it: Standing, now: datetime) -> str:
    if it.stage is Stage.READY:
        return _("You can open the report from its own message, or under /bookings.")
    if it.stage is Stage.MISSED:
        return _("The lab has noted that you did not come. /book finds another time.")
    if it.expected_at is None:
        return ""
    if it.stage in AT_WORK and it.expected_at <= now:
        return _("The report is late. The lab knows; you get a message once it is there.")
    by = short_moment(it.expected_at, visit.zone, now)
    if it.late_at is not None:
        return _("The report will be a little later: we expect it by {when}.").format(when=by)
    return _("The report will be ready by {when}.").format(when=by)
