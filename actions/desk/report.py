"""Reports: the desk sends, the patient opens with a secret, three tries, all written down."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from actions import audit, undo
from actions.desk.visit import find
from db import undo as undo_rows
from db.desk import report as rows
from db.desk import visit as visit_rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry, Facts
from domain.booking.booking import BookingView, Status
from domain.desk.report import TRIES, File, Report, checked, is_same, secret_hash, secret_in
from domain.messages.content import News
from domain.refusals import (
    Changed,
    Locked,
    NotFound,
    Replaced,
    SecretInvalid,
    SecretWrong,
    VisitOff,
)
from domain.undo import ONE, Undo

SENT = "report_sent"
MOST = 5  # reports on the card of a booking


@dataclass(frozen=True, slots=True)
class Asked:
    """What the desk is about to send. latest: the report that stands; has_secret: known already.

    is_reachable: False for who has blocked the bot.
    """

    booking: BookingView
    latest: Report | None
    has_secret: bool
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as it is confirmed. replaces: id of the one it corrects, None for one more.

    secret: a birth year or PIN typed now, "" where one is known. key: the processes' own.
    """

    booking_id: int
    file: File
    replaces: int | None
    secret: str
    intent: str
    key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer. undo: None for the same tap again."""

    report: Report
    booking: BookingView
    undo: Undo | None


async def ask(uow: Uow, actor: Actor, booking_id: int, file: File) -> Asked:
    """Whether this can be sent, and what stands already. Raises NotFound, FileUnfit, VisitOff."""
    only_desk(actor)
    checked(file)
    booking = await find(uow, actor, booking_id)
    if booking.status is Status.CANCELLED:
        raise VisitOff(booking_id)
    latest = await uow.first(rows.latest_of(booking_id))
    secret = await uow.first(rows.secret_of(booking_id))
    known, is_reachable = bool(secret and secret.secret_hash), bool(secret and secret.reachable)
    return Asked(booking, rows.report_of(latest) if latest else None, known, is_reachable)


async def send(uow: Uow, actor: Actor, wanted: Wanted, now: datetime) -> Sent:
    """Keep it and stage the neutral news; the same intent again is the same report.

    Raises NotFound (also for a patient without the bot), FileUnfit, VisitOff, SecretInvalid,
    Changed if the one it corrects has been corrected or taken back meanwhile.
    """
    asked = await ask(uow, actor, wanted.booking_id, wanted.file)
    if asked.booking.account_id < 0:
        raise NotFound
    if not asked.has_secret or wanted.secret:
        await _keep_secret(uow, wanted.booking_id, wanted.secret, wanted.key)
    values = {"sent_by": actor.id, "sent_at": now, "intent": wanted.intent}
    row = await uow.first(rows.insert_report(wanted.booking_id, wanted.file, values))
    known = await uow.first(rows.by_intent(actor.id, wanted.intent))
    if known is None:
        raise NotFound
    report = rows.report_of(known)
    if row is None:
        return Sent(report, asked.booking, None)
    if wanted.replaces and await uow.first(rows.replace(wanted.replaces, report.id)) is None:
        raise Changed
    facts: Facts = {"booking": wanted.booking_id, "replaces": wanted.replaces}
    facts = facts if asked.has_secret else {**facts, "first_secret": True}
    taken = await undo.begin(uow, actor, (SENT, report.id, dict(facts)), ONE, now)
    await _tell(uow, asked.booking, (report.id, bool(wanted.replaces), ""), taken)
    await audit.note(uow, Entry(now, actor.id, SENT, "report", report.id, None, facts))
    return Sent(report, asked.booking, taken)


async def again(uow: Uow, actor: Actor, report_id: int, now: datetime) -> Sent:
    """Tell the patient once more, and give all tries again; what waits to be told is told once.

    Raises NotFound, Replaced.
    """
    only_desk(actor)
    row = await _standing(uow, report_id)
    await uow.first(rows.lock_patient(row.patient_id))
    booking = await find(uow, actor, row.booking_id)
    await uow.run(rows.forgive(report_id))
    waiting = await uow.first(undo_rows.open_of(SENT, report_id, now))
    if waiting is not None:
        return Sent(rows.report_of(row), booking, undo_rows.undo_of(waiting))
    taken = await undo.begin(uow, actor, (SENT, report_id, {"again": True}), ONE, now)
    await _tell(uow, booking, (report_id, False, f":{taken.id}"), taken)
    entry = Entry(now, actor.id, "report_sent_again", "report", report_id)
    await audit.note(uow, entry)
    return Sent(rows.report_of(row), booking, taken)


async def new_secret(
    uow: Uow, actor: Actor, report_id: int, secret: tuple[str, str], now: datetime
) -> Report:
    """Another secret and all tries again. secret: as typed, and the key.

    Raises NotFound, SecretInvalid.
    """
    only_desk(actor)
    row = await _one(uow, report_id)
    await _keep_secret(uow, row.booking_id, *secret)
    await uow.run(rows.forgive(report_id))
    await audit.note(uow, Entry(now, actor.id, "report_unlocked", "report", report_id))
    return rows.report_of(row)


async def look(uow: Uow, actor: Actor, report_id: int) -> Report:
    """A report of the actor's own, before a secret is asked for.

    Raises NotFound (also for a foreign one), Replaced, Locked.
    """
    row = await _own(uow, actor, report_id)
    found = rows.report_of(row)
    if found.is_locked:
        raise Locked
    return found


async def locked(uow: Uow, actor: Actor, report_id: int) -> Report:
    """An own report whose tries are used up. Raises NotFound, Replaced."""
    return rows.report_of(await _own(uow, actor, report_id))


async def open_it(
    uow: Uow, actor: Actor, report_id: int, secret: tuple[str, str], now: datetime
) -> Report | SecretWrong | Locked:
    """The report, if the secret is right; else what is to be said, for the try is kept.

    secret: as typed, and the key. Raises NotFound, Replaced, SecretInvalid.
    """
    row = await _own(uow, actor, report_id)
    typed, key = secret_in(secret[0]), secret[1]
    await uow.first(rows.lock_patient(row.patient_id))
    used = await uow.first(rows.try_once(report_id))
    if used is None:
        return Locked()
    is_ok = is_same(secret_hash(row.patient_id, typed, key), row.secret_hash or "")
    await uow.run(rows.insert_opening(report_id, actor.id, is_ok, now))
    if is_ok:
        await uow.run(rows.forgive(report_id))
        return replace(rows.report_of(row), tries=0)
    left = TRIES - int(used.tries)
    return SecretWrong(left) if left else Locked()


async def of_booking(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> tuple[int, ...]:
    """Ids of an own booking's reports, for its card; none that the desk can still take back."""
    wanted = rows.open_to(actor.id, booking_id, SENT, now, MOST)
    return tuple(row.id for row in await uow.all(wanted))


async def withdraw(uow: Uow, _actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a sending back, and the secret that came with it.

    Raises Changed if it is gone already, or was corrected since.
    """
    if taken.facts.get("again"):
        return
    if await uow.first(rows.withdraw(taken.subject_id, now)) is None:
        raise Changed
    await uow.run(rows.unreplace(taken.subject_id))
    if taken.facts.get("first_secret"):
        await uow.run(rows.drop_secret(taken.subject_id))


async def _keep_secret(uow: Uow, booking_id: int, secret: str, key: str) -> None:
    typed = secret_in(secret)
    patient = await uow.first(rows.secret_of(booking_id))
    if patient is None:
        raise SecretInvalid
    await uow.run(rows.set_secret(patient.id, secret_hash(patient.id, typed, key)))


async def _one(uow: Uow, report_id: int) -> Row[Any]:
    row = await uow.first(rows.one(report_id))
    if row is None:
        raise NotFound
    return row


async def _own(uow: Uow, actor: Actor, report_id: int) -> Row[Any]:
    row = await _one(uow, report_id)
    if row.account_id != actor.id:
        raise NotFound
    return _stands(row)


async def _standing(uow: Uow, report_id: int) -> Row[Any]:
    return _stands(await _one(uow, report_id))


def _stands(row: Row[Any]) -> Row[Any]:
    if row.replaced_by is not None:
        raise Replaced(row.replaced_by)
    return row


async def _tell(uow: Uow, booking: BookingView, what: tuple[int, bool, str], taken: Undo) -> None:
    report_id, is_corrected, suffix = what
    news = News("report", {"report": report_id, "corrects": int(is_corrected)})
    told = visit_rows.insert_news(booking, news, taken)
    intent = f"report:{report_id}{suffix}"
    await uow.run(told.values(intent=intent))  # of one booking there may be several
