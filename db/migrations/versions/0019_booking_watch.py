"""Who meets the cap of visits to come, and when managers were told of it."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE booking_watch (
            account_id bigint PRIMARY KEY
                CONSTRAINT watch_of_an_account REFERENCES accounts (id),
            since timestamptz NOT NULL,
            refusals integer NOT NULL,
            told_at timestamptz
        )
        """
    )


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE booking_watch")
