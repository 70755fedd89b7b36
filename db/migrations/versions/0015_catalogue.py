"""What managers edit of tests and labs, each with a version: of two who edit one is told."""

from typing import Any

from alembic import op

revision = "0015"
down_revision = "0014"

UP = """
ALTER TABLE tests ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX one_test_per_code ON tests (lower(code));
ALTER TABLE labs
    ADD COLUMN opening text NOT NULL DEFAULT '',
    ADD COLUMN latitude double precision,
    ADD COLUMN longitude double precision,
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD CONSTRAINT pin_is_whole CHECK ((latitude IS NULL) = (longitude IS NULL));
"""

DOWN = """
DROP INDEX one_test_per_code;
ALTER TABLE tests DROP COLUMN version;
ALTER TABLE labs DROP COLUMN opening, DROP COLUMN latitude, DROP COLUMN longitude,
    DROP COLUMN version;
"""


def upgrade() -> None:
    """Expand."""
    _run(UP)


def downgrade() -> None:
    """Pins and opening texts go."""
    _run(DOWN)


def _run(script: str) -> None:
    """asyncpg's own protocol takes many statements at once, in the transaction that is open."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(script))
