"""Before a visit: messages that are tied to it, who comes late, cards of places in the queue."""

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Expand."""
    op.execute("""
        ALTER TABLE scheduled_messages ADD COLUMN from_visit text,
            ADD CONSTRAINT tied_to_a_booking
            CHECK (from_visit IS NULL OR booking_id IS NOT NULL) NOT VALID
    """)
    op.execute("ALTER TABLE scheduled_messages VALIDATE CONSTRAINT tied_to_a_booking")
    op.execute("ALTER TABLE bookings ADD COLUMN late_at timestamptz")
    op.execute("""
        CREATE TABLE queue_cards (
            booking_id bigint PRIMARY KEY
                CONSTRAINT card_of_a_booking REFERENCES bookings (id),
            chat_id bigint NOT NULL,
            message_id bigint NOT NULL,
            shown text NOT NULL,
            edits integer NOT NULL DEFAULT 0,
            made_at timestamptz NOT NULL,
            looked_at timestamptz NOT NULL,
            is_open boolean NOT NULL DEFAULT true
        )
    """)
    op.execute("CREATE INDEX open_queue_cards ON queue_cards (looked_at) WHERE is_open")


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE queue_cards")
    op.execute("ALTER TABLE bookings DROP COLUMN late_at")
    op.execute("ALTER TABLE scheduled_messages DROP COLUMN from_visit")
