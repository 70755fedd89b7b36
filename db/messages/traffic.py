"""What is to be sent next, and what was sent last."""

from typing import Any

from sqlalchemy import Row, text

from db.uow import Uow, filled
from domain.messages.dead_letters import Planned, Sent, Traffic, pseudonym
from domain.messages.delivery import Lane

# Each lane's first ones, from waiting_in_order: no more is looked at, however many wait.
_PLANNED = text("""
    SELECT m.* FROM unnest(CAST(:lanes AS smallint[])) AS lanes (lane), LATERAL (
      SELECT id, author_id, content ->> 'kind' AS kind, channel, lane, fire_at AS at, attempts
        FROM scheduled_messages AS w
       WHERE w.status = 'scheduled' AND w.lane = lanes.lane
       ORDER BY w.fire_at, w.id LIMIT :most) AS m
     ORDER BY m.at, m.id LIMIT :most
""")

_SENT = text("""
    SELECT m.id, m.author_id, m.content ->> 'kind' AS kind, m.channel, m.sent_at AS at,
           m.sent_at - m.due_at AS late, a.attempt AS attempts, m.in_doubt
      FROM (SELECT * FROM delivery_attempts ORDER BY id DESC LIMIT :looked) AS a
      JOIN scheduled_messages AS m ON m.id = a.message_id AND m.status = 'sent'
     WHERE a.outcome = 'delivered'
     ORDER BY a.id DESC LIMIT :most
""")


async def traffic(uow: Uow, most: int) -> Traffic:
    """At most so many of each. Two statements."""
    lanes = [int(lane) for lane in Lane]
    planned = await uow.all(_PLANNED, {"lanes": lanes, "most": most})
    sent = await uow.all(_SENT, {"looked": 5 * most, "most": most})
    return Traffic(
        tuple(filled(Planned, row, author=_author(row), lane=Lane(row.lane)) for row in planned),
        tuple(filled(Sent, row, author=_author(row)) for row in sent),
    )


def _author(row: Row[Any]) -> str:
    return pseudonym(row.author_id)
