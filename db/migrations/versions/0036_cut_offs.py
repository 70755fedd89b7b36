"""Until how long before a visit its patient can move or cancel it, per test."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Expand: tests that there are have none, as before."""
    op.execute("""
        ALTER TABLE tests
          ADD COLUMN move_hours integer NOT NULL DEFAULT 0,
          ADD COLUMN cancel_hours integer NOT NULL DEFAULT 0,
          ADD CONSTRAINT cut_off_within_two_weeks
              CHECK (move_hours BETWEEN 0 AND 336 AND cancel_hours BETWEEN 0 AND 336)
    """)


def downgrade() -> None:
    """Back."""
    op.execute("ALTER TABLE tests DROP COLUMN move_hours, DROP COLUMN cancel_hours")
