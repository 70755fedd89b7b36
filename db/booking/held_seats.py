"""Seats that are held for those who wait: found, held, given back, each in one statement.

A seat held here is counted in its slot's `booked`, as those of bookings, undos and closures are. An
offer is changed under the lock of its slot, and so is the entry that is asked.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from db.base import Instant
from db.booking.waitlist import BOOKED
from db.uow import Uow, filled
from domain.account.quiet import Quiet, quiet_of
from domain.booking.waiting import LEAST, SILENCES, Fit, Hold, OfferState
from domain.messages.delivery import Lane

# Who waits for a free seat, in the order of the list. An entry that another transaction is at is
# passed over; its row says whether it is asked already, so that is judged anew as it is locked.
_FITS = """
    SELECT w.id AS entry_id, w.account_id, s.id AS slot_id, s.starts_at, w.missed,
           l.zone, a.quiet_way, a.quiet_from, a.quiet_until, a.zone AS own_zone,
           s.capacity - s.booked AS seats
      FROM waitlist AS w JOIN labs AS l ON l.id = w.lab_id
      JOIN accounts AS a ON a.id = w.account_id AND a.reachable
      JOIN tests AS t ON t.id = w.test_id AND NOT t.retired
      JOIN time_slots AS s ON s.lab_id = w.lab_id
     WHERE w.status = 'waiting' AND w.missed < :silences
       AND s.status = 'open' AND s.booked < s.capacity
       AND s.starts_at >= greatest(w.first_at, :soonest) AND s.starts_at < w.end_at
       AND (s.test_ids IS NULL OR (w.test_id || w.more) <@ s.test_ids)
       AND NOT EXISTS (SELECT FROM tests AS o WHERE o.id = ANY(w.more) AND o.retired)
       AND NOT EXISTS (SELECT FROM booking_tests AS more JOIN tests AS o ON o.id = more.test_id
                        WHERE more.booking_id = w.booking_id
                          AND (o.retired OR o.id <> ALL(s.test_ids)))
       AND (w.part = 0 OR w.part = CASE
             WHEN extract(hour FROM coalesce(s.wall, s.starts_at AT TIME ZONE l.zone)) < 12 THEN 1
             WHEN extract(hour FROM coalesce(s.wall, s.starts_at AT TIME ZONE l.zone)) < 18 THEN 2
             ELSE 3 END)
       AND NOT EXISTS (SELECT FROM wait_offers AS o
                        WHERE o.entry_id = w.id AND o.slot_id = s.id AND o.state <> 'withdrawn')
       AND NOT EXISTS (SELECT FROM bookings AS b WHERE b.slot_id = s.id
                          AND b.patient_id = w.patient_id AND b.status <> 'cancelled')
       AND CASE WHEN w.booking_id IS NULL THEN NOT {booked} ELSE {earlier} END
       {which}
"""
_EARLIER = """EXISTS (
         SELECT FROM bookings AS b JOIN time_slots AS v ON v.id = b.slot_id
          WHERE b.id = w.booking_id AND b.status = 'booked' AND s.starts_at < v.starts_at)"""
_FITS_IN = text(
    _FITS.format(booked=BOOKED, earlier=_EARLIER, which="AND s.id = ANY(CAST(:slots AS bigint[]))")
    + "ORDER BY w.missed, w.id, s.starts_at, s.id LIMIT 5000 FOR NO KEY UPDATE OF w SKIP LOCKED"
).bindparams(bindparam("soonest", type_=Instant))
_ANY_FITS = _FITS.format(booked=BOOKED, earlier=_EARLIER, which="")
_ASLEEP = text(
    f"SELECT DISTINCT slot_id FROM ({_ANY_FITS}) AS fit ORDER BY slot_id LIMIT :most"  # noqa: S608
).bindparams(bindparam("soonest", type_=Instant))

_HOLD = text("""
    WITH given AS (
      SELECT * FROM unnest(CAST(:entries AS bigint[]), CAST(:slots AS bigint[]),
                           CAST(:accounts AS bigint[]), CAST(:asked AS timestamptz[]),
                           CAST(:untils AS timestamptz[]))
        AS g (entry_id, slot_id, account_id, asked_at, until)),
    asked AS (
      UPDATE waitlist AS w SET status = 'asked' FROM given WHERE w.id = given.entry_id),
    held AS (
      INSERT INTO wait_offers (entry_id, slot_id, asked_at, until)
      SELECT entry_id, slot_id, asked_at, until FROM given ORDER BY entry_id
      RETURNING id, entry_id, slot_id, asked_at, until),
    counted AS (SELECT slot_id, count(*) AS number FROM held GROUP BY 1),
    taken AS (
      UPDATE time_slots AS s SET booked = s.booked + counted.number
        FROM counted WHERE s.id = counted.slot_id)
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, stale_after,
                                    lane, intent)
    SELECT given.account_id, CAST(given.account_id AS text),
           jsonb_build_object('kind', 'news', 'what', 'seat',
                              'facts', jsonb_build_object('offer', held.id)),
           held.asked_at, held.asked_at, held.until, :lane, 'seat:' || held.id
      FROM held JOIN given ON given.entry_id = held.entry_id
""")

_DUE = text("""
    SELECT o.slot_id FROM wait_offers AS o JOIN time_slots AS s ON s.id = o.slot_id
     WHERE o.state = 'open' AND (o.until <= :now OR s.status <> 'open' OR s.starts_at <= :now)
     ORDER BY o.until LIMIT :most
""").bindparams(bindparam("now", type_=Instant))
_END = """
    WITH ended AS (
      UPDATE wait_offers AS o SET state = {state} FROM time_slots AS s
       WHERE s.id = o.slot_id AND o.state = 'open' AND {which}
      RETURNING o.id, o.entry_id, o.slot_id, o.state),
    counted AS (SELECT slot_id, count(*) AS number FROM ended GROUP BY 1),
    freed AS (
      UPDATE time_slots AS s SET booked = s.booked - counted.number
        FROM counted WHERE s.id = counted.slot_id),
    answered AS (
      UPDATE waitlist AS w
         SET status = {status},
             missed = CASE ended.state WHEN 'missed' THEN w.missed + 1
                      WHEN 'withdrawn' THEN w.missed ELSE 0 END
        FROM ended WHERE w.id = ended.entry_id)
    SELECT id, slot_id FROM ended
"""
_END_DUE = text(
    _END.format(
        state="CASE WHEN o.until <= :now THEN 'missed' ELSE 'withdrawn' END",
        which="""o.slot_id = ANY(CAST(:slots AS bigint[]))
         AND (o.until <= :now OR s.status <> 'open' OR s.starts_at <= :now)""",
        status="'waiting'",
    )
).bindparams(bindparam("now", type_=Instant))
_END_ONE = text(_END.format(state=":state", which="o.id = :offer", status=":status"))

_SENT = text("UPDATE wait_offers SET message = :message WHERE id = :id RETURNING until")
_TO_SHOW = text("""
    SELECT id, message FROM wait_offers
     WHERE state = 'missed' AND NOT is_shown AND message IS NOT NULL ORDER BY id LIMIT :most
""")
_SHOWN = text("UPDATE wait_offers SET is_shown = true WHERE id = :id")


def _now(now: datetime) -> dict[str, Any]:
    return {"soonest": now + LEAST, "silences": SILENCES}


async def asleep(uow: Uow, now: datetime, most: int) -> list[int]:
    """Slots with a free seat that somebody waits for, in the order in which they are locked."""
    found = await uow.all(_ASLEEP, {**_now(now), "most": most})
    return [row.slot_id for row in found]


async def fits(
    uow: Uow, slot_ids: Collection[int], now: datetime
) -> tuple[list[Fit], dict[int, int]]:
    """Who waits for the free seats of locked slots, and how many are free in each.

    Their entries are locked.
    """
    found = await uow.all(_FITS_IN, {"slots": sorted(slot_ids), **_now(now)})
    return [filled(Fit, row, quiet=_quiet_of(row)) for row in found], {
        row.slot_id: row.seats for row in found
    }


def _quiet_of(row: Any) -> Quiet:
    return quiet_of(row.quiet_way, row.quiet_from, row.quiet_until, row.own_zone)


async def hold(uow: Uow, holds: Sequence[Hold]) -> None:
    """Hold seats of locked slots, and stage the messages that ask."""
    values = {
        "entries": [one.fit.entry_id for one in holds],
        "slots": [one.fit.slot_id for one in holds],
        "accounts": [one.fit.account_id for one in holds],
        "asked": [one.asked_at for one in holds],
        "untils": [one.until for one in holds],
        "lane": Lane.LAB,
    }
    await uow.run(_HOLD, values)
    for one in holds:
        uow.ring_at(one.asked_at)


async def due(uow: Uow, now: datetime, most: int) -> list[int]:
    """Slots with a seat that is held for somebody no more."""
    return [row.slot_id for row in await uow.all(_DUE, {"now": now, "most": most})]


async def end_due(uow: Uow, slot_ids: Collection[int], now: datetime) -> list[int]:
    """Free those of locked slots, whose people wait on; the slots."""
    found = await uow.all(_END_DUE, {"slots": sorted(slot_ids), "now": now})
    return [row.slot_id for row in found]


async def end(uow: Uow, offer_id: int, state: OfferState, status: str) -> bool:
    """Free a seat of a locked slot. status: the entry's from now on. False if it is not held."""
    values = {"offer": offer_id, "state": state, "status": status}
    return bool(await uow.all(_END_ONE, values))


async def sent(uow: Uow, offer_id: int, message_id: int) -> datetime:
    """The message that asks stands in the chat; until when the seat is held."""
    until: datetime = (await uow.one(_SENT, {"id": offer_id, "message": message_id})).until
    return until


async def to_show(uow: Uow, most: int) -> dict[int, int]:
    """Missed offers whose message still asks, with the message."""
    return {row.id: row.message for row in await uow.all(_TO_SHOW, {"most": most})}


async def shown(uow: Uow, offer_id: int) -> None:
    """Its message asks no more."""
    await uow.run(_SHOWN, {"id": offer_id})
