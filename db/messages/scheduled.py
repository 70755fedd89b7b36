"""The list that a person sees of their messages: what is to come, and what went out lately."""

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant

PLANNED = text("""
    WITH listed AS (
      SELECT 0 AS part, false AS is_series, m.id, m.status, m.content, m.due_at, m.fire_at, m.zone,
             m.attempts, m.version, m.sent_at, m.last_error, m.in_doubt, m.resolved_at,
             m.series_id, m.rrule, m.wall, false AS is_zone_named, false AS is_sending,
             m.channel, m.recipient
        FROM scheduled_messages AS m
       WHERE m.author_id = :author AND m.content ->> 'kind'
           NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast')
         AND m.status IN ('scheduled', 'sending') AND NOT EXISTS (
           SELECT FROM message_series AS s
            WHERE s.id = m.series_id AND s.next_at = m.due_at AND s.status = 'active')
      UNION ALL
      SELECT 0, true, s.id, s.status, s.content, s.next_at, coalesce(m.fire_at, s.next_at), s.zone,
             0, s.version, NULL, NULL, false, NULL,
             s.id, s.rrule, s.wall, s.is_zone_named, coalesce(m.status = 'sending', false),
             s.channel, s.recipient
        FROM message_series AS s LEFT JOIN scheduled_messages AS m
          ON m.series_id = s.id AND m.due_at = s.next_at AND m.status IN ('scheduled', 'sending')
       WHERE s.author_id = :author AND s.status IN ('active', 'paused')
      UNION ALL
      SELECT * FROM (
        SELECT 1, false, m.id, m.status, m.content, m.due_at, m.fire_at, m.zone,
               m.attempts, m.version, m.sent_at, m.last_error, m.in_doubt, m.resolved_at,
               m.series_id, m.rrule, m.wall, false, false, m.channel, m.recipient
          FROM (SELECT * FROM scheduled_messages
                 WHERE author_id = :author
                   AND content ->> 'kind'
                       NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast')
                   AND status IN ('sent', 'dead')
                 ORDER BY due_at DESC, id DESC LIMIT :looked_at) AS m
         WHERE m.series_id IS NULL OR m.status = 'dead' OR NOT EXISTS (
           SELECT FROM scheduled_messages AS later
            WHERE later.series_id = m.series_id AND later.due_at > m.due_at
              AND later.status = 'sent')
         ORDER BY m.due_at DESC, m.id DESC LIMIT :recent) AS gone)
    SELECT *, count(*) OVER () AS total FROM listed
     ORDER BY part, CASE part WHEN 0 THEN 1 ELSE -1 END * extract(epoch FROM due_at), is_series, id
    OFFSET :offset LIMIT :limit
""").bindparams(bindparam("looked_at", 200))
_TYPES = {"due_at": Instant, "fire_at": Instant, "sent_at": Instant, "resolved_at": Instant}
messages_planned = PLANNED.columns(content=JSONB, **_TYPES)
"""Planned ones and series, the next first, then the newest that were sent or given up.

Of what repeats only the last one that was sent is shown. Every row tells `total`, the number of
all. Values: author, recent (how many sent or given up), offset, limit.
"""
