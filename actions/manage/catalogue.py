"""Tests and labs as managers keep them; nothing that was booked is ever deleted."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from actions import audit, undo
from actions.found import existing
from db.booking import catalogue as catalogue_rows
from db.manage import catalogue as rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_manager, only_owner
from domain.audit import Entry, Facts
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.booking.price import CURRENCY, priced
from domain.manage.catalogue import (
    COLUMNS,
    LAB_FIELDS,
    TEST_FIELDS,
    TRANSLATED,
    Field,
    FieldChange,
    Revision,
    new_lab,
    new_test,
    still_true,
    synonyms_of,
    translations_with,
    value_of,
)
from domain.manage.standard import LANGUAGES
from domain.refusals import Changed, NameTaken, NotFound, VisitsAhead
from domain.undo import ONE, Undo

RETIRED = "test_retired"
Change = Callable[[Uow, Actor, FieldChange, datetime], Awaitable[None]]


async def tests(uow: Uow, actor: Actor) -> list[LabTest]:
    """Every test, as it costs at the actor's lab. Raises NotFound below a manager."""
    only_manager(actor)
    currency = await _currency(uow, actor)
    return [priced(test, currency) for test in await catalogue_rows.all_tests(uow)]


async def test(uow: Uow, actor: Actor, test_id: int) -> tuple[LabTest, int]:
    """One test, and how many visits with it are to come. Raises NotFound."""
    only_manager(actor)
    test = existing(await catalogue_rows.find_test(uow, test_id))
    test = priced(test, await _currency(uow, actor))
    return test, await rows.visits_ahead(uow, test_id)


async def add_test(uow: Uow, actor: Actor, line: str | Sequence[str], now: datetime) -> int:
    """A new test from a line, or its parts; its id. Raises NotFound, EntryInvalid, NameTaken."""
    only_manager(actor)
    currency = await _currency(uow, actor)
    it = new_test(line, currency)
    values = {"code": it.code, "name": it.name, "price": it.price, "minutes": it.minutes}
    more = {"preparation": "", "currency": currency}
    async with _name_taken(uow):
        test = await catalogue_rows.insert_test(uow, values | more)
    facts: Facts = {"code": it.code}
    await audit.note(uow, Entry(now, actor.id, "test_added", "test", test.id, after=facts))
    return test.id


async def change_test(uow: Uow, actor: Actor, edit: FieldChange, now: datetime) -> None:
    """Change a field of a test. Raises NotFound, EntryInvalid, Changed if somebody was faster."""
    only_manager(actor)
    if edit.field not in TEST_FIELDS:
        raise NotFound
    seen = edit.revision
    before, _ = await test(uow, actor, seen.id)
    if edit.language:
        await _translate(uow, actor, before, edit, now=now)
        return
    name = COLUMNS[edit.field]
    if edit.field is Field.SYNONYMS:
        value: object = synonyms_of(before.synonyms, edit.text, before.name)
    else:
        value = value_of(edit.field, edit.text, before.currency)
    kept = still_true(before.translations, edit.field)
    values = {name: value, "translations": kept}
    if not await catalogue_rows.change_test(uow, seen.id, seen.version, values):
        raise Changed
    facts = _fact(name, getattr(before, name)), _fact(name, value)
    await audit.note(uow, Entry(now, actor.id, "test_changed", "test", seen.id, *facts))


async def _translate(
    uow: Uow, actor: Actor, before: LabTest | Lab, edit: FieldChange, *, now: datetime
) -> None:
    """What it is called in another language. Raises NotFound, EntryInvalid, Changed."""
    if edit.field not in TRANSLATED or edit.language not in LANGUAGES:
        raise NotFound
    is_test = isinstance(before, LabTest)
    kind = "test" if is_test else "lab"
    change = catalogue_rows.change_test if is_test else catalogue_rows.change_lab
    values = {"translations": translations_with(before.translations, edit)}
    if not await change(uow, edit.revision.id, edit.revision.version, values):
        raise Changed
    name = COLUMNS[edit.field]
    was, now_is = (
        _fact(f"{name}_{edit.language}", it.get(edit.language, {}).get(name, ""))
        for it in (before.translations, values["translations"])
    )
    await audit.note(uow, Entry(now, actor.id, f"{kind}_changed", kind, before.id, was, now_is))


async def retire(uow: Uow, actor: Actor, seen: Revision, now: datetime) -> Undo:
    """Take it out of the catalogue; what is booked stays. Raises NotFound, Changed."""
    only_manager(actor)
    await _set_retired(uow, actor, seen, is_retired=True)
    await audit.note(uow, Entry(now, actor.id, RETIRED, "test", seen.id))
    return await undo.begin(uow, actor, RETIRED, seen.id, facts={}, span=ONE, now=now)


async def offer_again(uow: Uow, actor: Actor, seen: Revision, now: datetime) -> None:
    """Put it back into the catalogue. Raises NotFound, Changed."""
    only_manager(actor)
    await _set_retired(uow, actor, seen, is_retired=False)
    await audit.note(uow, Entry(now, actor.id, "test_offered", "test", seen.id))


async def unretire(uow: Uow, actor: Actor, taken: Undo, _now: datetime) -> None:
    """Undo a retirement. Raises Changed if somebody has edited it since."""
    retired, _ = await test(uow, actor, taken.subject_id)
    if not retired.retired:
        raise Changed
    await _set_retired(uow, actor, Revision(retired.id, retired.version), is_retired=False)


async def labs(uow: Uow, actor: Actor) -> list[Lab]:
    """Every lab. Raises NotFound below a manager."""
    only_manager(actor)
    return await catalogue_rows.all_labs(uow)


async def lab(uow: Uow, actor: Actor, lab_id: int) -> Lab:
    """One lab. Raises NotFound."""
    only_manager(actor)
    return existing(await catalogue_rows.find_lab(uow, lab_id))


async def add_lab(uow: Uow, actor: Actor, line: str | Sequence[str], now: datetime) -> int:
    """A new lab from a line, or its parts, for owners; its id.

    Raises NotFound, EntryInvalid, NameTaken.
    """
    only_owner(actor)
    values = {**new_lab(line), "currency": await _currency(uow, actor)}
    async with _name_taken(uow):
        lab = await catalogue_rows.add_lab(uow, values)
    facts: Facts = {"name": lab.name}
    await audit.note(uow, Entry(now, actor.id, "lab_added", "lab", lab.id, after=facts))
    return lab.id


async def change_lab(uow: Uow, actor: Actor, edit: FieldChange, now: datetime) -> None:
    """Change a field of a lab.

    Raises NotFound, EntryInvalid, NameTaken, Changed, VisitsAhead for the zone of a lab with times.
    """
    only_manager(actor)
    if edit.field not in LAB_FIELDS or edit.field is Field.PIN:
        raise NotFound
    seen = edit.revision
    before = await lab(uow, actor, seen.id)
    if edit.language:
        await _translate(uow, actor, before, edit, now=now)
        return
    name, value = COLUMNS[edit.field], value_of(edit.field, edit.text)
    if edit.field is Field.ZONE and (ahead := await rows.times_ahead(uow, seen.id)):
        raise VisitsAhead(ahead)
    values = {name: value, "translations": still_true(before.translations, edit.field)}
    async with _name_taken(uow):
        is_changed = await catalogue_rows.change_lab(uow, seen.id, seen.version, values)
    if not is_changed:
        raise Changed
    facts = _fact(name, getattr(before, name)), _fact(name, value)
    await audit.note(uow, Entry(now, actor.id, "lab_changed", "lab", seen.id, *facts))


async def change_each(
    uow: Uow,
    change: Change,
    actor: Actor,
    seen: Revision,
    *,
    typed: Mapping[Field, str],
    now: datetime,
) -> None:
    """Several fields of a test or a lab, all of them or none. Raises as `change`."""
    for number, (field, text) in enumerate(typed.items()):
        edit = FieldChange(Revision(seen.id, seen.version + number), field, text)
        await change(uow, actor, edit, now)


async def set_pin(
    uow: Uow, actor: Actor, seen: Revision, *, latitude: float, longitude: float, now: datetime
) -> None:
    """Where it is on the map. Raises NotFound, Changed."""
    only_manager(actor)
    values = {"latitude": latitude, "longitude": longitude}
    if not await catalogue_rows.change_lab(uow, seen.id, seen.version, values):
        raise Changed
    await audit.note(uow, Entry(now, actor.id, "lab_pinned", "lab", seen.id))


async def _currency(uow: Uow, actor: Actor) -> str:
    """Of the lab where the actor works; before there is one, the usual."""
    lab = await catalogue_rows.lab_for(uow, actor.id)
    return lab.currency if lab else CURRENCY


async def _set_retired(uow: Uow, actor: Actor, seen: Revision, *, is_retired: bool) -> None:
    await test(uow, actor, seen.id)
    if not await catalogue_rows.change_test(uow, seen.id, seen.version, {"retired": is_retired}):
        raise Changed


@asynccontextmanager
async def _name_taken(uow: Uow) -> AsyncGenerator[None, None]:
    """Raises NameTaken for a name or code that another has."""
    try:
        async with uow.savepoint():
            yield
    except RuleBroken as broken:
        raise NameTaken from broken


def _fact(name: str, value: object) -> Facts:
    return {name: str(value)[:200]}
