"""Who is at the door: kept once, up to date, and what is done is done once."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from actions.account import account
from actions.account.account import Defaults, Visitor
from db import updates
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.refusals import UnknownZone

DEFAULTS = Defaults("Europe/Berlin", frozenset({7}))


async def arrive(database: Database, visitor: Visitor, update_id: int = 1) -> Actor:
    async with database.begin() as uow:
        arrival = await account.meet(uow, DEFAULTS, visitor, update_id)
        if not arrival.is_current:
            await account.arrive(uow, visitor, arrival)
    return arrival.actor


async def test_a_stranger_becomes_a_patient_in_the_houses_zone(database: Database) -> None:
    actor = await arrive(database, Visitor(1, "de"))
    assert actor == Actor(1, Role.PATIENT, "Europe/Berlin", zone_known=False, locale="de")


async def test_the_known_cost_one_statement(database: Database) -> None:
    await arrive(database, Visitor(1, "de"))
    with counting() as count:
        actor = await arrive(database, Visitor(1, "de"))
    assert count.statements == 1
    assert actor.locale == "de"


async def test_a_new_language_is_kept_and_none_said_changes_nothing(database: Database) -> None:
    await arrive(database, Visitor(1, "de"))
    await arrive(database, Visitor(1, "fr"))
    assert (await arrive(database, Visitor(1, ""))).locale == "fr"


async def test_admin_ids_are_owners_whatever_is_stored(database: Database) -> None:
    assert (await arrive(database, Visitor(7, "en"))).role is Role.OWNER
    assert (await arrive(database, Visitor(8, "en"))).role is Role.PATIENT


async def test_a_stored_role_is_kept(database: Database) -> None:
    await arrive(database, Visitor(1, "en"))
    async with database.begin() as uow:
        await uow.run(text("UPDATE accounts SET role = 'desk' WHERE id = 1"))
    assert (await arrive(database, Visitor(1, "fr"))).role is Role.DESK
    assert (await arrive(database, Visitor(1, "fr"))).role is Role.DESK


async def test_any_update_makes_reachable_again(database: Database) -> None:
    await arrive(database, Visitor(1, "en"))
    async with database.begin() as uow:
        await account.mark_unreachable(uow, 1)
    async with database.begin() as uow:
        assert not (await account.meet(uow, DEFAULTS, Visitor(1, "en"), 2)).is_current
    await arrive(database, Visitor(1, "en"))
    async with database.begin() as uow:
        assert (await account.meet(uow, DEFAULTS, Visitor(1, "en"), 2)).is_current


async def test_a_chosen_zone_is_kept_and_a_forged_one_refused(database: Database) -> None:
    actor = await arrive(database, Visitor(1, "en"))
    async with database.begin() as uow:
        chosen = await account.set_zone(uow, actor, "Asia/Tokyo")
    assert (chosen.zone, chosen.zone_known) == ("Asia/Tokyo", True)
    known = await arrive(database, Visitor(1, "en"))
    assert replace(known, quiet=chosen.quiet) == chosen
    assert known.quiet.zone == "Asia/Tokyo"
    async with database.begin() as uow:
        with pytest.raises(UnknownZone):
            await account.set_zone(uow, actor, "Mars/Base")


async def test_what_an_update_did_is_known_until_it_is_forgotten(database: Database) -> None:
    visitor = Visitor(1, "en")
    async with database.begin() as uow:
        assert not (await account.meet(uow, DEFAULTS, visitor, 5)).results
        assert await updates.record(uow, 5, 0, [b"one"])
        assert not await updates.record(uow, 5, 0, [b"another"])
        assert await updates.record(uow, 5, 1, [b"two", b"three"])
        assert not await updates.record(uow, 5, 2, [b"four"])
        kept = (await account.meet(uow, DEFAULTS, visitor, 5)).results
        assert list(kept) == [b"one", b"two", b"three"]
        assert not (await account.meet(uow, DEFAULTS, visitor, 6)).results
