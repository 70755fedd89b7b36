"""Those an account books for: a name and a birth date can be changed, and somebody taken off."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from actions.found import existing
from db.booking import patient as rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.patient import Patient, parse_name
from domain.refusals import NotFound, SamePerson


async def find(uow: Uow, actor: Actor, patient_id: int) -> Patient:
    """One of one's own. Raises NotFound."""
    return existing(await rows.patient_of(uow, actor.id, patient_id))


async def rename(uow: Uow, actor: Actor, patient_id: int, name: str) -> Patient:
    """Raises NotFound, NameInvalid, SamePerson if nothing would tell two people apart."""
    return await _change(uow, actor, patient_id, {"name": parse_name(name)})


async def set_born(uow: Uow, actor: Actor, patient_id: int, born: date) -> Patient:
    """A secret that opens reports stays what it is. Raises NotFound, SamePerson."""
    return await _change(uow, actor, patient_id, {"born": born})


async def remove(uow: Uow, actor: Actor, patient_id: int, now: datetime) -> Patient:
    """Off the list; visits stay as they are. Raises NotFound, also for the person's own."""
    found = await find(uow, actor, patient_id)
    if found.is_self:
        raise NotFound
    await rows.change(uow, patient_id, {"removed_at": now})
    return found


async def _change(uow: Uow, actor: Actor, patient_id: int, values: Mapping[str, Any]) -> Patient:
    await find(uow, actor, patient_id)
    try:
        async with uow.savepoint():
            await rows.change(uow, patient_id, values)
    except RuleBroken as broken:
        raise SamePerson from broken
    return await find(uow, actor, patient_id)
