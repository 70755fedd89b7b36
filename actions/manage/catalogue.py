"""Tests and labs as managers keep them; nothing that was booked is ever deleted."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from actions import audit, undo
from db.booking import lab as lab_rows
from db.booking import lab_test as test_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_manager, only_owner
from domain.audit import Entry, Facts
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.catalogue import (
    COLUMNS,
    CURRENCY,
    LAB_FIELDS,
    TEST_FIELDS,
    Field,
    new_lab,
    new_test,
    value_of,
)
from domain.refusals import Changed, NameTaken, NotFound, VisitsAhead
from domain.undo import ONE, Undo

RETIRED = "test_retired"
_VISITS = text("""
    SELECT count(*) AS number FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE b.test_id = :test AND b.status = 'booked' AND s.ends_at > now()
""")
_AHEAD = text("SELECT count(*) AS number FROM time_slots WHERE lab_id = :lab AND ends_at > now()")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person looked at when they changed it: its id, and its version."""

    id: int
    version: int


async def tests(uow: Uow, actor: Actor) -> list[LabTest]:
    """Every test. Raises NotFound below a manager."""
    only_manager(actor)
    return await test_rows.all_tests(uow)


async def test(uow: Uow, actor: Actor, test_id: int) -> tuple[LabTest, int]:
    """One test, and how many visits with it are to come. Raises NotFound."""
    only_manager(actor)
    row = await test_rows.find_test(uow, test_id)
    if row is None:
        raise NotFound
    found = await uow.first(_VISITS, {"test": test_id})
    return row, int(found.number) if found else 0


async def add_test(uow: Uow, actor: Actor, line: str, now: datetime) -> int:
    """A new test from a line. Raises NotFound, EntryInvalid, NameTaken."""
    only_manager(actor)
    it = new_test(line)
    values = {"code": it.code, "name": it.name, "price": it.price, "minutes": it.minutes}
    more = {"preparation": "", "currency": CURRENCY}
    async with _name_taken(uow):
        row = await test_rows.insert_test(uow, values | more)
    await _note(uow, actor, ("test_added", "test", row.id), (None, {"code": it.code}), now)
    return row.id


async def change_test(
    uow: Uow, actor: Actor, seen: Seen, change: tuple[Field, str], now: datetime
) -> None:
    """Change a field of a test. Raises NotFound, EntryInvalid, Changed if somebody was faster."""
    only_manager(actor)
    field, typed = change
    if field not in TEST_FIELDS:
        raise NotFound
    row, _ = await test(uow, actor, seen.id)
    name, value = COLUMNS[field], value_of(field, typed)
    if not await test_rows.change_test(uow, seen.id, seen.version, {name: value}):
        raise Changed
    told = ({name: _told(getattr(row, name))}, {name: _told(value)})
    await _note(uow, actor, ("test_changed", "test", seen.id), told, now)


async def retire(uow: Uow, actor: Actor, seen: Seen, now: datetime) -> Undo:
    """Nobody books it any more; what is booked stays. Raises NotFound, Changed."""
    only_manager(actor)
    await _set_retired(uow, actor, seen, is_retired=True)
    await _note(uow, actor, (RETIRED, "test", seen.id), (None, None), now)
    return await undo.begin(uow, actor, RETIRED, seen.id, facts={}, span=ONE, now=now)


async def offer_again(uow: Uow, actor: Actor, seen: Seen, now: datetime) -> None:
    """It can be booked again. Raises NotFound, Changed."""
    only_manager(actor)
    await _set_retired(uow, actor, seen, is_retired=False)
    await _note(uow, actor, ("test_offered", "test", seen.id), (None, None), now)


async def unretire(uow: Uow, actor: Actor, taken: Undo, _now: datetime) -> None:
    """Take a retirement back. Raises Changed if somebody has gone on from there."""
    row, _ = await test(uow, actor, taken.subject_id)
    if not row.retired:
        raise Changed
    await _set_retired(uow, actor, Seen(row.id, row.version), is_retired=False)


async def labs(uow: Uow, actor: Actor) -> list[Lab]:
    """Every lab. Raises NotFound below a manager."""
    only_manager(actor)
    return await lab_rows.all_labs(uow)


async def lab(uow: Uow, actor: Actor, lab_id: int) -> Lab:
    """One lab. Raises NotFound."""
    only_manager(actor)
    row = await lab_rows.find_lab(uow, lab_id)
    if row is None:
        raise NotFound
    return row


async def add_lab(uow: Uow, actor: Actor, line: str, now: datetime) -> int:
    """A new lab from a line, for owners. Raises NotFound, EntryInvalid, NameTaken."""
    only_owner(actor)
    async with _name_taken(uow):
        row = await lab_rows.add_lab(uow, new_lab(line))
    await _note(uow, actor, ("lab_added", "lab", row.id), (None, {"name": row.name}), now)
    return row.id


async def change_lab(
    uow: Uow, actor: Actor, seen: Seen, change: tuple[Field, str], now: datetime
) -> None:
    """Change a field of a lab.

    Raises NotFound, EntryInvalid, NameTaken, Changed, VisitsAhead for the zone of a lab with times.
    """
    only_manager(actor)
    field, typed = change
    if field not in LAB_FIELDS or field is Field.PIN:
        raise NotFound
    row = await lab(uow, actor, seen.id)
    name, value = COLUMNS[field], value_of(field, typed)
    if field is Field.ZONE:
        ahead = await uow.first(_AHEAD, {"lab": seen.id})
        if ahead and ahead.number:
            raise VisitsAhead(ahead.number)
    async with _name_taken(uow):
        is_changed = await lab_rows.change_lab(uow, seen.id, seen.version, {name: value})
    if not is_changed:
        raise Changed
    told = ({name: _told(getattr(row, name))}, {name: _told(value)})
    await _note(uow, actor, ("lab_changed", "lab", seen.id), told, now)


async def set_pin(
    uow: Uow, actor: Actor, seen: Seen, point: tuple[float, float], now: datetime
) -> None:
    """Where it is on the map: latitude and longitude. Raises NotFound, Changed."""
    only_manager(actor)
    values = {"latitude": point[0], "longitude": point[1]}
    if not await lab_rows.change_lab(uow, seen.id, seen.version, values):
        raise Changed
    await _note(uow, actor, ("lab_pinned", "lab", seen.id), (None, None), now)


async def _set_retired(uow: Uow, actor: Actor, seen: Seen, *, is_retired: bool) -> None:
    await test(uow, actor, seen.id)
    values = {"retired": is_retired}
    if not await test_rows.change_test(uow, seen.id, seen.version, values):
        raise Changed


@asynccontextmanager
async def _name_taken(uow: Uow) -> AsyncGenerator[None, None]:
    """Raises NameTaken for a name or code that another has."""
    try:
        async with uow.savepoint():
            yield
    except RuleBroken as broken:
        raise NameTaken from broken


async def _note(
    uow: Uow,
    actor: Actor,
    act: tuple[str, str, int],
    change: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None],
    now: datetime,
) -> None:
    before: Facts | None = change[0]
    await audit.note(uow, Entry(now, actor.id, *act, before, change[1]))


def _told(value: object) -> str:
    return str(value)[:200]
