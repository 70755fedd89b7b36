"""A number for all that an account has booked: whoever books for it changes it, and nobody else's
booking is counted without being seen."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE account_visits (
            account_id bigint PRIMARY KEY
                CONSTRAINT visits_of_an_account REFERENCES accounts (id),
            version bigint NOT NULL
        )
        """
    )


def downgrade() -> None:
    """Back."""
    op.execute("DROP TABLE account_visits")
