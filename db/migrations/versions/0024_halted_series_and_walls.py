"""What repeats waits while its recipient cannot be reached; slots keep the clock on the wall.

Expands only: the version before this one neither reads nor writes what is new, and takes a series
that waits for one that its author has paused. The first worker to start fills in the walls.
"""

from typing import Any

from alembic import op

revision = "0024"
down_revision = "0023"

UP = """
ALTER TABLE message_series
    ADD COLUMN halted_for text, ADD COLUMN halted_at timestamptz,
    ADD CONSTRAINT halted_for_a_reason CHECK ((halted_for IS NULL) = (halted_at IS NULL));
CREATE INDEX halted_series ON message_series (halted_at) WHERE halted_at IS NOT NULL;

ALTER TABLE time_slots ADD COLUMN wall timestamp;
CREATE TABLE zone_rules (
    zone text PRIMARY KEY,
    rules text NOT NULL,
    counted_at timestamptz NOT NULL
);
"""

DOWN = """
DROP TABLE zone_rules;
ALTER TABLE time_slots DROP COLUMN wall;
ALTER TABLE message_series DROP COLUMN halted_for, DROP COLUMN halted_at;
"""


def upgrade() -> None:
    """Three columns and a table."""
    _run(UP)


def downgrade() -> None:
    """Series that wait stay paused."""
    _run(DOWN)


def _run(script: str) -> None:
    """asyncpg's own protocol takes many statements at once, in the transaction that is open."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(script))
