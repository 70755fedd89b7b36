"""Where conversations are, so that a restart is no riddle to whoever is in the midst of one."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE UNLOGGED TABLE bookmarks (
            account_id bigint PRIMARY KEY
                CONSTRAINT bookmark_of_an_account REFERENCES accounts (id),
            place text NOT NULL,
            at timestamptz NOT NULL
        )
        """
    )


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE bookmarks")
