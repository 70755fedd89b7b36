"""Lanes that somebody has paused, and which program a worker is."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Expand."""
    op.execute("ALTER TABLE worker_beats ADD COLUMN version text NOT NULL DEFAULT ''")
    op.execute("""
        CREATE TABLE lane_pauses (
          lane smallint PRIMARY KEY CONSTRAINT paused_lane_is_known CHECK (lane IN (-1, 0, 1)),
          paused_by bigint NOT NULL CONSTRAINT pause_of_an_account REFERENCES accounts (id),
          paused_at timestamptz NOT NULL)
    """)
    op.execute("CREATE INDEX pauses_of_account ON lane_pauses (paused_by)")


def downgrade() -> None:
    """What is paused goes on."""
    op.execute("DROP TABLE lane_pauses")
    op.execute("ALTER TABLE worker_beats DROP COLUMN version")
