"""A report may have several files."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Expand."""
    op.execute("ALTER TABLE reports ADD COLUMN more jsonb NOT NULL DEFAULT '[]'")


def downgrade() -> None:
    """Back."""
    op.execute("ALTER TABLE reports DROP COLUMN more")
