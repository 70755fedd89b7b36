"""Whatever people and workers do at once, nobody waits in a circle and every seat adds up."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError

from actions import undo_ways
from actions.booking import booking, offer
from actions.booking.move import move
from actions.desk import day, phone_call, visit
from actions.manage import closure, hoarding, opening_hours, webhook
from actions.messages import dead_letters, series
from db import undo as undo_rows
from db.base import Instant
from db.manage import closure as closure_rows
from db.messages import chat, delivery, sweep
from db.messages import dead_letters as letter_rows
from db.messages import webhook as webhook_rows
from db.uow import Database, Uow
from domain.account.actor import Actor
from domain.booking.cap import CAP
from domain.desk.day import Act
from domain.keys import Keys
from domain.manage.closure import ClosureRequest, Mode
from domain.manage.opening_hours import PartOfDay
from domain.messages.delivery import (
    Cause,
    Claim,
    Delivered,
    Fault,
    GiveUp,
    Lanes,
    Later,
    Settlement,
    settlement,
)
from domain.messages.schedule import Message
from domain.messages.series import Repeat
from domain.messages.webhook import BOOKING_TYPES, Topic
from domain.refusals import Refusal
from domain.time.zones import Stretch
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    MIRA,
    NOW,
    OLGA,
    QUARTER,
    furnish,
    people,
    slots_at,
    wish,
)
from tests.support.closures import add_up
from workers.delivery.series import go_on, hold

STEPS = 5000 if os.environ.get("CHAOS") == "full" else 2000
TASKS, SEED = 12, 14
SLOTS, SEATS = 32, 3
FIRST = NOW + timedelta(minutes=20)
LINE = "mon-fri 06:00-09:00 every 15 x3"
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/New_York")
FAR = datetime(2030, 1, 1, tzinfo=UTC)
OPEN = text("""
    SELECT id FROM time_slots WHERE status = 'open' AND starts_at > :now ORDER BY starts_at LIMIT 32
""").bindparams(bindparam("now", type_=Instant))
OVERTAKEN = text("""
    SELECT m.id FROM scheduled_messages AS m
     WHERE m.id = ANY(CAST(:ids AS bigint[])) AND m.channel = 'webhook' AND m.status = 'sending'
       AND EXISTS (
         SELECT FROM scheduled_messages AS e
          WHERE e.channel = 'webhook' AND e.recipient = m.recipient AND e.id < m.id
            AND e.booking_id = m.booking_id AND e.status IN ('scheduled', 'sending'))
""")
EVENTS = text("""
    SELECT booking_id, array_agg(id ORDER BY id) AS events FROM booking_events
     WHERE kind = ANY(CAST(:kinds AS text[])) GROUP BY 1 ORDER BY 1
""")
TOLD = text("""
    SELECT booking_id, array_agg((content ->> 'of')::bigint ORDER BY id) AS events
      FROM scheduled_messages WHERE recipient = 'webhook:1' GROUP BY 1 ORDER BY 1
""")
STARTS = text("SELECT starts_at FROM time_slots WHERE id = :id")
Step = Callable[[Uow], Awaitable[Any]]


class Machine:
    """Acts drawn by lot. Time goes on a second with each step."""

    def __init__(self, database: Database, slots: list[int]) -> None:
        self.database, self.slots, self.dice = database, slots, random.Random(SEED)
        self.now, self.steps, self.ends = NOW, 0, Counter[str]()
        self.bookings: list[tuple[Actor, int]] = []
        self.undos: list[int] = []
        self.series: list[tuple[Actor, int]] = []
        self.hooks: list[int] = []
        self.overtaken: list[int] = []
        self.acts: dict[Callable[[], Awaitable[None]], int] = {
            self.books: 20,
            self.cancels: 6,
            self.rebooks: 8,
            self.answers: 8,
            self.closes: 3,
            self.undoes: 14,
            self.desk_cancels: 8,
            self.frees: 2,
            self.moves: 12,
            self.calls: 5,
            self.sees: 6,
            self.changes_seats: 3,
            self.ends_hours: 2,
            self.fills: 3,
            self.releases: 6,
            self.expires: 6,
            self.delivers: 12,
            self.retries: 2,
            self.repeats: 4,
            self.changes_series: 8,
            self.migrates: 2,
            self.ends_hooks: 2,
        }

    async def run(self) -> None:
        await asyncio.gather(*(self.work() for _ in range(TASKS)))

    async def work(self) -> None:
        while self.steps < STEPS:
            self.steps += 1
            self.now += timedelta(seconds=1)
            (act,) = self.dice.choices(list(self.acts), list(self.acts.values()))
            try:
                await act()
            except Refusal:
                self.ends["refused"] += 1
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != "40P01":
                    raise
                self.ends[f"deadlock of {act.__name__}"] += 1
            else:
                self.ends[act.__name__] += 1

    async def do(self, step: Step) -> Any:
        async with self.database.begin() as uow:
            return await step(uow)

    def one(self) -> tuple[Actor, int]:
        """A booking of late, so that people meet."""
        return self.dice.choice(self.bookings[-40:] or [(ALICE, 0)])

    def kept(self, undo: Any) -> None:
        if undo is not None:
            self.undos.append(undo.id)

    async def books(self) -> None:
        who, slot = self.dice.choice((ALICE, BOB)), self.dice.choice(self.slots)
        name, is_self = f"Ann {self.dice.choice('abcdefgh')}x", self.dice.random() < 0.3
        asked = wish(slot, intent=f"p{self.steps}", name=name, is_self=is_self)
        done = await self.do(lambda uow: booking.book(uow, who, asked, self.now))
        self.bookings.append((who, done.booking.id))

    async def cancels(self) -> None:
        who, number = self.one()
        await self.do(lambda uow: booking.cancel(uow, who, number, self.now))

    async def rebooks(self) -> None:
        (who, number), slot = self.one(), self.dice.choice(self.slots)
        await self.do(lambda uow: move(uow, who, number, slot, cap=CAP, now=self.now))

    async def answers(self) -> None:
        """A patient takes an offered time, or declines."""
        asked = text("SELECT booking_id, slot_id FROM closure_offers ORDER BY random() LIMIT 1")
        async with self.database.read() as uow:
            found = await uow.first(asked)
        if found is None:
            return
        who = next((who for who, number in self.bookings if number == found.booking_id), ALICE)
        number, slot = found.booking_id, found.slot_id
        if self.dice.random() < 0.8:
            await self.do(lambda uow: offer.take(uow, who, number, slot, now=self.now))
        else:
            await self.do(lambda uow: offer.decline(uow, who, number, self.now))

    async def closes(self) -> None:
        async with self.database.read() as uow:
            found = await uow.one(STARTS, {"id": self.dice.choice(self.slots)})
        span = Stretch(found.starts_at, found.starts_at + self.dice.randint(1, 6) * QUARTER)
        mode = self.dice.choice((Mode.OFFER, Mode.OFFER, Mode.CANCEL))
        request = ClosureRequest(span, "down", mode, 9, f"c{self.steps}")
        done = await self.do(lambda uow: closure.make(uow, MIRA, request, self.now))
        self.kept(done.undo)

    async def undoes(self) -> None:
        if self.undos:
            number = self.dice.choice(self.undos[-15:])
            await self.do(lambda uow: undo_ways.take_back(uow, MIRA, number, self.now))

    async def desk_cancels(self) -> None:
        _, number = self.one()
        done = await self.do(lambda uow: visit.cancel(uow, DORA, number, self.now))
        self.kept(done.undo)

    async def frees(self) -> None:
        """A manager frees all visits of an account."""
        who = self.dice.choice((ALICE, BOB))
        done = await self.do(lambda uow: hoarding.free_all(uow, MIRA, who.id, self.now))
        self.kept(done.undo)

    async def moves(self) -> None:
        (_, number), slot = self.one(), self.dice.choice(self.slots)
        done = await self.do(lambda uow: visit.move(uow, DORA, number, slot, now=self.now))
        self.kept(done.undo)

    async def calls(self) -> None:
        slot, patient, intent = self.dice.choice(self.slots), self.dice.randint(1, 8), self.steps
        done = await self.do(
            lambda uow: phone_call.book(
                uow, DORA, patient, slot_id=slot, test_id=1, intent=f"{intent}", now=self.now
            )
        )
        self.kept(done.undo)
        self.bookings.append((ALICE, done.booking.id))

    async def sees(self) -> None:
        """Somebody arrives, or all of a day who did not are missed."""
        if self.dice.random() < 0.3:
            await self.do(lambda uow: day.all_missed(uow, DORA, self.now.date(), self.now))
            return
        _, number = self.one()
        seen = await self.do(lambda uow: visit.find(uow, DORA, number))
        act = self.dice.choice((Act.ARRIVED, Act.BACK))
        await self.do(
            lambda uow: day.act(uow, DORA, number, act, version=seen.version, now=self.now)
        )

    async def changes_seats(self) -> None:
        part, delta = PartOfDay(self.now.date()), self.dice.choice((1, -1))
        done = await self.do(lambda uow: opening_hours.change(uow, MIRA, part, delta, now=self.now))
        self.kept(done.undo)

    async def ends_hours(self) -> None:
        """Opening hours are made, or ended."""
        _, found = await self.do(lambda uow: opening_hours.active(uow, MIRA, self.now))
        if len(found) < 3:
            line, intent = LINE, f"h{self.steps}"
            await self.do(lambda uow: opening_hours.make(uow, MIRA, line, intent, now=self.now))
            return
        number = self.dice.choice(found).opening.id
        self.kept(await self.do(lambda uow: opening_hours.end(uow, MIRA, number, self.now)))

    async def fills(self) -> None:
        later = self.now + timedelta(days=self.dice.randint(0, 20))
        await self.do(lambda uow: opening_hours.fill_all(uow, later))
        async with self.database.read() as uow:
            self.slots = [row.id for row in await uow.all(OPEN, {"now": self.now})] or self.slots

    async def releases(self) -> None:
        await self.do(lambda uow: undo_rows.release(uow, self.now, 500))

    async def expires(self) -> None:
        await self.do(lambda uow: closure.release_expired(uow, self.now))
        await self.do(lambda uow: closure_rows.take_cards(uow, self.now))

    async def delivers(self) -> None:
        """A worker claims, begins and settles, one after the other as it does."""
        room, token = Lanes(self.dice.randint(2, 30), 2), uuid4()
        found = await self.do(lambda uow: delivery.claim(uow, FAR, room, token, lease=45))
        claimed = list(found.items)
        self.dice.shuffle(claimed)
        self.overtaken += await self.do(lambda uow: overtakers(uow, claimed))
        if self.dice.random() < 0.3:
            await self.do(lambda uow: delivery.renew(uow, claimed, 45))
        begun = await self.do(lambda uow: delivery.begin(uow, claimed, 20))
        going = [one for one, is_begun in zip(claimed, begun, strict=True) if is_begun]
        cause = self.dice.choice((None, None, Cause.BLOCKED, Cause.BAD_REQUEST))
        await self.do(lambda uow: self.settled(uow, going, cause))
        await self.do(lambda uow: delivery.release(uow, claimed))
        await self.do(lambda uow: sweep.rescue(uow, 500))

    async def settled(self, uow: Uow, going: list[Claim], cause: Cause | None) -> None:
        """As workers.delivery.settle does."""
        hooks = [one for one in going if one.channel == "webhook"]
        going = [one for one in going if one.channel != "webhook"]
        fault, outcome = (Fault(cause), GiveUp(cause)) if cause else (None, Delivered())
        ends = [
            settlement(one, outcome, fault, begun_at=self.now, ended_at=self.now) for one in going
        ]
        ends += [self.hook_ended(one) for one in hooks]
        held = await hold(uow, going)
        await delivery.settle(uow, ends)
        late = [
            (one, end.fire_at)
            for one, end in zip(hooks, ends[len(going) :], strict=True)
            if end.fire_at is not None
        ]
        await webhook_rows.hold_up(uow, late)
        if cause is Cause.BLOCKED:
            blocked = [int(one.recipient) for one in going]
            await letter_rows.mark_unreachable(uow, blocked)
        if cause:
            at = self.now.replace(microsecond=0)
            await letter_rows.tell_authors(uow, [one.id for one in going], at)
        await go_on(uow, held, [one for one in going if one.series_id is not None], self.now)

    def hook_ended(self, one: Claim) -> Settlement:
        """Taken, or put off."""
        at = (self.now + timedelta(minutes=5)).replace(microsecond=0)
        if self.dice.random() < 0.5:
            return settlement(one, Delivered(), None, begun_at=self.now, ended_at=self.now)
        fault = Fault(Cause.HOOK_BUSY)
        again = Later(at, counts=True)
        return settlement(one, again, fault, begun_at=self.now, ended_at=self.now)

    async def ends_hooks(self) -> None:
        """A program is told, and another one no more; the first of all is told to the end."""
        url, intent = "https://example.com/", f"w{self.steps}"
        topics, keys = (Topic.BOOKING,), Keys("k" * 32)
        if self.hooks:
            number = self.hooks.pop(0)
            await self.do(lambda uow: webhook.end(uow, OLGA, number, self.now))
        made = await self.do(
            lambda uow: webhook.make(uow, OLGA, url, topics, intent=intent, keys=keys, now=self.now)
        )
        self.hooks.append(made.id)

    async def retries(self) -> None:
        cause = self.dice.choice((Cause.BLOCKED, Cause.BAD_REQUEST))
        await self.do(lambda uow: dead_letters.retry_all(uow, DORA, cause, self.now))

    async def repeats(self) -> None:
        if len(self.series) > 7:
            old, number = self.series.pop(0)
            await self.do(lambda uow: series.cancel(uow, old, number))
        who = self.dice.choice((ALICE, BOB))
        rule = Repeat("FREQ=DAILY", wall(self.now), who.zone)
        message = Message("Stand-up", (), self.now, who.zone, f"s{self.steps}")
        done = await self.do(lambda uow: series.start(uow, who, message, rule, now=self.now))
        self.series.append((who, done.id))

    async def changes_series(self) -> None:
        if not self.series:
            return
        who, number = self.dice.choice(self.series)
        seen = await self.do(lambda uow: series.find(uow, who, number))
        zone = self.dice.choice(ZONES)
        steps: list[Step] = [
            lambda uow: series.pause(uow, who, number),
            lambda uow: series.resume(uow, who, number, self.now),
            lambda uow: series.skip(uow, who, number, seen.version, now=self.now),
            lambda uow: series.move_to_zone(uow, who, zone, self.now),
            lambda uow: series.move_to_zone(uow, who, zone, self.now),
        ]
        await self.do(self.dice.choice(steps))

    async def migrates(self) -> None:
        """What waits for somebody goes elsewhere, as when a group becomes a supergroup."""
        who = self.dice.choice((ALICE, BOB))
        await self.do(lambda uow: chat.migrate(uow, who.id, who.id))


async def overtakers(uow: Uow, claimed: Sequence[Claim]) -> list[int]:
    """Webhooks that are claimed while one before them at their booking is not settled."""
    found = await uow.all(OVERTAKEN, {"ids": [one.id for one in claimed]})
    return [row.id for row in found]


async def told(database: Database) -> None:
    """The first program was told of every event, in their order."""
    async with database.read() as uow:
        events = await uow.all(EVENTS, {"kinds": sorted(BOOKING_TYPES)})
        messages = await uow.all(TOLD)
    assert events == messages
    kinds = {kind for kind, *_ in await of(database, "SELECT DISTINCT kind FROM booking_events")}
    assert kinds >= {"booked", "cancelled", "moved", "restored", "arrived"}  # others by chance


async def of(database: Database, query: str) -> Sequence[Any]:
    async with database.read() as uow:
        return await uow.all(text(query))


def wall(at: datetime) -> datetime:
    return (at + timedelta(hours=5)).replace(tzinfo=None, microsecond=0)


@pytest.mark.timeout(400)  # of a busy machine; a quiet one takes less than a minute
async def test_nobody_waits_in_a_circle_and_every_seat_adds_up(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, MIRA, OLGA)
    slots = await slots_at(database, [FIRST + n * QUARTER for n in range(SLOTS)], capacity=SEATS)
    machine = Machine(database, slots)
    await machine.ends_hooks()
    machine.hooks.clear()
    await machine.run()
    ends = machine.ends
    assert [name for name in ends if name.startswith("deadlock")] == [], ends
    assert all(ends[act.__name__] for act in machine.acts), ends
    assert machine.overtaken == []
    await told(database)
    await add_up(database)
    await undo_rows_over(database, machine.now)
    await add_up(database)


async def undo_rows_over(database: Database, now: datetime) -> None:
    """When everything is over nothing is held for anybody."""
    later = now + timedelta(days=1)
    async with database.begin() as uow:
        await undo_rows.release(uow, later, 10_000)
        await closure.release_expired(uow, later)
        for table in ("seat_holds", "closure_offers"):
            assert await uow.number(text(f"SELECT count(*) FROM {table}")) == 0
