"""When the last backup was taken, so that its age can be seen."""

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Expand."""
    op.execute("""
        CREATE TABLE backups (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          taken_at timestamptz NOT NULL,
          bytes bigint NOT NULL,
          is_restored boolean NOT NULL DEFAULT false)
    """)


def downgrade() -> None:
    """Forget them."""
    op.execute("DROP TABLE backups")
