"""Tests: what can be booked."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Integer,
    Numeric,
    Table,
    Text,
    false,
)

from db.base import metadata

tests = Table(
    "tests",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("preparation", Text, nullable=False),  # a sentence for the patient, may be empty
    Column("minutes", Integer, nullable=False),
    Column("price", Numeric(10, 2), nullable=False),
    Column("currency", Text, nullable=False),  # ISO 4217
    Column("retired", Boolean, nullable=False, server_default=false()),
    CheckConstraint("minutes > 0", name="test_takes_time"),
    CheckConstraint("price >= 0", name="price_is_not_negative"),
)
