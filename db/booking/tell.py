"""A patient's word to the desk about a visit that they cannot move or cancel any more."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from db.uow import Uow
from domain.booking.booking import BookingView, Wanted

# Each colleague has one message for each state of the visit, whatever is tapped how often.
_TELL = text("""
    WITH desk AS (
      SELECT id FROM accounts
       WHERE role = 'desk' AND reachable AND id > 0 AND (lab_id IS NULL OR lab_id = :lab)),
    people AS (
      SELECT id FROM desk
      UNION
      SELECT id FROM accounts
       WHERE NOT EXISTS (SELECT FROM desk) AND reachable AND id > 0
         AND (role IN ('manager', 'owner') OR id = ANY(CAST(:owners AS bigint[])))),
    told AS (
      INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, stale_after,
                                      booking_id, lane, intent)
      SELECT id, CAST(id AS text),
             jsonb_build_object('kind', 'news', 'what', 'wanted', 'facts',
               jsonb_build_object('wanted', CAST(:wanted AS text))),
             :due, :due, :stale, :booking, -1,
             'wanted:' || CAST(:booking AS bigint) || ':' || CAST(:version AS int) || ':'
               || CAST(:wanted AS text)
        FROM people
      ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
      RETURNING id)
    SELECT (SELECT count(*) FROM people) AS number, (SELECT count(*) FROM told) AS told
""")


async def tell(
    uow: Uow, booking: BookingView, wanted: Wanted, owners: Collection[int], *, due: datetime
) -> int:
    """Tell the lab's desk, or who is above it where it has none; how many people know of it.

    due: whole seconds; nobody is told any more once the visit has begun.
    """
    values = {
        "lab": booking.lab.id,
        "owners": list(owners),
        "wanted": str(wanted),
        "due": due,
        "stale": booking.starts_at,
        "booking": booking.id,
        "version": booking.version,
    }
    row = await uow.one(_TELL, values)
    if row.told:
        uow.ring_at(due)
    return int(row.number)
