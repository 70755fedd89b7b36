"""Who meets the cap again and again, and when managers were told of an account."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Table, text, update

from db.account.account import accounts
from db.base import Instant, metadata
from db.uow import Uow
from domain.booking.cap import SPAN

booking_watch = Table(
    "booking_watch",
    metadata,
    Column("account_id", ForeignKey(accounts.c.id, name="watch_of_an_account"), primary_key=True),
    Column("since", Instant, nullable=False),  # when its refusals are counted from
    Column("refusals", Integer, nullable=False),  # wishes beyond the cap
    Column("told_at", Instant),  # when managers were told; NULL = not, or they have acted since
)

_REFUSED = text("""
    INSERT INTO booking_watch AS w (account_id, since, refusals) VALUES (:account, :now, 1)
    ON CONFLICT (account_id) DO UPDATE
       SET refusals = CASE WHEN w.since > :old THEN w.refusals + 1 ELSE 1 END,
           since = CASE WHEN w.since > :old THEN w.since ELSE :now END
    RETURNING refusals
""")

# The account's own row makes it one message, whatever many attempts do at once.
_TELL = text("""
    WITH told AS (
      INSERT INTO booking_watch AS w (account_id, since, refusals, told_at)
      VALUES (:account, :now, 0, :now)
      ON CONFLICT (account_id) DO UPDATE SET told_at = :now
       WHERE w.told_at IS NULL OR w.told_at <= :old
      RETURNING refusals),
    held AS (
      SELECT count(*) AS visits, count(DISTINCT b.patient_id) AS people
        FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
       WHERE b.account_id = :account AND b.status = 'booked' AND s.starts_at > :now)
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT a.id, CAST(a.id AS text),
           jsonb_build_object('kind', 'news', 'what', 'hoarding', 'facts', jsonb_build_object(
             'account', CAST(:account AS bigint), 'visits', held.visits, 'people', held.people,
             'refusals', told.refusals)),
           :due, :due, 'hoarding:' || CAST(:account AS bigint) || ':' || CAST(:number AS bigint)
      FROM accounts AS a, told, held
     WHERE a.reachable AND a.id > 0
       AND (a.role IN ('manager', 'owner') OR a.id = ANY(CAST(:owners AS bigint[])))
    ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
    RETURNING id
""")


async def count_refusal(uow: Uow, account_id: int, now: datetime) -> int:
    """A wish beyond the cap; how many there were within SPAN."""
    values = {"account": account_id, "now": now, "old": now - SPAN}
    return await uow.number(_REFUSED, values) or 0


async def tell_managers(
    uow: Uow, account_id: int, owners: Collection[int], *, now: datetime, due: datetime
) -> int:
    """Tell them of an account, once within SPAN; how many people. due: whole seconds."""
    values = {
        "account": account_id,
        "now": now,
        "old": now - SPAN,
        "due": due,
        "number": int(now.timestamp() * 1_000_000),
        "owners": list(owners),
    }
    return len(await uow.all(_TELL, values))


async def forget(uow: Uow, account_id: int) -> None:
    """Managers have acted: what comes from now on is told anew."""
    is_it = booking_watch.c.account_id == account_id
    await uow.run(update(booking_watch).where(is_it).values(refusals=0, told_at=None))
