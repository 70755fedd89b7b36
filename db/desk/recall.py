"""Recalls: who is asked back for which test, how often, and how far that is."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow, filled
from domain.desk.recall import USUAL, Asked, KnownRecall, Recall, SilentRecall
from domain.messages.content import News, to_json
from domain.messages.delivery import Lane
from domain.messages.schedule import whole_second

recalls = Table(
    "recalls",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("patient_id", ForeignKey("patients.id", name="recall_of_a_patient"), nullable=False),
    Column("test_id", ForeignKey("tests.id", name="recall_for_a_test"), nullable=False),
    Column("lab_id", ForeignKey("labs.id", name="recall_to_a_lab"), nullable=False),
    Column("every_days", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="active"),
    Column("since", Instant, nullable=False),
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("asked_at", Instant),
    Column("is_put_off", Boolean, nullable=False, server_default=false()),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("look_at", Instant, nullable=False),
    Column("ended_by", BigInteger),  # account id, of the patient or of staff
    Column("ended_at", Instant),
    CheckConstraint("every_days BETWEEN 7 AND 1100", name="recall_is_bearable"),
    CheckConstraint("state IN ('active', 'silent', 'ended')", name="recall_state_is_known"),
    Index(
        "one_recall_per_patient_and_test",
        "patient_id",
        "test_id",
        unique=True,
        postgresql_where=text("state <> 'ended'"),
    ),
    Index("recalls_of_patient", "patient_id"),
    Index("recalls_for_test", "test_id"),
    Index("recalls_to_lab", "lab_id"),
    Index("recalls_to_look_at", "look_at", postgresql_where=text("state <> 'ended'")),
)

_ROW = """
    SELECT r.id, r.patient_id, p.account_id, r.test_id, r.lab_id, l.zone, r.every_days, r.state,
           r.since, r.asked, r.asked_at, r.is_put_off, r.round, r.version,
           (SELECT max(s.starts_at) FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
             WHERE b.patient_id = r.patient_id AND b.test_id = r.test_id
               AND b.status IN ('booked', 'arrived', 'fulfilled')) AS visit_at{more}
      FROM recalls AS r
      JOIN patients AS p ON p.id = r.patient_id
      JOIN labs AS l ON l.id = r.lab_id{joined}
"""
_RECALL = _ROW.format(more="", joined="")
_ONE = text(_RECALL + " WHERE r.id = :id")
_DUE = text(
    _ROW.format(
        more=", p.account_id > 0 AND a.reachable AS is_reached",
        joined=" JOIN accounts AS a ON a.id = p.account_id",
    )
    + """
     WHERE r.state <> 'ended' AND r.look_at <= :now
     ORDER BY r.id LIMIT :most FOR NO KEY UPDATE OF r SKIP LOCKED
"""
)
_OF_PATIENT = text(
    _ROW.format(
        more=", t.code AS test_code, t.name AS test_name",
        joined=" JOIN tests AS t ON t.id = r.test_id",
    )
    + " WHERE r.patient_id = :patient AND r.state <> 'ended' ORDER BY r.id"
)
_SILENT = text(
    _ROW.format(
        more=", p.name, p.phone, t.code AS test_code, p.account_id > 0 AS has_bot",
        joined=" JOIN tests AS t ON t.id = r.test_id",
    )
    + " WHERE r.state = 'silent' AND r.lab_id = :lab ORDER BY r.asked_at, r.id LIMIT :most"
)
_ASKED = text(
    _ROW.format(
        more=""", p.name, p.phone, p.is_self, a.locale, t.retired AS is_retired,
           coalesce(t.translations -> lower(split_part(a.locale, '-', 1)) ->> 'name', t.name)
             AS test_name,
           coalesce(l.translations -> lower(split_part(a.locale, '-', 1)) ->> 'name', l.name)
             AS lab_name""",
        joined=" JOIN tests AS t ON t.id = r.test_id JOIN accounts AS a ON a.id = p.account_id",
    )
    + " WHERE r.id = ANY(CAST(:ids AS bigint[]))"
)
_PAST = text("""
    SELECT s.starts_at FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE b.patient_id = :patient AND b.status IN ('arrived', 'fulfilled', 'booked')
       AND s.starts_at < :now
     ORDER BY s.starts_at DESC LIMIT :most
""")
_CHANGE = text("""
    UPDATE recalls SET state = :state, since = :since, asked = :asked, asked_at = :asked_at,
           is_put_off = :put_off, round = :round, look_at = :look, version = version + 1
     WHERE id = :id AND version = :version
""").bindparams(*(bindparam(name, type_=Instant) for name in ("since", "asked_at", "look")))
_EVERY = text("""
    UPDATE recalls SET every_days = :days, look_at = :now, version = version + 1
     WHERE patient_id = :patient AND test_id = :test AND state <> 'ended' RETURNING id
""")
_AGAIN = text("UPDATE recalls SET look_at = :at WHERE id = :id")
_END = text("""
    UPDATE recalls SET state = 'ended', ended_by = :by, ended_at = :now, version = version + 1
     WHERE id = :id AND state <> 'ended'
""")
_TEST_OF = text("SELECT test_id, patient_id FROM bookings WHERE id = :id")


async def set_recall(
    uow: Uow, patient_id: int, test_id: int, *, lab_id: int, days: int, now: datetime
) -> int:
    """A new one, or another length of the one there is; its id."""
    values = {"days": days, "now": now, "patient": patient_id, "test": test_id}
    known = await uow.number(_EVERY, values)
    if known is not None:
        return known
    row = {"patient_id": patient_id, "test_id": test_id, "lab_id": lab_id, "every_days": days}
    added = insert(recalls).values(**row, since=now, look_at=now)
    open_ = text(
        "state <> 'ended'"
    )  # a parameter would fit no index once the plan is a general one
    once = added.on_conflict_do_nothing(index_elements=["patient_id", "test_id"], index_where=open_)
    made = await uow.number(once.returning(recalls.c.id))
    if made is not None:
        return made
    return int((await uow.one(_EVERY, values)).id)  # somebody has just set it


async def find(uow: Uow, recall_id: int) -> Recall | None:
    """One, ended or not."""
    return await uow.find(partial(filled, Recall), _ONE, {"id": recall_id})


async def due(uow: Uow, now: datetime, most: int) -> list[tuple[Recall, bool]]:
    """Those to look at, locked, and whether their account is reached in chat."""
    found = await uow.all(_DUE, {"now": now, "most": most})
    return [(filled(Recall, row), bool(row.is_reached)) for row in found]


async def of_patient(uow: Uow, patient_id: int) -> list[KnownRecall]:
    """A patient's that go on."""
    found = await uow.all(_OF_PATIENT, {"patient": patient_id})
    return [filled(KnownRecall, row, recall=filled(Recall, row)) for row in found]


async def silent(uow: Uow, lab_id: int, most: int) -> list[SilentRecall]:
    """A lab's that nobody answered, the longest ago first."""
    found = await uow.all(_SILENT, {"lab": lab_id, "most": most})
    return [filled(SilentRecall, row, recall=filled(Recall, row)) for row in found]


async def asked(uow: Uow, ids: Sequence[int]) -> dict[int, Asked]:
    """As they are told to their patients."""
    found = await uow.all(_ASKED, {"ids": list(ids)})
    return {row.id: filled(Asked, row, recall=filled(Recall, row)) for row in found}


async def past_visits(uow: Uow, patient_id: int, now: datetime) -> list[datetime]:
    """When a patient has come, the newest first."""
    values = {"patient": patient_id, "now": now, "most": USUAL}
    return [row.starts_at for row in await uow.all(_PAST, values)]


async def change(uow: Uow, it: Recall, *, look_at: datetime) -> bool:
    """Compare-and-swap by its version. False if somebody was faster."""
    values = {"id": it.id, "version": it.version, "state": it.state, "since": it.since}
    values |= {"asked": it.asked, "asked_at": it.asked_at, "put_off": it.is_put_off}
    return await uow.run(_CHANGE, values | {"round": it.round, "look": look_at}) > 0


async def look_again(uow: Uow, recall_id: int, at: datetime) -> None:
    """Nothing has changed."""
    await uow.run(_AGAIN, {"id": recall_id, "at": at})


async def end(uow: Uow, recall_id: int, by: int, now: datetime) -> bool:
    """Ask no more. False if it had ended."""
    return await uow.run(_END, {"id": recall_id, "by": by, "now": now}) > 0


async def stage(uow: Uow, it: Recall, now: datetime) -> None:
    """Ask its patient."""
    at = whole_second(now)
    facts = {"recall": it.id, "round": it.round, "asked": it.asked}
    values = {
        "author_id": it.account_id,
        "recipient": str(it.account_id),
        "content": to_json(News("recall", facts)),
        "due_at": at,
        "fire_at": at,
        "zone": it.zone,
        "lane": Lane.LAB,
        "intent": f"recall:{it.id}:{it.round}:{it.asked}",
    }
    added = insert(scheduled_messages).values(**values)
    await uow.run(added.on_conflict_do_nothing(constraint="one_message_per_intent"))
    uow.ring_at(at)


async def unstage(uow: Uow, it: Recall) -> None:
    """What waits to be asked is not."""
    row = scheduled_messages.c
    is_it = row.content["facts"]["recall"].astext == str(it.id)
    await withdraw(
        uow, row.author_id == it.account_id, row.content["what"].astext == "recall", is_it
    )


async def of_booking(uow: Uow, booking_id: int) -> tuple[int, int] | None:
    """The test and the patient of a booking."""
    return await uow.find(lambda row: (row.test_id, row.patient_id), _TEST_OF, {"id": booking_id})
