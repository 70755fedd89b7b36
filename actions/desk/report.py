"""Reports: the desk sends, the patient opens with a secret, three tries, all written down."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from actions import audit, undo
from actions.booking.slot import lab_for
from actions.desk.visit import find
from actions.found import existing
from db import undo as undo_rows
from db.booking import booking as booking_rows
from db.desk import report as rows
from db.desk import visit as visit_rows
from db.messages import webhook
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry, Facts
from domain.booking.booking import BookingView, Status
from domain.booking.lab import Lab
from domain.desk.report import (
    TRIES,
    File,
    PatientReport,
    Report,
    ReportChoice,
    ReportPreview,
    ReportRequest,
    ReportState,
    Secret,
    SentReport,
    check_file,
    check_files,
)
from domain.messages.content import News
from domain.page import Page
from domain.refusals import (
    BeingCorrected,
    Changed,
    Locked,
    NotFound,
    Replaced,
    SecretInvalid,
    SecretWrong,
    VisitOff,
)
from domain.time.zones import Stretch, day_bounds, to_wall
from domain.undo import ONE, Undo

SENT = "report_sent"
MOST = 5  # reports on the card of a booking
CHOICES = 8  # visits of one page
LATELY = timedelta(days=14)


async def preview(uow: Uow, actor: Actor, booking_id: int, file: File) -> ReportPreview:
    """Whether this can be sent, and what stands already. Raises NotFound, FileUnfit, VisitOff."""
    only_desk(actor)
    check_file(file)
    booking = await find(uow, actor, booking_id)
    if booking.status is Status.CANCELLED:
        raise VisitOff(booking_id)
    latest = await rows.latest_of(uow, booking_id)
    reader = existing(await rows.reader_of(uow, booking_id))
    return ReportPreview(booking, latest, reader)


async def choices(
    uow: Uow, actor: Actor, booking_ids: Collection[int], file: File
) -> list[BookingView]:
    """Of the bookings that a file may be meant for, those there are. Raises NotFound, FileUnfit."""
    only_desk(actor)
    check_file(file)
    found = [await booking_rows.booking_by_id(uow, one) for one in booking_ids]
    return [one for one in found if one is not None]


async def awaiting(
    uow: Uow, actor: Actor, file: File, page: int, *, now: datetime
) -> tuple[Lab, Page[ReportChoice]]:
    """The visits that a file may be the report of: of today and lately, without one.

    Raises NotFound, FileUnfit.
    """
    only_desk(actor)
    check_file(file)
    lab = await lab_for(uow, actor)
    today = to_wall(now, lab.zone).date()
    first, end = day_bounds(today - LATELY, lab.zone).first, day_bounds(today, lab.zone).end
    known = partial(rows.awaiting, uow, lab.id, Stretch(first, end), now=now, limit=CHOICES)
    found = await known(offset=page * CHOICES)
    if page and not found.ids:
        page, found = 0, await known(offset=0)
    items = [
        ReportChoice(
            existing(await booking_rows.booking_by_id(uow, one)),
            existing(await rows.reader_of(uow, one)),
        )
        for one in found.ids
    ]
    return lab, Page(tuple(items), page, max(1, -(-found.total // CHOICES)), found.total)


async def send(uow: Uow, actor: Actor, request: ReportRequest, now: datetime) -> SentReport:
    """Keep it and stage the neutral news; the same intent again is the same report.

    Raises NotFound (also for a patient without the bot), FileUnfit, VisitOff, SecretInvalid,
    Changed if the one it corrects has been corrected or taken back meanwhile.
    """
    known = await preview(uow, actor, request.booking_id, request.file)
    check_files(request.more)
    if known.booking.account_id < 0:
        raise NotFound
    if request.secret_hash:
        await rows.set_secret(uow, known.reader.patient_id, request.secret_hash)
    elif not known.reader.secret_hash:
        raise SecretInvalid
    is_new = await rows.insert_report(
        uow,
        request.booking_id,
        (request.file, *request.more),
        sent_by=actor.id,
        sent_at=now,
        intent=request.intent,
    )
    report = existing(await rows.by_intent(uow, actor.id, request.intent))
    if not is_new:
        return SentReport(report, known.booking, None)
    if request.replaces and not await rows.replace(uow, old=request.replaces, new=report.id):
        raise Changed
    facts: Facts = {"booking": request.booking_id, "replaces": request.replaces}
    facts = facts if known.reader.secret_hash else {**facts, "first_secret": True}
    undone = await undo.begin(uow, actor, SENT, report.id, facts=facts, span=ONE, now=now)
    news = _news(report.id, is_correction=bool(request.replaces))
    await visit_rows.insert_news(uow, known.booking, news, undone, intent=f"report:{report.id}")
    await webhook.tell_of_report(uow, report.id, undone)
    await audit.note(uow, Entry(now, actor.id, SENT, "report", report.id, None, facts))
    return SentReport(report, known.booking, undone)


async def was_sent(uow: Uow, actor: Actor, intent: str) -> bool:
    """Whether this conversation of the actor's has led to a report."""
    return await rows.by_intent(uow, actor.id, intent) is not None


async def again(uow: Uow, actor: Actor, report_id: int, now: datetime) -> SentReport:
    """Tell the patient once more, and give all tries again; news that still waits is not doubled.

    Raises NotFound, Replaced.
    """
    only_desk(actor)
    found = _standing(existing(await rows.find(uow, report_id)))
    await rows.lock_patient(uow, found.patient_id)
    booking = await find(uow, actor, found.report.booking_id)
    await rows.forgive(uow, report_id)
    waiting = await undo_rows.open_of(uow, SENT, report_id, now)
    if waiting is not None:
        return SentReport(found.report, booking, waiting)
    facts: Facts = {"again": True}
    undone = await undo.begin(uow, actor, SENT, report_id, facts=facts, span=ONE, now=now)
    news, intent = _news(report_id, is_correction=False), f"report:{report_id}:{undone.id}"
    await visit_rows.insert_news(uow, booking, news, undone, intent=intent)
    await audit.note(uow, Entry(now, actor.id, "report_sent_again", "report", report_id))
    return SentReport(found.report, booking, undone)


async def new_secret(
    uow: Uow, actor: Actor, report_id: int, secret: Secret, *, now: datetime
) -> None:
    """Another secret and all tries again. Raises NotFound, SecretInvalid."""
    only_desk(actor)
    found = existing(await rows.find(uow, report_id))
    await rows.set_secret(uow, found.patient_id, secret.hash_for(found.patient_id))
    await rows.forgive(uow, report_id)
    await audit.note(uow, Entry(now, actor.id, "report_unlocked", "report", report_id))


async def look(uow: Uow, actor: Actor, report_id: int, now: datetime) -> None:
    """Before a secret is asked for.

    Raises NotFound (also for another's report), Replaced, BeingCorrected, Locked.
    """
    if (await _own(uow, actor, report_id, now)).report.is_locked:
        raise Locked


async def locked(uow: Uow, actor: Actor, report_id: int, now: datetime) -> Report:
    """An own report whose tries are used up. Raises NotFound, Replaced, BeingCorrected."""
    return (await _own(uow, actor, report_id, now)).report


async def open_it(
    uow: Uow, actor: Actor, report_id: int, secret: Secret, *, now: datetime
) -> Report | SecretWrong | Locked:
    """The report, if the secret is right; else why not, returned as the try is to be kept.

    Raises NotFound, Replaced, BeingCorrected, SecretInvalid.
    """
    found = await _own(uow, actor, report_id, now)
    is_ok = secret.opens(found.patient_id, found.secret_hash)
    await rows.lock_patient(uow, found.patient_id)
    used = await rows.try_once(uow, report_id)
    if used is None:
        return Locked()
    await rows.insert_opening(uow, report_id, account_id=actor.id, is_ok=is_ok, now=now)
    if is_ok:
        await rows.forgive(uow, report_id)
        return replace(found.report, tries=0)
    left = TRIES - used
    return SecretWrong(left) if left else Locked()


async def states(uow: Uow, actor: Actor, booking_id: int) -> list[ReportState]:
    """What became of a booking's reports, withdrawn ones too. Raises NotFound."""
    only_desk(actor)
    await find(uow, actor, booking_id)
    return await rows.states(uow, booking_id)


async def of_booking(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> tuple[int, ...]:
    """Ids of an own booking's reports, for its card; none that the desk can still take back."""
    return await rows.open_to(uow, actor.id, booking_id, sent=SENT, now=now, most=MOST)


async def withdraw(uow: Uow, _actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a sending back, and the secret that came with it.

    Raises Changed if it is gone already, or was corrected since.
    """
    if taken.facts.get("again"):
        return
    found = await rows.find(uow, taken.subject_id)
    if found is not None:
        await rows.lock_patient(uow, found.patient_id)
    if not await rows.withdraw(uow, taken.subject_id, now):
        raise Changed
    await rows.unreplace(uow, taken.subject_id)
    if taken.facts.get("first_secret"):
        await rows.drop_secret(uow, taken.subject_id)


async def _own(uow: Uow, actor: Actor, report_id: int, now: datetime) -> PatientReport:
    """While the desk can still take one back, its patient knows of none."""
    found = existing(await rows.find(uow, report_id))
    if found.account_id != actor.id or await _is_unsent(uow, report_id, now):
        raise NotFound
    by = found.report.replaced_by
    if by is not None and await _is_unsent(uow, by, now):
        raise BeingCorrected
    return _standing(found)


async def _is_unsent(uow: Uow, report_id: int, now: datetime) -> bool:
    """Whether it may yet be as if it had never been sent."""
    waiting = await undo_rows.open_of(uow, SENT, report_id, now)
    return waiting is not None and not waiting.facts.get("again")


def _standing(found: PatientReport) -> PatientReport:
    if found.report.replaced_by is not None:
        raise Replaced(found.report.replaced_by)
    return found


def _news(report_id: int, *, is_correction: bool) -> News:
    return News("report", {"report": report_id, "corrects": int(is_correction)})
