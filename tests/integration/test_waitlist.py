"""The waiting list: every seat adds up, none sleeps, and each is one person's at a time."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, text

from actions import undo_ways
from actions.booking import booking, held_seat, waitlist
from actions.booking.move import move
from actions.desk import visit
from actions.manage import closure, opening_hours
from db import undo as undo_rows
from db.base import Instant
from db.booking import held_seats
from db.uow import Database, Uow
from domain.account.actor import Actor
from domain.booking.cap import CAP, Cap
from domain.booking.waiting import LEAST, MOST, Entry, Waiting
from domain.manage.closure import ClosureRequest, Mode
from domain.manage.opening_hours import PartOfDay
from domain.refusals import NotFound, Refusal, SeatGone, TooManyWaits
from domain.time.zones import Stretch
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    MIRA,
    NOW,
    QUARTER,
    START,
    actor,
    booked,
    furnish,
    people,
    slot_at,
    slots_at,
    value,
    wish,
)
from tests.support.closures import add_up
from workers.delivery.alarms import build
from workers.delivery.claimer import Claimer
from workers.delivery.settle import Settler
from workers.deps import Deps
from workers.jobs import waitlist as jobs
from workers.outage import cancel

CARO, DAN = actor(7_000_000_003), actor(7_000_000_004)
EVERYBODY = (ALICE, BOB, CARO, DAN)
FREE = Cap(to_come=0, a_day=0)
UNTIL = bindparam("until", type_=Instant)
Step = Callable[[Uow], Awaitable[Any]]


async def do(database: Database, step: Step) -> Any:
    async with database.begin() as uow:
        return await step(uow)


def waiting(intent: str = "w1", **changes: Any) -> Waiting:
    """Three days from now on, for oneself."""
    values: dict[str, Any] = {"lab_id": 1, "test_id": 1, "first_at": NOW, "part": 0, "phone": ""}
    values |= {"end_at": START + timedelta(days=1), "name": "Ann Lee", "is_self": True}
    return Waiting(**(values | {"intent": intent} | changes))


async def joins(database: Database, who: Actor, intent: str = "w1", **changes: Any) -> Entry:
    entry = waiting(intent, **changes)
    made: Entry = await do(database, lambda uow: waitlist.join(uow, who, entry, NOW))
    return made


async def full(database: Database, who: Actor = ALICE, starts_at: datetime = START) -> int:
    """A slot with one seat, which is somebody's; the booking's id."""
    slot = await slot_at(database, starts_at)
    made = await do(
        database, lambda uow: booking.book(uow, who, wish(slot, f"b{slot}"), NOW, cap=FREE)
    )
    return int(made.booking.id)


async def asked(database: Database) -> list[Any]:
    """Who is asked just now: account, offer, slot, until."""
    async with database.read() as uow:
        return list(
            await uow.all(
                text("""
            SELECT w.account_id, o.id, o.slot_id, o.until FROM wait_offers AS o
              JOIN waitlist AS w ON w.id = o.entry_id WHERE o.state = 'open' ORDER BY o.id""")
            )
        )


class Machine:
    """Acts drawn by lot, of several people at once. Time goes on with each step."""

    def __init__(self, database: Database, slots: list[int]) -> None:
        self.database, self.slots, self.dice = database, slots, random.Random(17)
        self.now, self.steps, self.ends = NOW, 0, Counter[str]()
        self.bookings: list[tuple[Actor, int]] = []
        self.entries: list[tuple[Actor, int]] = []
        self.undos: list[int] = []
        self.acts: dict[Callable[[], Awaitable[None]], int] = {
            self.books: 20,
            self.cancels: 10,
            self.moves: 8,
            self.joins: 16,
            self.hurries: 6,
            self.takes: 16,
            self.declines: 6,
            self.stops: 3,
            self.desk_cancels: 4,
            self.desk_moves: 4,
            self.undoes: 5,
            self.closes: 4,
            self.changes_seats: 2,
            self.catches_up: 8,
        }

    async def run(self, tasks: int, steps: int) -> None:
        await asyncio.gather(*(self.work(steps) for _ in range(tasks)))

    async def work(self, steps: int) -> None:
        while self.steps < steps:
            self.steps += 1
            self.now += timedelta(seconds=self.dice.choice((1, 10, 60)))
            (act,) = self.dice.choices(list(self.acts), list(self.acts.values()))
            try:
                await act()
            except Refusal:
                self.ends["refused"] += 1
            else:
                self.ends[act.__name__] += 1

    def who(self) -> Actor:
        return self.dice.choice(EVERYBODY)

    def one(self) -> tuple[Actor, int]:
        return self.dice.choice(self.bookings[-30:] or [(ALICE, 0)])

    def kept(self, undo: Any) -> None:
        if undo is not None:
            self.undos.append(undo.id)

    async def do(self, step: Step) -> Any:
        return await do(self.database, step)

    async def books(self) -> None:
        who, slot = self.who(), self.dice.choice(self.slots)
        made = wish(slot, f"p{self.steps}", name=f"Ann {self.dice.choice('abcd')}x", is_self=False)
        done = await self.do(lambda uow: booking.book(uow, who, made, self.now, cap=FREE))
        self.bookings.append((who, done.booking.id))

    async def cancels(self) -> None:
        who, number = self.one()
        await self.do(lambda uow: booking.cancel(uow, who, number, self.now))

    async def moves(self) -> None:
        (who, number), slot = self.one(), self.dice.choice(self.slots)
        await self.do(lambda uow: move(uow, who, number, slot, cap=FREE, now=self.now))

    async def joins(self) -> None:
        who, first = self.who(), self.now + self.dice.randint(0, 60) * QUARTER
        entry = waiting(
            f"w{self.steps}",
            first_at=first,
            end_at=first + timedelta(hours=self.dice.randint(1, 12)),
            part=self.dice.choice((0, 0, 1, 2)),
            name=f"Ann {self.dice.choice('abcd')}x",
            is_self=False,
        )
        done = await self.do(lambda uow: waitlist.join(uow, who, entry, self.now))
        self.entries.append((who, done.id))

    async def hurries(self) -> None:
        who, number = self.one()
        done = await self.do(lambda uow: waitlist.join_earlier(uow, who, number, self.now))
        self.entries.append((who, done.id))

    async def offered(self) -> tuple[Actor, int]:
        """Somebody who is asked, or was."""
        async with self.database.read() as uow:
            rows = await uow.all(
                text("""
                SELECT w.account_id, o.id FROM wait_offers AS o
                  JOIN waitlist AS w ON w.id = o.entry_id ORDER BY o.id DESC LIMIT 12""")
            )
        if not rows:
            raise NotFound
        found = self.dice.choice(rows)
        return next(who for who in EVERYBODY if who.id == found.account_id), int(found.id)

    async def takes(self) -> None:
        who, number = await self.offered()
        done = await self.do(lambda uow: waitlist.take(uow, who, number, cap=FREE, now=self.now))
        self.bookings.append((who, done.booking.id))

    async def declines(self) -> None:
        who, number = await self.offered()
        await self.do(lambda uow: waitlist.decline(uow, who, number, self.now))

    async def stops(self) -> None:
        who, number = self.dice.choice(self.entries[-10:] or [(ALICE, 0)])
        await self.do(lambda uow: waitlist.stop(uow, who, number, self.now))

    async def desk_cancels(self) -> None:
        _, number = self.one()
        done = await self.do(lambda uow: visit.cancel(uow, DORA, number, self.now))
        self.kept(done.undo)

    async def desk_moves(self) -> None:
        (_, number), slot = self.one(), self.dice.choice(self.slots)
        done = await self.do(lambda uow: visit.move(uow, DORA, number, slot, now=self.now))
        self.kept(done.undo)

    async def undoes(self) -> None:
        if self.undos:
            number = self.dice.choice(self.undos[-5:])
            await self.do(lambda uow: undo_ways.take_back(uow, MIRA, number, self.now))

    async def closes(self) -> None:
        async with self.database.read() as uow:
            starts = text("SELECT starts_at FROM time_slots WHERE id = :id")
            found = await uow.one(starts, {"id": self.dice.choice(self.slots)})
        span = Stretch(found.starts_at, found.starts_at + self.dice.randint(1, 4) * QUARTER)
        request = ClosureRequest(span, "down", Mode.OFFER, 9, f"c{self.steps}")
        done = await self.do(lambda uow: closure.make(uow, MIRA, request, self.now))
        self.kept(done.undo)

    async def changes_seats(self) -> None:
        part, delta = PartOfDay(self.now.date()), self.dice.choice((1, -1))
        done = await self.do(lambda uow: opening_hours.change(uow, MIRA, part, delta, now=self.now))
        self.kept(done.undo)

    async def catches_up(self) -> None:
        """A worker looks once."""
        await self.do(lambda uow: undo_rows.release(uow, self.now, 500))
        await self.do(lambda uow: closure.release_expired(uow, self.now))
        await self.do(lambda uow: held_seat.time_out(uow, self.now, 500))
        await self.do(lambda uow: held_seat.end_over(uow, self.now, 500))
        await self.do(lambda uow: held_seat.give_out_all(uow, self.now, 500))


async def sleeping(database: Database, now: datetime) -> list[Any]:
    """Free seats that somebody waits for, told in words of the table and not of the program."""
    query = """
        SELECT s.id AS slot, w.id AS entry FROM time_slots AS s
          JOIN waitlist AS w ON w.lab_id = s.lab_id AND w.status = 'waiting'
         WHERE s.status = 'open' AND s.booked < s.capacity AND s.starts_at >= :soonest
           AND s.starts_at >= w.first_at AND s.starts_at < w.end_at
           AND w.part IN (0, CASE WHEN extract(hour FROM s.starts_at AT TIME ZONE 'Europe/Berlin')
                                       < 12 THEN 1
                                  WHEN extract(hour FROM s.starts_at AT TIME ZONE 'Europe/Berlin')
                                       < 18 THEN 2 ELSE 3 END)
           AND (w.booking_id IS NULL OR (SELECT v.starts_at > s.starts_at AND b.status = 'booked'
                  FROM bookings AS b JOIN time_slots AS v ON v.id = b.slot_id
                 WHERE b.id = w.booking_id))
           AND NOT EXISTS (SELECT FROM bookings AS b WHERE b.slot_id = s.id
                              AND b.patient_id = w.patient_id AND b.status <> 'cancelled')
           AND NOT EXISTS (SELECT FROM wait_offers AS o WHERE o.entry_id = w.id
                              AND o.slot_id = s.id AND o.state <> 'withdrawn')"""
    async with database.read() as uow:
        soonest = now + LEAST
        bound = text(query).bindparams(bindparam("soonest", type_=Instant))
        return list(await uow.all(bound, {"soonest": soonest}))


@pytest.mark.timeout(400)
async def test_every_seat_adds_up_and_none_sleeps_while_somebody_waits(
    database: Database,
) -> None:
    await furnish(database)
    await people(database, CARO, DAN, DORA, MIRA)
    slots = await slots_at(database, [NOW + n * QUARTER for n in range(4, 200)], capacity=2)
    machine = Machine(database, slots[:60])
    for part in range(1, 21):
        await machine.run(6, part * 250)
        await add_up(database)
        await machine.catches_up()
        assert await sleeping(database, machine.now) == []
        ahead = [slot for slot in slots if slot > slots[0] + part * 2]
        machine.slots = ahead[:60]
    ends = machine.ends
    assert all(ends[act.__name__] for act in machine.acts), ends
    twice = """SELECT count(*) FROM (SELECT entry_id FROM wait_offers WHERE state = 'open'
                GROUP BY 1 HAVING count(*) > 1) AS twice"""
    assert await value(database, twice) == 0
    for state in ("taken", "declined", "missed", "withdrawn"):
        query = "SELECT count(*) FROM wait_offers WHERE state = :state"
        assert await value(database, query, state=state) > 0, state


async def test_a_cancel_holds_the_seat_at_once_and_in_the_order_of_the_list(
    database: Database,
) -> None:
    await furnish(database)
    await people(database, CARO)
    number = await full(database)
    await joins(database, BOB)
    await joins(database, CARO)
    await do(database, lambda uow: booking.cancel(uow, ALICE, number, NOW))
    (seat,) = await asked(database)
    assert (seat.account_id, await booked(database, 1)) == (BOB.id, 1)
    taken = wish(1, "x", name="Zoe Zed")
    with pytest.raises(Refusal):
        await do(database, lambda uow: booking.book(uow, ALICE, taken, NOW, cap=FREE))
    with pytest.raises(NotFound):
        await do(database, lambda uow: waitlist.take(uow, CARO, seat.id, cap=FREE, now=NOW))
    await do(database, lambda uow: waitlist.decline(uow, BOB, seat.id, NOW))
    (other,) = await asked(database)
    assert other.account_id == CARO.id
    done = await do(database, lambda uow: waitlist.take(uow, CARO, other.id, cap=CAP, now=NOW))
    again = await do(database, lambda uow: waitlist.take(uow, CARO, other.id, cap=CAP, now=NOW))
    assert (done.is_new, again.is_new) == (True, False)
    assert done.booking.id == again.booking.id
    assert await booked(database, 1) == 1
    reminders = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'kind' = 'reminder'"
    assert await value(database, f"{reminders} AND status = 'scheduled'") == 2


async def test_a_seat_that_nobody_takes_is_passed_on_by_its_own_alarm(parts: Deps) -> None:
    """Redis keeps it from when the message is sent; no sweep looks here."""
    database = parts.database
    await furnish(database)
    await full(database)
    await joins(database, BOB)
    await do(database, lambda uow: booking.cancel(uow, ALICE, 1, NOW))
    (seat,) = await asked(database)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    values = {"until": until, "id": seat.id}
    shortened = text("UPDATE wait_offers SET until = :until WHERE id = :id")
    await do(database, lambda uow: uow.run(shortened.bindparams(UNTIL), values))
    sent = await do(database, lambda uow: held_seats.sent(uow, seat.id, 7))
    await jobs.set_alarms(parts, {seat.id: sent})
    keys = [key async for key in parts.redis.scan_iter("arq:job:seat:*")]
    assert len(keys) == 1
    worker = build(parts, Claimer(parts, Settler(parts)))
    running = asyncio.create_task(worker.async_run())
    async with asyncio.timeout(20):
        while await asked(database):
            await asyncio.wait({running}, timeout=0.05)
    assert datetime.now(UTC) >= until
    await cancel(running)
    assert await value(database, "SELECT state FROM wait_offers ORDER BY id LIMIT 1") == "missed"
    await add_up(database)


async def test_double_taps_take_one_seat(database: Database) -> None:
    await furnish(database)
    await slot_at(database)
    await joins(database, BOB)
    await do(database, lambda uow: held_seat.give_out_all(uow, NOW, 9))
    (seat,) = await asked(database)

    def take(_number: int) -> Awaitable[Any]:
        return do(database, lambda uow: waitlist.take(uow, BOB, seat.id, cap=CAP, now=NOW))

    done = await asyncio.gather(*map(take, range(6)))
    assert sorted(one.is_new for one in done) == [False] * 5 + [True]
    assert len({one.booking.id for one in done}) == 1
    assert await booked(database, 1) == 1


async def test_two_workers_pass_a_seat_on_once(database: Database) -> None:
    await furnish(database)
    await people(database, CARO, DAN)
    await slots_at(database, [START, START + QUARTER])
    for who in (ALICE, BOB, CARO, DAN):
        await joins(database, who)

    async def look(_number: int) -> None:
        await do(database, lambda uow: held_seat.time_out(uow, later, 9))
        await do(database, lambda uow: held_seat.give_out_all(uow, later, 9))

    later = NOW
    await asyncio.gather(*map(look, range(4)))
    assert {seat.account_id for seat in await asked(database)} == {ALICE.id, BOB.id}
    seat, *_ = await asked(database)
    later = NOW + timedelta(hours=1)
    with pytest.raises(SeatGone):
        await do(database, lambda uow: waitlist.take(uow, ALICE, seat.id, cap=CAP, now=later))
    await asyncio.gather(*map(look, range(4)))
    await look(0)
    assert {seat.account_id for seat in await asked(database)} == {CARO.id, DAN.id}
    with pytest.raises(SeatGone):
        await do(database, lambda uow: waitlist.take(uow, ALICE, seat.id, cap=CAP, now=later))
    await add_up(database)


async def test_whoever_does_not_answer_three_times_is_told_and_waits_no_more(
    database: Database,
) -> None:
    await furnish(database)
    await slots_at(database, [START + n * QUARTER for n in range(5)])
    await joins(database, BOB)
    for hour in range(4):
        now = NOW + timedelta(hours=hour)
        for step in (held_seat.time_out, held_seat.end_over, held_seat.give_out_all):
            async with database.begin() as uow:
                await step(uow, now, 9)
    assert await told(database) == [(BOB.id, "silent")]
    assert await value(database, "SELECT count(*) FROM wait_offers WHERE state = 'missed'") == 3
    await add_up(database)


async def told(database: Database) -> list[tuple[int, str]]:
    """Who was told that they wait no more, and why."""
    query = text("""SELECT author_id, content -> 'facts' ->> 'why' AS why FROM scheduled_messages
                     WHERE content ->> 'what' = 'waited' ORDER BY id""")
    async with database.read() as uow:
        return [(row.author_id, row.why) for row in await uow.all(query)]


async def test_the_end_of_the_days_and_a_closure_end_it_with_a_sentence(
    database: Database,
) -> None:
    await furnish(database)
    await people(database, MIRA, CARO)
    await full(database)
    await joins(database, BOB, first_at=START, end_at=START + QUARTER)
    await joins(database, CARO, end_at=NOW + timedelta(hours=2))
    span = Stretch(START, START + QUARTER)
    request = ClosureRequest(span, "down", Mode.CANCEL, 9, "c1")
    await do(database, lambda uow: closure.make(uow, MIRA, request, NOW))
    await do(database, lambda uow: held_seat.end_over(uow, NOW, 9))
    assert await told(database) == []  # it may still be undone
    later = NOW + timedelta(hours=2)
    await do(database, lambda uow: undo_rows.release(uow, later, 9))
    await do(database, lambda uow: held_seat.end_over(uow, later, 9))
    assert await told(database) == [(BOB.id, "closed"), (CARO.id, "range")]


async def test_a_closure_that_is_undone_gives_its_seat_to_who_waits(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA)
    await slot_at(database)
    await joins(database, BOB)
    await do(database, lambda uow: held_seat.give_out_all(uow, NOW, 9))
    request = ClosureRequest(Stretch(START, START + QUARTER), "down", Mode.OFFER, 9, "c1")
    made = await do(database, lambda uow: closure.make(uow, MIRA, request, NOW))
    await do(database, lambda uow: held_seat.time_out(uow, NOW, 9))
    assert (await asked(database), await booked(database, 1)) == ([], 0)
    await do(database, lambda uow: undo_ways.take_back(uow, MIRA, made.undo.id, NOW))
    await do(database, lambda uow: held_seat.give_out_all(uow, NOW, 9))
    assert [seat.account_id for seat in await asked(database)] == [BOB.id]


async def test_one_account_waits_for_so_much_and_no_more(database: Database) -> None:
    await furnish(database)
    for number in range(MOST):
        await joins(database, BOB, f"w{number}")
    assert (await joins(database, BOB, "w0")).id == 1
    with pytest.raises(TooManyWaits):
        await joins(database, BOB, "one more")
    await do(database, lambda uow: waitlist.stop(uow, BOB, 1, NOW))
    with pytest.raises(NotFound):
        await do(database, lambda uow: waitlist.stop(uow, ALICE, 2, NOW))
    assert (await joins(database, BOB, "one more")).id > MOST


async def test_an_earlier_time_goes_to_the_same_row_and_its_seat_to_the_next(
    database: Database,
) -> None:
    await furnish(database)
    await people(database, CARO)
    first, last = await full(database), await full(database, BOB, START + QUARTER)
    entry = await do(database, lambda uow: waitlist.join_earlier(uow, BOB, last, NOW))
    again = await do(database, lambda uow: waitlist.join_earlier(uow, BOB, last, NOW))
    assert again.id == entry.id
    await joins(database, CARO, first_at=START + QUARTER)
    await do(database, lambda uow: booking.cancel(uow, ALICE, first, NOW))
    (seat,) = await asked(database)
    done = await do(database, lambda uow: waitlist.take(uow, BOB, seat.id, cap=CAP, now=NOW))
    assert (done.booking.id, done.booking.starts_at, done.booking.version) == (last, START, 2)
    assert [one.account_id for one in await asked(database)] == [CARO.id]
    await add_up(database)
