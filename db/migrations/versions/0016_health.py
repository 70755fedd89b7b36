"""Workers say that they live."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE worker_beats (
            id uuid PRIMARY KEY,
            started_at timestamptz NOT NULL,
            at timestamptz NOT NULL
        )
        """
    )


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE worker_beats")
