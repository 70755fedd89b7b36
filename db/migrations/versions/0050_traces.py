"""Messages know the trace that they were planned in, if the bot was tracing then.

Its default is what the transaction says (db.direct.CAUSE), so that no statement has to name it.
No row is written anew: PostgreSQL keeps what such a default is for rows that are there. The version
before this one does not know the column and goes on.
"""

from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """In two steps, so that what is there keeps none."""
    op.execute("ALTER TABLE scheduled_messages ADD COLUMN trace text")
    op.execute(
        "ALTER TABLE scheduled_messages"
        " ALTER COLUMN trace SET DEFAULT nullif(current_setting('slotbell.trace', true), '')"
    )


def downgrade() -> None:
    """Traces that are under way end at the message."""
    op.execute("ALTER TABLE scheduled_messages DROP COLUMN trace")
