"""The actions of the first run, on an empty database: by two owners at once, and by others."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from actions.booking import slot
from actions.manage import catalogue
from actions.manage.first_run import setup
from db.account.account import accounts
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.manage.catalogue import Field, FieldChange, Revision
from domain.manage.setup import House, Offered
from domain.refusals import Changed, EntryInvalid, NotFound, NothingSetUp
from tests.support.bookings import BERLIN, value

NOW = datetime(2026, 3, 2, tzinfo=UTC)
OLGA, OTTO = (Actor(number, Role.OWNER, BERLIN, False, "en") for number in (7, 8))


@pytest.fixture(autouse=True)
async def owners(database: Database) -> None:
    async with database.begin() as uow:
        for one in (OLGA, OTTO):
            await uow.run(accounts.insert().values(id=one.id, locale="en", role="owner"))


async def test_of_two_who_open_the_first_lab_at_once_one_does(database: Database) -> None:
    async def opens(actor: Actor) -> bool:
        try:
            async with database.begin() as uow:
                await setup.open_lab(uow, actor, f"Lab {actor.id}", NOW)
                await asyncio.sleep(0.1)
        except Changed:
            return False
        return True

    assert sorted(await asyncio.gather(opens(OLGA), opens(OTTO))) == [False, True]
    async with database.read() as uow:
        assert len(await catalogue.labs(uow, OLGA)) == 1


async def test_the_house_is_what_there_is(database: Database) -> None:
    async with database.begin() as uow:
        assert await setup.house(uow, OLGA, (), NOW) == House(None, team=1)
        assert not await slot.open_labs(uow)
        with pytest.raises(NothingSetUp):
            await slot.lab_for(uow, OLGA)
        lab_id = await setup.open_lab(uow, OLGA, "Lab Linden", NOW)
        lab = await slot.lab_for(uow, OLGA)
        assert (lab.id, lab.address, lab.zone, lab.currency) == (lab_id, "", BERLIN, "EUR")


async def test_a_place_brings_clock_and_currency_until_they_are_confirmed(
    database: Database,
) -> None:
    async with database.begin() as uow:
        lab_id = await setup.open_lab(uow, OLGA, "Lab Linden", NOW)
        at: dict[str, Any] = {
            "latitude": 19.0,
            "longitude": 72.8,
            "zone": "Asia/Kolkata",
            "now": NOW,
        }
        await setup.place(uow, OLGA, Revision(lab_id, 1), **at)
        lab = await catalogue.lab(uow, OLGA, lab_id)
        assert (lab.zone, lab.currency, lab.latitude) == ("Asia/Kolkata", "INR", 19.0)
        await setup.confirm(uow, OLGA, Revision(lab_id, lab.version), NOW)
        lab = await catalogue.lab(uow, OLGA, lab_id)
        assert lab.languages == "hi, en"
        at |= {"latitude": 52.5, "longitude": 13.4, "zone": BERLIN}
        await setup.place(uow, OLGA, Revision(lab_id, lab.version), **at)
        lab = await catalogue.lab(uow, OLGA, lab_id)
        assert (lab.zone, lab.currency, lab.latitude) == ("Asia/Kolkata", "INR", 52.5)
        edit = FieldChange(Revision(lab_id, lab.version), Field.ZONE, "Tokyo")
        await setup.change_lab(uow, OLGA, edit, NOW)
        assert (await catalogue.lab(uow, OLGA, lab_id)).currency == "INR"


async def test_prices_offer_tests_once_and_again_if_they_are_retired(database: Database) -> None:
    codes = ("CBC", "FERR", "TSH")
    async with database.begin() as uow:
        lab_id = await setup.open_lab(uow, OLGA, "Lab Linden", NOW)
        edit = FieldChange(Revision(lab_id, 1), Field.LANGUAGES, "ru, en")
        await catalogue.change_lab(uow, OLGA, edit, NOW)
        with pytest.raises(EntryInvalid):
            await setup.offer(uow, OLGA, codes, "cheap", now=NOW)
        done = await setup.offer(uow, OLGA, codes, "cbc 9.50 tsh 16", now=NOW)
        assert done == Offered(2, ("FERR",))
        assert await setup.offer(uow, OTTO, codes, "12", now=NOW) == Offered(1, ())
        cbc, rest = await slot.read_request(uow, "анализ на гемоглобин завтра") or (None, "")
        assert cbc is not None
        assert (cbc.code, cbc.name, cbc.price) == ("CBC", "Общий анализ крови", Decimal("9.50"))
        assert rest == "завтра"
        await catalogue.retire(uow, OLGA, Revision(cbc.id, cbc.version), NOW)
        assert await setup.offer(uow, OLGA, ("CBC",), "11", now=NOW) == Offered(1, ())
        again, _ = await catalogue.test(uow, OLGA, cbc.id)
        assert (again.price, again.retired) == (Decimal("11.00"), False)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DESK, Role.MANAGER])
async def test_others_find_no_setup(database: Database, role: Role) -> None:
    actor = Actor(9, role, BERLIN, False, "en")
    seen = Revision(1, 1)
    async with database.begin() as uow:
        for act in (
            setup.house(uow, actor, (), NOW),
            setup.open_lab(uow, actor, "Lab", NOW),
            setup.offered_codes(uow, actor),
            setup.offer(uow, actor, ("CBC",), "12", now=NOW),
            setup.confirm(uow, actor, seen, NOW),
            setup.place(uow, actor, seen, latitude=1, longitude=1, zone=BERLIN, now=NOW),
        ):
            with pytest.raises(NotFound):
                await act
    assert await value(database, "SELECT count(*) FROM labs") == 0
    assert await value(database, "SELECT count(*) FROM tests") == 0
