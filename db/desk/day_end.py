"""Days whose open visits the desk has been asked about: once each, whoever asks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Row, Table, bindparam, text

from db.base import Instant, metadata
from db.uow import Uow

day_ends = Table(
    "day_ends",
    metadata,
    Column("lab_id", ForeignKey("labs.id", name="day_ends_at_a_lab"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("asked_at", Instant, nullable=False),
)
"""Days whose open visits the desk has been asked about."""

_NOW, _FIRST = bindparam("now", type_=Instant), bindparam("first", type_=Instant)
_END = bindparam("end", type_=Instant)
_LABS = text("SELECT id, zone FROM labs ORDER BY id")

# The row in day_ends is what makes it once a day, whatever many workers do at once.
_ASK = text("""
    WITH left_open AS (
      SELECT count(*) FILTER (WHERE b.status = 'booked') AS number, max(s.ends_at) AS ends_at
        FROM time_slots AS s LEFT JOIN bookings AS b ON b.slot_id = s.id
       WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end),
    asked AS (
      INSERT INTO day_ends (lab_id, day, asked_at)
      SELECT :lab, :day, :now FROM left_open WHERE number > 0 AND ends_at <= :quiet_since
      ON CONFLICT DO NOTHING RETURNING day),
    desk AS (
      SELECT id FROM accounts, asked
       WHERE role = 'desk' AND reachable AND (lab_id IS NULL OR lab_id = :lab)),
    people AS (
      SELECT id FROM desk
      UNION
      SELECT id FROM accounts, asked
       WHERE NOT EXISTS (SELECT FROM desk) AND reachable
         AND (role IN ('manager', 'owner') OR id = ANY(CAST(:owners AS bigint[]))))
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT people.id, CAST(people.id AS text),
           jsonb_build_object('kind', 'news', 'what', 'still_open', 'facts', jsonb_build_object(
             'day', CAST(:ordinal AS int), 'visits', left_open.number)),
           :due, :due, 'still_open:' || :lab || ':' || CAST(:ordinal AS int)
      FROM people, left_open
    RETURNING id
""").bindparams(
    _NOW,
    _FIRST,
    _END,
    bindparam("quiet_since", type_=Instant),
    bindparam("due", type_=Instant),
    bindparam("day", type_=Date),
    bindparam("lab", type_=BigInteger),
)


async def labs_with_zones(uow: Uow) -> Sequence[Row[Any]]:
    """Every lab: id, zone."""
    return await uow.all(_LABS)


async def ask_about(
    uow: Uow, lab_id: int, day: date, bounds: tuple[datetime, datetime], values: dict[str, Any]
) -> int:
    """Ask the desk about visits still booked after the day's last slot, once; how many people.

    values: now, due (whole seconds), quiet_since (the last slot has ended by then), owners (ids
    who are asked where there is no desk).
    """
    asked = {
        "lab": lab_id,
        "day": day,
        "ordinal": day.toordinal(),
        "first": bounds[0],
        "end": bounds[1],
        **values,
    }
    return len(await uow.all(_ASK, asked))
