"""A lane for what the lab sends, and the order of one second's messages in the index."""

from typing import Any

from alembic import op

revision = "0018"
down_revision = "0017"

UP = """
ALTER TABLE scheduled_messages DROP CONSTRAINT lane_is_known;
ALTER TABLE scheduled_messages ADD CONSTRAINT lane_is_known CHECK (lane IN (-1, 0, 1)) NOT VALID;
ALTER TABLE scheduled_messages VALIDATE CONSTRAINT lane_is_known;
CREATE INDEX waiting_in_order ON scheduled_messages (lane, fire_at, id)
    WHERE status = 'scheduled';
DROP INDEX waiting_by_lane;
"""

DOWN = """
UPDATE scheduled_messages SET lane = 0 WHERE lane = -1;
UPDATE message_series SET lane = 0 WHERE lane = -1;
ALTER TABLE scheduled_messages DROP CONSTRAINT lane_is_known;
ALTER TABLE scheduled_messages ADD CONSTRAINT lane_is_known CHECK (lane IN (0, 1)) NOT VALID;
ALTER TABLE scheduled_messages VALIDATE CONSTRAINT lane_is_known;
CREATE INDEX waiting_by_lane ON scheduled_messages (lane, fire_at) WHERE status = 'scheduled';
DROP INDEX waiting_in_order;
"""


def upgrade() -> None:
    """Expand. What waits already stays in its lane."""
    _run(UP)


def downgrade() -> None:
    """Back, without losing anything."""
    _run(DOWN)


def _run(script: str) -> None:
    """asyncpg's own protocol takes many statements at once, in the transaction that is open."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(script))
