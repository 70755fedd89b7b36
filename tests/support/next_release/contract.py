"""The release after it takes away what nobody uses any more."""

from alembic import op

revision = "next_contract"
down_revision = "next_expand"
TABLES = ("scheduled_messages", "message_series", "bookings", "accounts", "time_slots")


def upgrade() -> None:
    """One short lock at a time."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN hue")
    op.execute("ALTER TABLE handled_updates DROP COLUMN hue")


def downgrade() -> None:
    """Nobody goes back."""
    raise NotImplementedError
