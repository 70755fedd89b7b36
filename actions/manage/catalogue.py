"""Tests and labs as managers keep them; nothing that was booked is ever deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from actions import audit, undo
from db.booking import lab as lab_rows
from db.booking import lab_test as test_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_manager, only_owner
from domain.audit import Entry, Facts
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


async def tests(uow: Uow, actor: Actor) -> list[Row[Any]]:
    """Every test. Raises NotFound below a manager."""
    only_manager(actor)
    return list(await uow.all(test_rows.all_tests()))


async def test(uow: Uow, actor: Actor, test_id: int) -> tuple[Row[Any], int]:
    """One test, and how many visits with it are to come. Raises NotFound."""
    only_manager(actor)
    row = await uow.first(test_rows.one_test(test_id))
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
    try:
        async with uow.savepoint():
            row = await uow.first(test_rows.insert_test(values | more))
    except RuleBroken as broken:
        raise NameTaken from broken
    if row is None:
        raise NotFound
    await _note(uow, actor, ("test_added", "test", row.id), (None, {"code": it.code}), now)
    return int(row.id)


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
    if await uow.first(test_rows.change_test(seen.id, seen.version, {name: value})) is None:
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


async def labs(uow: Uow, actor: Actor) -> list[Row[Any]]:
    """Every lab. Raises NotFound below a manager."""
    only_manager(actor)
    return list(await uow.all(lab_rows.all_labs()))


async def lab(uow: Uow, actor: Actor, lab_id: int) -> Row[Any]:
    """One lab. Raises NotFound."""
    only_manager(actor)
    row = await uow.first(lab_rows.lab_by_id(lab_id))
    if row is None:
        raise NotFound
    return row


async def add_lab(uow: Uow, actor: Actor, line: str, now: datetime) -> int:
    """A new lab from a line, for owners. Raises NotFound, EntryInvalid, NameTaken."""
    only_owner(actor)
    row = await _lab_written(uow, lab_rows.add_lab(new_lab(line)))
    if row is None:
        raise NotFound
    await _note(uow, actor, ("lab_added", "lab", row.id), (None, {"name": row.name}), now)
    return int(row.id)


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
    if await _lab_written(uow, lab_rows.change_lab(seen.id, seen.version, {name: value})) is None:
        raise Changed
    told = ({name: _told(getattr(row, name))}, {name: _told(value)})
    await _note(uow, actor, ("lab_changed", "lab", seen.id), told, now)


async def set_pin(
    uow: Uow, actor: Actor, seen: Seen, point: tuple[float, float], now: datetime
) -> None:
    """Where it is on the map: latitude and longitude. Raises NotFound, Changed."""
    only_manager(actor)
    values = {"latitude": point[0], "longitude": point[1]}
    if await uow.first(lab_rows.change_lab(seen.id, seen.version, values)) is None:
        raise Changed
    await _note(uow, actor, ("lab_pinned", "lab", seen.id), (None, None), now)


async def choose_lab(uow: Uow, actor: Actor, lab_id: int) -> None:
    """Book or work there from now on; for everybody. Raises NotFound."""
    if await uow.first(lab_rows.lab_by_id(lab_id)) is None:
        raise NotFound
    await uow.run(lab_rows.choose_lab(actor.id, lab_id))


async def branches(uow: Uow) -> list[Row[Any]]:
    """Every lab, for patients who choose one."""
    return list(await uow.all(lab_rows.all_labs()))


async def _set_retired(uow: Uow, actor: Actor, seen: Seen, *, is_retired: bool) -> None:
    await test(uow, actor, seen.id)
    values = {"retired": is_retired}
    if await uow.first(test_rows.change_test(seen.id, seen.version, values)) is None:
        raise Changed


async def _lab_written(uow: Uow, statement: Any) -> Row[Any] | None:
    try:
        async with uow.savepoint():
            return await uow.first(statement)
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
