"""A language that somebody has chosen, and what a lab has written in others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Expand."""
    chosen = sa.Column("locale_chosen", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("accounts", chosen)
    for table in ("tests", "labs"):
        op.add_column(table, sa.Column("translations", JSONB, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Back."""
    op.drop_column("labs", "translations")
    op.drop_column("tests", "translations")
    op.drop_column("accounts", "locale_chosen")
