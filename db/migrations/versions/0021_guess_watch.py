"""Who guesses PINs, codes and invitations, and when managers were told of it."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE guess_watch (
            account_id bigint PRIMARY KEY,
            since timestamptz NOT NULL,
            guesses integer NOT NULL,
            told_at timestamptz
        )
        """
    )


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE guess_watch")
