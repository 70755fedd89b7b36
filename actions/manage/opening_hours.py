"""Sessions: planned by managers, made into slots by whoever is first, the bot or a worker."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from actions import audit, undo
from actions.booking.slot import lab_for
from db.booking import lab as lab_rows
from db.booking import lab_test as test_rows
from db.booking import slot as slot_rows
from db.manage import opening_hours as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_manager
from domain.audit import Entry, Facts
from domain.booking import catalogue
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.opening_hours import AHEAD, OpeningHours, Slot, days_to_make, slots_of
from domain.manage.opening_hours_line import Wanted, read
from domain.refusals import Changed, NotFound, SessionUnclear
from domain.time.zones import country_of, day_bounds, to_wall
from domain.undo import BULK, ONE, Undo
from infra.places import countries, holidays_of

ENDED = "session_ended"


CHANGED = "capacity_changed"
MOST = 400  # slots of a day
FAR = 366


@dataclass(frozen=True, slots=True)
class Plan:
    """A session before it is made. tests: their names. slots: in the days ahead.

    clashing: how many of these times have a slot already, which stays as it is.
    """

    lab: Lab
    session: OpeningHours
    tests: tuple[LabTest, ...]
    days: int
    slots: int
    clashing: int


@dataclass(frozen=True, slots=True)
class Known:
    """A session with its tests, and what is to come of it."""

    lab: Lab
    session: OpeningHours
    tests: tuple[LabTest, ...]
    slots: int
    booked: int


async def plan(uow: Uow, actor: Actor, line: str, now: datetime) -> Plan:
    """What a line would make. Raises NotFound, SessionUnclear."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    today = to_wall(now, lab.zone).date()
    tests = await test_rows.tests_offered(uow)
    wanted = read(line, today, lambda name: _one(tests, name))
    session = _session(wanted, lab, today)
    found = _slots(session, lab, today, days_to_make(session, today, None), now)
    days = len({to_wall(slot.starts_at, lab.zone).date() for slot in found})
    clash = await uow.first(rows.clashing(lab.id, [slot.starts_at for slot in found]))
    return Plan(lab, session, wanted.tests, days, len(found), clash.number if clash else 0)


async def make(uow: Uow, actor: Actor, line: str, intent: str, now: datetime) -> Known:
    """Make a session and its slots; the same intent again is the same session.

    Raises NotFound, SessionUnclear.
    """
    planned = await plan(uow, actor, line, now)
    lab = planned.lab
    row = await uow.first(rows.insert_session(planned.session, actor.id, intent))
    if row is None:
        row = await uow.first(rows.session_by_intent(lab.id, intent))
        if row is None:
            raise NotFound
        return await _known(uow, lab, rows.session_of(row), now)
    session = rows.session_of(row)
    number = await fill(uow, session, lab, None, now)
    after: Facts = {"slots": number, "capacity": session.capacity}
    await audit.note(uow, Entry(now, actor.id, "session_made", "session", session.id, None, after))
    return await _known(uow, lab, session, now)


async def active(uow: Uow, actor: Actor, now: datetime) -> tuple[Lab, list[Known]]:
    """The sessions of the actor's lab. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    found = [rows.session_of(row) for row in await uow.all(rows.active_of(lab.id))]
    return lab, [await _known(uow, lab, session, now) for session in found]


async def find(uow: Uow, actor: Actor, session_id: int, now: datetime) -> Known:
    """One of them. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    row = await uow.first(rows.one(lab.id, session_id))
    if row is None:
        raise NotFound
    return await _known(uow, lab, rows.session_of(row), now)


async def end(uow: Uow, actor: Actor, session_id: int, now: datetime) -> Undo:
    """Make no more slots and let nobody book those to come; visits stay. Raises NotFound."""
    known = await find(uow, actor, session_id, now)
    if await uow.first(rows.set_status(session_id, "active", "ended")) is None:
        raise NotFound
    await uow.run(rows.close_slots(session_id, _by(session_id), now))
    facts: Facts = {"slots": known.slots, "booked": known.booked}
    await audit.note(uow, Entry(now, actor.id, ENDED, "session", session_id, facts))
    return await undo.begin(uow, actor, ENDED, session_id, facts=facts, span=BULK, now=now)


async def resume(uow: Uow, _actor: Actor, taken: Undo, _now: datetime) -> None:
    """Take an end back. Raises Changed."""
    if await uow.first(rows.set_status(taken.subject_id, "ended", "active")) is None:
        raise Changed
    await rows.reopen_slots(uow, _by(taken.subject_id))


async def fill(
    uow: Uow, session: OpeningHours, lab: Lab, made_until: date | None, now: datetime
) -> int:
    """Make what is missing of a session's slots, 60 days ahead; how many. Safe to run twice."""
    today = to_wall(now, lab.zone).date()
    days = days_to_make(session, today, made_until)
    spans = [(slot.starts_at, slot.ends_at) for slot in _slots(session, lab, today, days, now)]
    tests = session.test_ids
    made = 0
    if spans:
        made = await slot_rows.insert_slots(
            uow, lab.id, spans, session.capacity, session_id=session.id, test_ids=tests
        )
    await uow.run(rows.mark_made(session.id, today + AHEAD))
    return made


async def fill_all(uow: Uow, now: datetime) -> int:
    """The same for all sessions that are behind, whosever; how many slots. For workers."""
    latest = now.date() + AHEAD - timedelta(days=1)  # a day's grace for zones west of UTC
    total = 0
    for row in await uow.all(rows.behind(latest)):
        lab = await lab_rows.find_lab(uow, row.lab_id)
        if lab is not None:
            total += await fill(uow, rows.session_of(row), lab, row.made_until, now)
    return total


async def of_lab(uow: Uow, actor: Actor) -> tuple[Lab, list[OpeningHours]]:
    """The active sessions of the actor's lab, for /why. Raises NotFound below the desk."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    return lab, [rows.session_of(row) for row in await uow.all(rows.active_of(lab.id))]


def _by(session_id: int) -> str:
    return f"session:{session_id}"


def _session(wanted: Wanted, lab: Lab, today: date) -> OpeningHours:
    country = wanted.holidays
    if country == "":
        country = country_of(lab.zone) or ""
    if country is not None and country not in countries():
        raise SessionUnclear("holidays", country)
    tests = tuple(test.id for test in wanted.tests) or None
    return OpeningHours(
        id=0,
        lab_id=lab.id,
        weekdays=wanted.weekdays,
        hours=wanted.hours,
        minutes=wanted.minutes,
        capacity=wanted.capacity,
        first_day=wanted.first_day or today,
        buffer=wanted.buffer,
        test_ids=tests,
        last_day=wanted.last_day,
        exceptions=wanted.exceptions,
        country=country,
    )


def _slots(
    session: OpeningHours, lab: Lab, today: date, days: list[date], now: datetime
) -> list[Slot]:
    if not days:
        return []
    holidays = holidays_of(session.country, days[0], days[-1])
    found = (slot for day in days for slot in slots_of(session, day, lab.zone, holidays, today))
    return [slot for slot in found if slot.starts_at > now]


def _one(tests: Iterable[LabTest], name: str) -> LabTest | None:
    found = catalogue.search(tests, name)
    exact = [test for test in found if test.code.casefold() == name.casefold()]
    best = exact or found
    return best[0] if len(best) == 1 else None


async def _known(uow: Uow, lab: Lab, session: OpeningHours, now: datetime) -> Known:
    slots, booked = await rows.coming(uow, session.id, now)
    tests: tuple[LabTest, ...] = ()
    if session.test_ids is not None:
        tests = tuple(await test_rows.tests_by_ids(uow, session.test_ids))
    return Known(lab, replace(session), tests, slots, booked)


@dataclass(frozen=True, slots=True)
class Seats:
    """A slot's seats. starts_at: aware UTC."""

    id: int
    starts_at: datetime
    capacity: int
    booked: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did. left: slots that stay as they are, for all their seats are taken."""

    changed: int
    left: int
    undo: Undo | None


async def day(
    uow: Uow, actor: Actor, wanted: date | None, now: datetime
) -> tuple[Lab, date, list[Seats]]:
    """The slots of a day at the actor's lab, today without one. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    today = to_wall(now, lab.zone).date()
    chosen = wanted if wanted is not None and abs((wanted - today).days) <= FAR else today
    return lab, chosen, await _seats(uow, lab, day_bounds(chosen, lab.zone))


async def change(
    uow: Uow, actor: Actor, bounds: tuple[datetime, datetime], delta: int, now: datetime
) -> Outcome:
    """Change all slots that start between two instants by `delta` seats; never below what is taken.

    Raises NotFound.
    """
    only_manager(actor)
    if abs(delta) > 1 or bounds[1] - bounds[0] > timedelta(days=2):
        raise NotFound
    lab = await lab_for(uow, actor)
    before = [one for one in await _seats(uow, lab, bounds) if one.starts_at > now]
    ids = await rows.change(uow, lab.id, bounds, delta, now)
    if not ids:
        return Outcome(0, len(before), None)
    facts: Facts = {"slots": len(ids), "delta": delta, "first": bounds[0].isoformat()}
    await audit.note(uow, Entry(now, actor.id, CHANGED, "slot", ids[0], None, facts))
    span = ONE if len(ids) == 1 else BULK
    kept = {"ids": ids, "delta": delta}
    taken = await undo.begin(uow, actor, CHANGED, ids[0], facts=kept, span=span, now=now)
    return Outcome(len(ids), len(before) - len(ids), taken)


async def put_back(uow: Uow, _actor: Actor, taken: Undo, _now: datetime) -> None:
    """Take a change back. Raises Changed if seats have been taken meanwhile."""
    ids = [int(one) for one in taken.facts["ids"]]
    if await rows.put_back(uow, ids, int(taken.facts["delta"])) != len(ids):
        raise Changed


async def _seats(uow: Uow, lab: Lab, bounds: tuple[datetime, datetime]) -> list[Seats]:
    found = await rows.slots(uow, lab.id, bounds, MOST)
    return [
        Seats(row.id, row.starts_at, row.capacity, row.booked, row.status == "open")
        for row in found
    ]
