"""A patient says that they will come, when they are reminded."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Expand."""
    op.execute("ALTER TABLE bookings ADD COLUMN coming_at timestamptz")


def downgrade() -> None:
    """Back."""
    op.execute("ALTER TABLE bookings DROP COLUMN coming_at")
