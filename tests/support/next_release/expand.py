"""A next release adds to the tables that are written most, as its migrations would."""

from alembic import op

from db.migrate import MIGRATIONS

revision = "next_expand"
down_revision = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))

COLUMNS = """
ALTER TABLE scheduled_messages ADD COLUMN hue integer;
ALTER TABLE message_series ADD COLUMN hue integer NOT NULL DEFAULT 0;
ALTER TABLE bookings ADD COLUMN hue integer NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN hue integer NOT NULL DEFAULT 0;
ALTER TABLE time_slots ADD COLUMN hue integer NOT NULL DEFAULT 0;
ALTER TABLE handled_updates ADD COLUMN hue integer;
ALTER TABLE scheduled_messages ADD CONSTRAINT hue_is_known CHECK (hue >= 0) NOT VALID;
"""


def upgrade() -> None:
    """Short locks in the transaction, and what reads whole tables outside of it."""
    for statement in COLUMNS.split(";")[:-1]:
        op.execute(statement)
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE scheduled_messages VALIDATE CONSTRAINT hue_is_known")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS messages_by_hue")  # a half one of a try
        op.execute("CREATE INDEX CONCURRENTLY messages_by_hue ON scheduled_messages (hue)")


def downgrade() -> None:
    """Nobody goes back."""
    raise NotImplementedError
