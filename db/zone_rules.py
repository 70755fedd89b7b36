"""The rules of time zones that instants were counted by, and counting them anew by other rules."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, Text, bindparam, text

from db.base import Instant, metadata
from db.uow import Uow, filled

LOCK = 7_521_968  # ours alone: of two who count, one waits
PART = 5000  # rows that are read at a time

zone_rules = Table(
    "zone_rules",
    metadata,
    Column("zone", Text, primary_key=True),
    Column("rules", Text, nullable=False),  # a digest, see domain.time.zones.rules_of
    Column("counted_at", Instant, nullable=False),
)

_PATIENT = text("SET LOCAL statement_timeout = 0")  # a year of messages may move
_LOCK = text("SELECT pg_advisory_xact_lock(:lock)")
_NEXT_ZONE = """
    SELECT min(m.zone) FROM scheduled_messages AS m
     WHERE m.status IN ('scheduled', 'sending') AND m.wall IS NOT NULL AND m.zone IS NOT NULL"""
# A skip scan of waiting_by_zone: one look for every zone, not one for every message.
_ZONES = text(f"""
    WITH RECURSIVE planned (zone) AS (
      {_NEXT_ZONE}
      UNION ALL
      SELECT ({_NEXT_ZONE} AND m.zone > planned.zone) FROM planned WHERE planned.zone IS NOT NULL)
    SELECT used.zone, known.rules
      FROM (SELECT zone FROM labs
            UNION SELECT zone FROM planned WHERE zone IS NOT NULL) AS used
      LEFT JOIN zone_rules AS known USING (zone)
""")  # noqa: S608 - words of ours alone
_KEEP = text("""
    INSERT INTO zone_rules (zone, rules, counted_at) VALUES (:zone, :rules, :now)
    ON CONFLICT (zone) DO UPDATE SET rules = excluded.rules, counted_at = excluded.counted_at
""")

_MESSAGES = text("""
    SELECT id, due_at AS at, wall, zone, rrule, series_id FROM scheduled_messages
     WHERE status IN ('scheduled', 'sending') AND wall IS NOT NULL AND due_at > :now
       AND zone = ANY(CAST(:zones AS text[]))
""")
_SLOTS = text("""
    SELECT s.id, s.starts_at AS at, s.wall, l.zone, s.lab_id
      FROM time_slots AS s JOIN labs AS l ON l.id = s.lab_id
     WHERE s.starts_at > :now AND l.zone = ANY(CAST(:zones AS text[]))
""")
_WITHOUT_WALL = text("""
    SELECT s.id, s.starts_at AS at, l.zone
      FROM time_slots AS s JOIN labs AS l ON l.id = s.lab_id
     WHERE s.wall IS NULL AND s.starts_at > :now
""")
_ASKED = """
    WITH asked AS (
      SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:olds AS timestamptz[]),
                           CAST(:news AS timestamptz[])) AS a (id, old, new)),
"""
# A claim is undone, so that its worker finds its token gone and leaves the message alone; what
# has begun to be sent is on its way. A series' row is locked before its occurrences.
_MESSAGES_MOVED = """
    held AS (
      SELECT id FROM message_series
       WHERE id = ANY(CAST(:series AS bigint[])) ORDER BY id FOR NO KEY UPDATE),
    locked AS (
      SELECT id FROM scheduled_messages
       WHERE id = ANY(CAST(:ids AS bigint[])) AND (SELECT count(*) FROM held) >= 0
       ORDER BY id FOR NO KEY UPDATE),
    moved AS (
      UPDATE scheduled_messages AS m
         SET due_at = asked.new, stale_after = m.stale_after + (asked.new - asked.old),
             fire_at = CASE WHEN m.fire_at = m.due_at THEN asked.new ELSE m.fire_at END,
             status = 'scheduled', claim_token = NULL, lease_until = NULL, begun_at = NULL,
             version = m.version + 1
        FROM asked JOIN locked USING (id)
       WHERE m.id = asked.id AND m.due_at = asked.old
         AND (m.status = 'scheduled' OR (m.status = 'sending' AND m.begun_at IS NULL))
         AND NOT EXISTS (
           SELECT FROM scheduled_messages AS o
            WHERE o.series_id = m.series_id AND o.due_at = asked.new AND o.id <> m.id)
      RETURNING m.series_id, asked.old, m.due_at, m.fire_at),
    followed AS (
      UPDATE message_series AS s SET next_at = moved.due_at, version = s.version + 1
        FROM moved WHERE s.id = moved.series_id AND s.next_at = moved.old)
    SELECT fire_at FROM moved
"""
_MOVE_MESSAGES = text(_ASKED + _MESSAGES_MOVED)
# First out of each other's way: of a lab no two slots begin at one instant, not for a moment.
_PUT_ASIDE = text("""
    WITH locked AS (
      SELECT id FROM time_slots
       WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE)
    UPDATE time_slots AS s
       SET starts_at = s.starts_at + INTERVAL '1000 years',
           ends_at = s.ends_at + INTERVAL '1000 years'
      FROM locked WHERE s.id = locked.id
""")
_SLOTS_MOVED = """
    moved AS (
      UPDATE time_slots AS s
         SET starts_at = asked.new, ends_at = s.ends_at - s.starts_at + asked.new
        FROM asked WHERE s.id = asked.id
      RETURNING s.id)
    SELECT m.id, m.due_at AS old, m.due_at + (asked.new - asked.old) AS new
      FROM asked JOIN moved USING (id) JOIN bookings AS b ON b.slot_id = asked.id
      JOIN scheduled_messages AS m ON m.booking_id = b.id
     WHERE (m.content ->> 'kind' = 'reminder' OR m.from_visit IS NOT NULL)
       AND m.status IN ('scheduled', 'sending')
       AND m.due_at > :now
"""
_MOVE_SLOTS = text(_ASKED + _SLOTS_MOVED).bindparams(bindparam("now", type_=Instant))
_SET_WALLS = text("""
    UPDATE time_slots AS s SET wall = asked.wall
      FROM unnest(CAST(:ids AS bigint[]), CAST(:walls AS timestamp[])) AS asked (id, wall)
     WHERE s.id = asked.id AND s.wall IS NULL
""")


@dataclass(frozen=True, slots=True)
class Planned:
    """A message or slot to come. wall: naive, on the clock of `zone`; at: aware UTC.

    lab_id: of a slot; rrule, series_id: of an occurrence of what repeats.
    """

    id: int
    at: datetime
    zone: str
    wall: datetime | None = None
    rrule: str | None = None
    series_id: int | None = None
    lab_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """What was planned for an instant, and is for another from now on."""

    id: int
    old: datetime
    new: datetime
    series_id: int | None = None


async def begin(uow: Uow) -> dict[str, str | None]:
    """Zones in use, and the rules they were counted by, None = never; one process at a time."""
    await uow.run(_PATIENT)
    await uow.first(_LOCK, {"lock": LOCK})
    return {row.zone: row.rules for row in await uow.all(_ZONES)}


async def keep(uow: Uow, rules: Mapping[str, str], now: datetime) -> None:
    values = [{"zone": zone, "rules": one, "now": now} for zone, one in sorted(rules.items())]
    await uow.run(_KEEP, values)


async def messages(
    uow: Uow, zones: Sequence[str], now: datetime
) -> AsyncGenerator[list[Planned], None]:
    """What is to be sent on the clocks of these zones, a part at a time."""
    values = {"zones": list(zones), "now": now}
    async for part in uow.parts(_MESSAGES, values, PART):
        yield [filled(Planned, row) for row in part]


async def slots(uow: Uow, zones: Sequence[str], now: datetime) -> list[Planned]:
    """All slots to come of labs in these zones, those without a wall, too."""
    rows = await uow.all(_SLOTS, {"zones": list(zones), "now": now})
    return [filled(Planned, row) for row in rows]


async def move_slots(uow: Uow, shifts: Sequence[Shift], now: datetime) -> list[Shift]:
    """Move slots with whoever is booked; how their reminders are to move."""
    await uow.run(_PUT_ASIDE, {"ids": [shift.id for shift in shifts]})
    rows = await uow.all(_MOVE_SLOTS, _arrays(shifts) | {"now": now})
    return [filled(Shift, row) for row in rows]


async def move_messages(uow: Uow, shifts: Sequence[Shift]) -> list[datetime]:
    """Move what has not begun to be sent; the instants to ring at."""
    series = sorted({shift.series_id for shift in shifts if shift.series_id is not None})
    rows = await uow.all(_MOVE_MESSAGES, _arrays(shifts) | {"series": series})
    return [row.fire_at for row in rows]


async def slots_without_wall(uow: Uow, now: datetime) -> list[Planned]:
    return [filled(Planned, row) for row in await uow.all(_WITHOUT_WALL, {"now": now})]


async def set_walls(uow: Uow, walls: Mapping[int, datetime]) -> None:
    """Keep the wall clocks of slots, by their ids."""
    await uow.run(_SET_WALLS, {"ids": list(walls), "walls": list(walls.values())})


def _arrays(shifts: Sequence[Shift]) -> dict[str, object]:
    return {
        "ids": [shift.id for shift in shifts],
        "olds": [shift.old for shift in shifts],
        "news": [shift.new for shift in shifts],
    }
