"""What repeats waits while its recipient cannot be reached.

Expands only: the version before this one neither reads nor writes what is new, and takes such a
series for one that its author has paused.
"""

from alembic import op

revision = "0026"
down_revision = "0023"


def upgrade() -> None:
    """Why it waits, and since when."""
    op.execute(
        "ALTER TABLE message_series ADD COLUMN halted_for text, ADD COLUMN halted_at timestamptz,"
        " ADD CONSTRAINT halted_for_a_reason CHECK ((halted_for IS NULL) = (halted_at IS NULL))"
    )
    op.execute(
        "CREATE INDEX halted_series ON message_series (halted_at) WHERE halted_at IS NOT NULL"
    )


def downgrade() -> None:
    """They stay paused."""
    op.execute("ALTER TABLE message_series DROP COLUMN halted_for, DROP COLUMN halted_at")
