"""Messages by when they went out, for numbers.

A block range index: rows are written anew when they are sent, so what lies together went out
together, and it costs a send next to nothing.
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Expand: nothing asks for it but /stats and /export."""
    op.execute("CREATE INDEX sent_by_time ON scheduled_messages USING brin (sent_at)")
    op.execute("CREATE INDEX dead_by_time ON scheduled_messages (fire_at) WHERE status = 'dead'")


def downgrade() -> None:
    """Back."""
    op.execute("DROP INDEX sent_by_time, dead_by_time")
