"""Which zones waiting messages are planned in is asked by each worker at its start: an index tells,
where the whole table was read.
"""

from alembic import op

revision = "0049"
down_revision = "0046"


def upgrade() -> None:
    """Beside traffic; what an earlier try has left is made anew."""
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS waiting_by_zone")
        op.execute(
            "CREATE INDEX CONCURRENTLY waiting_by_zone ON scheduled_messages (zone)"
            " WHERE status IN ('scheduled', 'sending') AND wall IS NOT NULL AND zone IS NOT NULL"
        )


def downgrade() -> None:
    """The table is read again."""
    op.execute("DROP INDEX waiting_by_zone")
