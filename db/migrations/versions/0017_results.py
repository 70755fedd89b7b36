"""What came of an update stands beside its mark."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Expand."""
    op.execute("ALTER TABLE handled_updates ADD COLUMN results bytea[] NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    """Back."""
    op.execute("ALTER TABLE handled_updates DROP COLUMN results")
