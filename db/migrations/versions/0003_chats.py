"""Groups and channels the bot knows; how much of a long text has been sent."""

from alembic import op

revision = "0003"
down_revision = "0002"

UP = (
    """
    CREATE TABLE chats (
        id bigint PRIMARY KEY,
        type text NOT NULL,
        title text NOT NULL,
        bot_status text NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT chat_type_is_known CHECK (type IN ('group', 'supergroup', 'channel')),
        CONSTRAINT chat_id_is_negative CHECK (id < 0)
    )
    """,
    "ALTER TABLE scheduled_messages ADD COLUMN parts_sent smallint NOT NULL DEFAULT 0",
)
DOWN = ("ALTER TABLE scheduled_messages DROP COLUMN parts_sent", "DROP TABLE chats")


def upgrade() -> None:
    """Expand: what runs now asks for neither."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Back."""
    for statement in DOWN:
        op.execute(statement)
