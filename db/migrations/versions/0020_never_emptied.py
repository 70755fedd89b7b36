"""Histories that refuse to be changed refuse to be emptied, too."""

from alembic import op

revision = "0020"
down_revision = "0019"
TABLES = ("booking_events", "booking_notes", "report_openings")  # audit_log since 0008


def upgrade() -> None:
    """Expand."""
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_are_never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Back."""
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_are_never_emptied ON {table}")
