"""Patients have a birth date, can be removed, and two of one name are told apart by it.

Another index takes the place of the old one, which would refuse the second of two such patients.
The version before this one can go on without it: it tells patients apart by name and number.
"""

from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """No two rows that were told apart are the same now."""
    op.execute("ALTER TABLE patients ADD COLUMN born date, ADD COLUMN removed_at timestamptz")
    op.execute("DROP INDEX one_patient_per_account_name_and_phone")
    op.execute(
        "CREATE UNIQUE INDEX one_patient_per_account_name_phone_and_birth ON patients"
        " (account_id, lower(name), phone, coalesce(born, 'infinity'::date))"
        " WHERE removed_at IS NULL"
    )
    op.execute("CREATE INDEX patients_of_account ON patients (account_id)")


def downgrade() -> None:
    """Of one name and number, all but the first to come get their id into the name."""
    op.execute("DROP INDEX patients_of_account")
    op.execute("DROP INDEX one_patient_per_account_name_phone_and_birth")
    op.execute(
        "UPDATE patients AS p SET name = p.name || ' ' || p.id"
        " WHERE EXISTS (SELECT FROM patients AS o WHERE o.account_id = p.account_id"
        " AND lower(o.name) = lower(p.name) AND o.phone = p.phone AND o.id < p.id)"
    )
    op.execute(
        "CREATE UNIQUE INDEX one_patient_per_account_name_and_phone"
        " ON patients (account_id, lower(name), phone)"
    )
    op.execute("ALTER TABLE patients DROP COLUMN removed_at, DROP COLUMN born")
