"""A calendar of one's visits, by an address of one's own."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE calendar_feeds (
            account_id bigint PRIMARY KEY
                CONSTRAINT calendar_of_an_account REFERENCES accounts (id),
            number integer NOT NULL,
            closed boolean NOT NULL DEFAULT false
        )
        """
    )


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE calendar_feeds")
