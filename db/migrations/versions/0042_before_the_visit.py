"""Messages that are tied to a visit: how long before or after it they come."""

from alembic import op

revision = "0042"
down_revision = "0035"


def upgrade() -> None:
    """Expand."""
    op.execute("""
        ALTER TABLE scheduled_messages ADD COLUMN from_visit text,
            ADD CONSTRAINT tied_to_a_booking
            CHECK (from_visit IS NULL OR booking_id IS NOT NULL) NOT VALID
    """)
    op.execute("ALTER TABLE scheduled_messages VALIDATE CONSTRAINT tied_to_a_booking")


def downgrade() -> None:
    """Back."""
    op.execute("ALTER TABLE scheduled_messages DROP COLUMN from_visit")
