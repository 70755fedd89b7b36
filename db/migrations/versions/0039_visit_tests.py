"""A visit may be for several tests: those beyond the first one."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE booking_tests (
          booking_id bigint NOT NULL CONSTRAINT test_of_a_visit REFERENCES bookings (id),
          position integer NOT NULL
            CONSTRAINT first_test_stands_in_the_booking CHECK (position > 0),
          test_id bigint NOT NULL CONSTRAINT another_test_of_a_visit REFERENCES tests (id),
          price numeric NOT NULL,
          PRIMARY KEY (booking_id, position),
          CONSTRAINT each_test_once_a_visit UNIQUE (booking_id, test_id)
        )
        """
    )
    op.execute("CREATE INDEX ix_booking_tests_test_id ON booking_tests (test_id)")


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE booking_tests")
