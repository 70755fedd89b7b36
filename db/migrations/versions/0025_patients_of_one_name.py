"""Two people of one account may have one name: a number tells them apart.

Another index takes the place of the old one. The version before this one cannot remember patients
without it, so its processes end before this runs.
"""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """No two rows that were told apart are the same now."""
    op.execute("DROP INDEX one_patient_per_account_and_name")
    op.execute(
        "CREATE UNIQUE INDEX one_patient_per_account_name_and_phone"
        " ON patients (account_id, lower(name), phone)"
    )


def downgrade() -> None:
    """Of one name, all but the first to come get their number into it."""
    op.execute("DROP INDEX one_patient_per_account_name_and_phone")
    op.execute(
        "UPDATE patients AS p SET name = p.name || ' ' || p.phone || ' ' || p.id"
        " WHERE EXISTS (SELECT FROM patients AS o WHERE o.account_id = p.account_id"
        " AND lower(o.name) = lower(p.name) AND o.id < p.id)"
    )
    op.execute(
        "CREATE UNIQUE INDEX one_patient_per_account_and_name ON patients (account_id, lower(name))"
    )
