"""Patients are found by a part of a name or a number; callers need no Telegram.

pg_trgm and unaccent are trusted extensions: who owns the database may create them. On a large
table the indexes take a while, and nobody can add patients meanwhile.
"""

from typing import Any

from alembic import op

revision = "0009"
down_revision = "0008"

UP = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
-- Immutable as far as an index cares: its rules change with a major version of PostgreSQL alone.
CREATE FUNCTION plain_name(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path FROM CURRENT AS $$ SELECT lower(unaccent('unaccent', $1)) $$;
CREATE INDEX patients_by_parts_of_name ON patients USING gin (plain_name(name) gin_trgm_ops);
CREATE INDEX patients_by_parts_of_phone ON patients USING gin (phone gin_trgm_ops);
CREATE SEQUENCE caller_ids;
"""

# The extensions stay: others may use them by now.
DOWN = """
DROP SEQUENCE caller_ids;
DROP INDEX patients_by_parts_of_name, patients_by_parts_of_phone;
DROP FUNCTION plain_name(text);
"""


def upgrade() -> None:
    """Expand."""
    _run(UP)


def downgrade() -> None:
    """Callers stay, as accounts that nobody can reach."""
    _run(DOWN)


def _run(script: str) -> None:
    """asyncpg's own protocol takes many statements at once, in the transaction that is open."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(script))
