"""Quiet hours as reminders are planned and as the worker sends; the plan of each test."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import text

from actions.account import quiet
from actions.booking import booking
from actions.manage import catalogue
from actions.messages import series
from db.account import quiet as rows
from db.uow import Database
from domain.account.quiet import USUAL, Quiet, Way
from domain.manage.catalogue import Field, FieldChange, Revision
from domain.refusals import QuietHoursInvalid
from domain.time.zones import to_wall
from tests.support.bookings import ALICE, BERLIN, BOB, MIRA, NOW, furnish, people, slot_at, wish
from tests.support.bot_api import BotApi
from tests.support.messages import stage
from tests.support.worker_parts import now, status, working
from workers.deps import Deps

START = datetime.fromisoformat("2026-03-05T08:00+01:00")  # eight o'clock in Berlin


async def sleeps(database: Database, hours: Quiet = USUAL) -> None:
    async with database.begin() as uow:
        await quiet.keep(uow, ALICE, hours, NOW)


async def books(database: Database, starts_at: datetime = START, intent: str = "i1") -> int:
    slot = await slot_at(database, starts_at)
    async with database.begin() as uow:
        return (await booking.book(uow, ALICE, wish(slot, intent), NOW)).booking.id


async def planned(database: Database, booking_id: int) -> list[str]:
    query = """SELECT due_at FROM scheduled_messages WHERE booking_id = :id AND due_at = fire_at
                  AND status = 'scheduled' ORDER BY due_at"""
    async with database.read() as uow:
        found = await uow.all(text(query), {"id": booking_id})
    return [f"{to_wall(row.due_at, BERLIN):%d %H:%M}" for row in found]


async def test_a_plan_is_kept_out_of_the_night_and_follows_its_hours(database: Database) -> None:
    await furnish(database)
    await sleeps(database)
    made = await books(database)
    assert await planned(database, made) == ["04 08:00", "04 20:30"]
    await sleeps(database, Quiet(Way.SILENT))
    assert await planned(database, made) == ["04 08:00", "05 06:00"]
    await sleeps(database, Quiet(begins=time(23), ends=time(6, 30)))
    assert await planned(database, made) == ["04 08:00", "05 06:30"]
    async with database.begin() as uow:  # where it is one in the night
        await series.move_to_zone(uow, ALICE, "America/New_York", NOW)
    assert await planned(database, made) == ["04 12:30", "05 04:30"]


async def test_each_test_has_its_plan_and_what_is_booked_keeps_its_own(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA)
    before = await books(database, START + timedelta(hours=4))
    async with database.begin() as uow:
        edit = FieldChange(Revision(1, 1), Field.REMINDERS, "3 h, 2 days")
        await catalogue.change_test(uow, MIRA, edit, NOW)
    after = await books(database, START + timedelta(hours=5), "i2")
    assert await planned(database, before) == ["04 12:00", "05 10:00"]
    assert await planned(database, after) == ["03 13:00", "05 10:00"]


async def test_hours_that_are_none_are_refused(database: Database) -> None:
    await furnish(database)
    with pytest.raises(QuietHoursInvalid):
        await sleeps(database, Quiet(begins=time(8), ends=time(8)))
    async with database.read() as uow:
        assert (await rows.of(uow, ALICE.id)).way is Way.OFF  # as the suite has it


def around(way: Way) -> Quiet:
    """Hours that have begun and go on."""
    wall = to_wall(now(), BERLIN)
    hours = [(wall + timedelta(hours=ahead)).time().replace(second=0) for ahead in (-1, 5)]
    return replace(USUAL, way=way, begins=hours[0], ends=hours[1])


async def test_ones_own_messages_come_at_night_and_silently_where_that_is_chosen(
    parts: Deps, api: BotApi
) -> None:
    database = parts.database
    await furnish(database)
    await sleeps(database, around(Way.DELAY))
    (own,) = await to(database, ALICE.id, "a")
    (others,) = await to(database, BOB.id, "b")
    async with working(parts):
        await status(database, own, "sent")
        await status(database, others, "sent")
        await sleeps(database, around(Way.SILENT))
        (hushed,) = await to(database, ALICE.id, "c")
        await status(database, hushed, "sent")
    silent = [call["chat_id"] for call in api.calls if call.get("disable_notification")]
    assert (len(api.calls), silent) == (3, [ALICE.id])


async def to(database: Database, account_id: int, prefix: str) -> list[int]:
    """What somebody has planned for themselves, due now."""
    who = {"author": account_id, "recipient": account_id}
    return await stage(database, now(), prefix=prefix, ring=True, **who)
