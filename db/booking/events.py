"""What happened to bookings, and the programs that are told of it.

Every statement that adds an event is made of the two steps here, so whoever does it, and by
whichever door, the same programs are told, in the very transaction of the deed.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Table, Text, text

from db.base import Instant, metadata
from db.messages.webhook import staged
from db.uow import Uow
from domain.messages.schedule import whole_second
from domain.messages.webhook import BOOKING_TYPES, Topic

booking_events = Table(
    "booking_events",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("booking_id", ForeignKey("bookings.id", name="event_of_a_booking"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),  # booked, cancelled, ...
    Column("actor_id", BigInteger, nullable=False),  # account id of who did it
    Index("ix_booking_events_booking_id", "booking_id"),
)
"""Append-only: a trigger refuses to change or delete a row."""

_NOTED = """
    event AS (
      INSERT INTO booking_events (booking_id, at, kind, actor_id)
      SELECT id, {now}, {kind}, {actor} FROM {of} RETURNING id, booking_id),
    told AS ({staged})"""


def noted(
    of: str, kind: str, *, now: str = ":now", actor: str = ":actor", due: str = ":due"
) -> str:
    """The last two steps of a statement: `event` and `told`, one row for each message.

    of: the step with the ids of bookings, which locks them or makes them, so that the events of
    one booking have the order of their ids. kind: of BOOKING_TYPES. now, actor and due
    (`due_of`): the statement's parameters.
    """
    told = staged("event", Topic.BOOKING, f"'{BOOKING_TYPES[kind]}'", due=due)
    return _NOTED.format(of=of, kind=f"'{kind}'", staged=told, now=now, actor=actor)


_NOTE = "WITH {noted} SELECT count(*) AS told FROM told"
_NOTED_ONE = _NOTED.format(
    of="(SELECT CAST(:id AS bigint) AS id) AS it",
    kind="CAST(:kind AS text)",
    staged=staged("event", Topic.BOOKING, "CAST(:type AS text)"),
    now=":now",
    actor=":actor",
)
_NOTE_ONE = text(_NOTE.format(noted=_NOTED_ONE))


def due_of(now: datetime) -> datetime:
    """When programs are told."""
    return whole_second(now)


def ring(uow: Uow, told: int, now: datetime) -> None:
    """Ask for an alarm if anybody is to be told."""
    if told:
        uow.ring_at(due_of(now))


async def insert_event(
    uow: Uow, booking_id: int, kind: str, actor_id: int, *, now: datetime
) -> None:
    """Go on with a booking's history, in the transaction that has changed it."""
    values = {"id": booking_id, "kind": kind, "type": BOOKING_TYPES[kind], "actor": actor_id}
    values |= {"now": now, "due": due_of(now)}
    ring(uow, await uow.number(_NOTE_ONE, values) or 0, now)
