"""Quiet hours of a person, when a test's visits are reminded of, and reminders that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
WAY = "quiet_way IN ('delay', 'silent', 'off')"
HOURS = "reminders ~ '^([0-9]+(, [0-9]+)*)?$'"


def upgrade() -> None:
    """Expand."""
    for column in (
        sa.Column("quiet_way", sa.Text, nullable=False, server_default="delay"),
        sa.Column("quiet_from", sa.Time, nullable=False, server_default="21:00"),
        sa.Column("quiet_until", sa.Time, nullable=False, server_default="08:00"),
    ):
        op.add_column("accounts", column)
    op.create_check_constraint("quiet_way_is_known", "accounts", WAY)
    op.create_check_constraint("quiet_hours_end", "accounts", "quiet_from <> quiet_until")
    plan = sa.Column("reminders", sa.Text, nullable=False, server_default="24, 2")
    op.add_column("tests", plan)
    op.create_check_constraint("reminders_are_hours", "tests", HOURS)
    where = sa.text("status = 'scheduled' AND last_error = 'paused'")
    op.create_index("paused_reminders", "scheduled_messages", ["id"], postgresql_where=where)


def downgrade() -> None:
    """Back."""
    op.drop_index("paused_reminders", "scheduled_messages")
    op.drop_column("tests", "reminders")
    for name in ("quiet_until", "quiet_from", "quiet_way"):
        op.drop_column("accounts", name)
