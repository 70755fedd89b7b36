"""Patients: the people bookings are for, remembered by the account that named them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    false,
    func,
    text,
)

from db.base import Instant, metadata

patients = Table(
    "patients",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="patient_of_an_account"), nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),  # E.164, empty = none given
    Column("is_self", Boolean, nullable=False, server_default=false()),
    Column("used_at", Instant, nullable=False, server_default=func.now()),
    # Begins with account_id, so it serves the foreign key, too.
    Index("one_patient_per_account_and_name", "account_id", text("lower(name)"), unique=True),
    Index("one_self_per_account", "account_id", unique=True, postgresql_where=text("is_self")),
)
