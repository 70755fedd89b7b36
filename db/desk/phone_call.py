"""Finding patients by what somebody says on the phone (pg_trgm), and adding callers."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import TextClause, text

from db.uow import Uow, filled
from domain.booking.words.introduction import Introduction
from domain.desk.phone_call import GAPS, Caller, CallerSearch

LIKENESS = "0.35"
"""Of a word in the name to what was typed: one typo in six letters, an umlaut without its dots."""

_THRESHOLD = text("SELECT set_config('pg_trgm.word_similarity_threshold', :likeness, true)")
_FOUND = """
    SELECT f.id, f.account_id, f.name, f.phone, f.born,
           (SELECT min(s.starts_at) FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
             WHERE b.patient_id = f.id AND b.status = 'booked' AND s.ends_at > :now) AS next_at
      FROM ({found}) AS f ORDER BY f.likeness DESC, f.used_at DESC, f.id LIMIT :most
"""


def _found(patients: str) -> TextClause:
    return text(_FOUND.format(found=patients))


_BY_NAME = _found("""
    SELECT id, account_id, name, phone, born, used_at,
           word_similarity(plain_name(:name), plain_name(name)) AS likeness
      FROM patients WHERE plain_name(:name) <% plain_name(name)
     ORDER BY likeness DESC, used_at DESC LIMIT :most""")
_BY_PHONE = _found("""
    SELECT id, account_id, name, phone, born, used_at, 1 AS likeness
      FROM patients WHERE phone LIKE '%' || CAST(:digits AS text) || '%'
     ORDER BY used_at DESC LIMIT :most""")
# No index: one character may be all there is. Each test is cheap, the first one drops nearly all.
_BY_CHARACTERS = _found("""
    SELECT id, account_id, name, phone, born, used_at, 1 AS likeness
      FROM (SELECT *, lower(translate(name, :gaps, '')) AS dense
              FROM patients WHERE name ILIKE ALL(CAST(:characters AS text[]))) AS p
     WHERE dense LIKE '%' || CAST(:typed AS text) || '%' OR dense = ANY(CAST(:orders AS text[]))
     ORDER BY used_at DESC LIMIT :most""")
_ONE = _found(
    "SELECT id, account_id, name, phone, born, used_at, 1 AS likeness FROM patients WHERE id = :id"
)

# One account for each caller, so that two of one name are two people.
_ADD = text("""
    WITH account AS (
      INSERT INTO accounts (id, locale, reachable)
      VALUES (-nextval('caller_ids'), :locale, false) RETURNING id)
    INSERT INTO patients (account_id, name, phone, is_self, used_at)
    SELECT id, :name, :phone, true, :now FROM account RETURNING id
""")

_VISITS = text("""
    SELECT b.id FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE b.patient_id = :patient AND b.status IN ('booked', 'arrived') AND s.ends_at > :now
     ORDER BY s.starts_at LIMIT :most
""")


async def search(uow: Uow, wanted: CallerSearch, now: datetime, most: int) -> list[Caller]:
    """Patients that fit, the likeliest first. In a transaction: the threshold is its own."""
    values: dict[str, Any] = {"now": now, "most": most}
    if wanted.digits:
        rows = await uow.all(_BY_PHONE, values | {"digits": wanted.digits})
    elif wanted.orders and (rows := await uow.all(_BY_CHARACTERS, values | _characters(wanted))):
        pass
    else:
        await uow.first(_THRESHOLD, {"likeness": LIKENESS})
        rows = await uow.all(_BY_NAME, values | {"name": wanted.name})
    return [filled(Caller, row) for row in rows]


def _characters(wanted: CallerSearch) -> dict[str, Any]:
    typed, *_ = wanted.orders
    every = [f"%{char}%" for char in sorted({*typed})]
    return {"gaps": GAPS, "characters": every, "typed": typed, "orders": list(wanted.orders)}


async def find(uow: Uow, patient_id: int, now: datetime) -> Caller | None:
    """One patient."""
    return await uow.find(partial(filled, Caller), _ONE, {"id": patient_id, "now": now, "most": 1})


async def add(uow: Uow, somebody: Introduction, locale: str, now: datetime) -> int:
    """A patient with an account that nobody reads; the patient's id."""
    values = {"name": somebody.name, "phone": somebody.phone, "locale": locale, "now": now}
    return int((await uow.one(_ADD, values)).id)


async def visits(uow: Uow, patient_id: int, now: datetime, most: int) -> list[int]:
    """Ids of the bookings that are to come or going on, the next first."""
    values = {"patient": patient_id, "now": now, "most": most}
    return [row.id for row in await uow.all(_VISITS, values)]
