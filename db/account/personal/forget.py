"""Forgetting a person in place: counts stay, and nothing of it says whose they were."""

import json
import pickle
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ARRAY, BigInteger, LargeBinary, Text, bindparam, or_, text

from db.account.personal.holdings import HOLDINGS, Holding, blank
from db.base import Instant
from db.booking import held_seats
from db.booking.events import due_of, noted, ring
from db.booking.wish import lock
from db.desk.visit import lock_slots
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import RuleBroken, Uow
from domain.booking.waiting import EntryStatus, OfferState

SOON = timedelta(seconds=1)
_ACCOUNT = bindparam("account", type_=BigInteger)
_NOW = bindparam("now", type_=Instant)

_WORDS = text("""
    SELECT name AS word FROM patients WHERE account_id = :account
     UNION SELECT phone FROM patients WHERE account_id = :account AND phone <> ''
     UNION SELECT address FROM addresses WHERE account_id = :account
     UNION SELECT mailbox FROM addresses WHERE account_id = :account
""").bindparams(_ACCOUNT)

_CANCEL = text(f"""
    WITH slot AS (
      SELECT id FROM time_slots WHERE ends_at > :now AND id IN (
        SELECT slot_id FROM bookings
         WHERE account_id = :account AND status IN ('held', 'booked'))
       ORDER BY id FOR NO KEY UPDATE),
    theirs AS (
      SELECT b.id FROM bookings AS b JOIN slot ON slot.id = b.slot_id
       WHERE b.account_id = :account AND b.status IN ('held', 'booked')
       ORDER BY b.id FOR NO KEY UPDATE OF b),
    gone AS (
      UPDATE bookings AS b SET status = 'cancelled', version = b.version + 1
        FROM theirs WHERE b.id = theirs.id RETURNING b.id, b.slot_id),
    counted AS (SELECT slot_id, count(*) AS number FROM gone GROUP BY 1),
    freed AS (
      UPDATE time_slots AS s SET booked = s.booked - counted.number
        FROM counted WHERE s.id = counted.slot_id),
    {noted("gone", "cancelled", actor=":account")}
    SELECT ARRAY(SELECT id FROM gone ORDER BY id) AS ids, (SELECT count(*) FROM told) AS told
""").bindparams(_ACCOUNT, _NOW)  # noqa: S608 - words of ours alone

# Nobody is asked any more; a seat that was held for them is free.
_WAITS = text("""
    SELECT o.slot_id, o.id AS offer_id FROM waitlist AS w
      LEFT JOIN wait_offers AS o ON o.entry_id = w.id AND o.state = 'open'
     WHERE w.account_id = :account AND (w.status = 'waiting' OR o.id IS NOT NULL)
""").bindparams(_ACCOUNT)
_VISITED = text("""
    SELECT DISTINCT s.id FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE b.account_id = :account AND b.status IN ('held', 'booked') AND s.ends_at > :now
""").bindparams(_ACCOUNT, _NOW)
_WAIT_NO_MORE = text("""
    UPDATE waitlist SET status = 'stopped' WHERE account_id = :account AND status = 'waiting'
""").bindparams(_ACCOUNT)

# The desk of a lab hears when seats are free again, and not whose they were.
_TELL = text("""
    WITH gone AS (
      SELECT s.lab_id, l.zone, min(b.id) AS first, count(*) AS visits,
             string_agg(to_char(s.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
                        ',' ORDER BY s.starts_at) AS times
        FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
        JOIN labs AS l ON l.id = s.lab_id
       WHERE b.id = ANY(:ids) GROUP BY 1, 2),
    desk AS (
      SELECT a.id, gone.lab_id FROM accounts AS a JOIN gone
          ON a.lab_id IS NULL OR a.lab_id = gone.lab_id
       WHERE a.role = 'desk' AND a.reachable),
    people AS (
      SELECT id, lab_id FROM desk
      UNION
      SELECT a.id, gone.lab_id FROM accounts AS a CROSS JOIN gone
       WHERE a.reachable AND (a.role IN ('manager', 'owner') OR a.id = ANY(:owners))
         AND NOT EXISTS (SELECT FROM desk WHERE desk.lab_id = gone.lab_id))
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent)
    SELECT people.id, CAST(people.id AS text),
           jsonb_build_object('kind', 'news', 'what', 'patient_gone', 'facts', jsonb_build_object(
             'visits', gone.visits, 'times', gone.times, 'zone', gone.zone)),
           :due, :due, -1, 'patient_gone:' || gone.first
      FROM people JOIN gone ON gone.lab_id = people.lab_id
""").bindparams(
    bindparam("ids", type_=ARRAY(BigInteger)),
    bindparam("owners", type_=ARRAY(BigInteger)),
    bindparam("due", type_=Instant),
)

# What came of updates and requests is pickled, or JSON of a conversation; an empty result is one
# that nobody can read: done before (actions.journal), and never done again.
_UPDATES = text("""
    UPDATE handled_updates AS u
       SET results = array_fill(CAST('' AS bytea), ARRAY[cardinality(u.results)]),
           account_id = NULL
     WHERE u.account_id = :account OR EXISTS (
       SELECT FROM unnest(u.results) AS kept, unnest(CAST(:marks AS bytea[])) AS mark
        WHERE position(mark IN kept) > 0)
""").bindparams(_ACCOUNT, bindparam("marks", type_=ARRAY(LargeBinary)))
_DEEDS = text("""
    UPDATE web_deeds AS d SET result = ''
     WHERE EXISTS (
       SELECT FROM unnest(CAST(:marks AS bytea[])) AS mark WHERE position(mark IN d.result) > 0)
""").bindparams(bindparam("marks", type_=ARRAY(LargeBinary)))

# Alerts to managers name accounts by their number.
_ALERTS = text("""
    UPDATE scheduled_messages
       SET content = jsonb_set(content, '{facts,account}', to_jsonb(CAST(:new AS bigint)))
     WHERE content -> 'facts' ->> 'account' = CAST(:account AS text)
""").bindparams(_ACCOUNT)
_FORGET = text("SELECT forget_account(:account, :words, :now)").bindparams(
    _ACCOUNT, _NOW, bindparam("words", type_=ARRAY(Text))
)


async def forget(
    uow: Uow, account_id: int, owners: Sequence[int], now: datetime
) -> tuple[int, int] | None:
    """Cancel what is planned, blank what is kept: how many visits and messages were cancelled.

    None if there is no such account. owners: who hears of free seats where there is no desk.
    """
    if not await _is_there(uow, account_id):
        return None
    words = [row.word for row in await uow.all(_WORDS, {"account": account_id})]
    visits: list[int] = []
    messages = 0
    for holding in HOLDINGS:
        if holding.table == "bookings":
            await _wait_no_more(uow, account_id, now)
            visits = await _cancel(uow, account_id, now)
        if holding.table == "scheduled_messages":
            messages = await _withdraw(uow, account_id)
        await _blank(uow, holding, account_id, now)
    if visits:
        due = due_of(now) + SOON
        await uow.run(_TELL, {"ids": visits, "owners": list(owners), "due": due})
        uow.ring_at(due)
    as_json = [json.dumps(word, ensure_ascii=False) for word in words]
    values = {"account": account_id, "words": as_json, "now": now}
    new = await uow.number(_FORGET, values)
    await uow.run(_ALERTS, {"account": account_id, "new": new})
    marks = [mark for word in words for mark in _marks(word)]
    await uow.run(_UPDATES, {"account": account_id, "marks": marks})
    await uow.run(_DEEDS, {"marks": marks})
    return len(visits), messages


async def _is_there(uow: Uow, account_id: int) -> bool:
    """False also if somebody else has forgotten it meanwhile; else it is locked."""
    try:
        async with uow.savepoint():
            return await lock(uow, account_id)
    except RuleBroken:
        return False


async def _wait_no_more(uow: Uow, account_id: int, now: datetime) -> None:
    """Give held seats back; all slots that forgetting writes to are locked here, at once."""
    values = {"account": account_id}
    visited = {row.id for row in await uow.all(_VISITED, {**values, "now": now})}
    while waits := await uow.all(_WAITS, values):
        seats = [row for row in waits if row.offer_id is not None]
        await lock_slots(uow, visited | {row.slot_id for row in seats})
        for row in seats:
            await held_seats.end(uow, row.offer_id, OfferState.WITHDRAWN, EntryStatus.STOPPED)
        await uow.run(_WAIT_NO_MORE, values)


async def _cancel(uow: Uow, account_id: int, now: datetime) -> list[int]:
    """Every visit to come, with its seat; again for one that staff have moved meanwhile."""
    values = {"account": account_id, "now": now, "due": due_of(now)}
    ids: list[int] = []
    while True:
        row = await uow.one(_CANCEL, values)
        ring(uow, row.told, now)
        ids += row.ids
        if not row.ids:
            return ids


async def _withdraw(uow: Uow, account_id: int) -> int:
    row = scheduled_messages.c
    theirs = or_(row.author_id == account_id, row.recipient == str(account_id))
    return len(await withdraw(uow, theirs & (row.channel != "webhook")))


async def _blank(uow: Uow, one: Holding, account_id: int, now: datetime) -> None:
    if one.goes:
        statement = f"DELETE FROM {one.table} AS t WHERE ({one.whose}) AND {one.goes}"  # noqa: S608
        await uow.run(text(statement).bindparams(_ACCOUNT), {"account": account_id})
    await blank(uow, one, one.whose, {"account": account_id, "now": now})


def _marks(word: str) -> list[bytes]:
    """How a word stands in what is pickled, and in a conversation's JSON."""
    raw = word.encode()
    pickled = pickle.SHORT_BINUNICODE + bytes([len(raw)]) + raw if len(raw) < 256 else raw
    return [pickled, *(json.dumps(word, ensure_ascii=one).encode() for one in (True, False))]
