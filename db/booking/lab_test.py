"""Tests: what can be booked."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Executable,
    Identity,
    Index,
    Integer,
    Numeric,
    Row,
    Table,
    Text,
    false,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import metadata
from domain.booking.catalogue import LabTest

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
    Column("fasting_hours", Integer, nullable=False, server_default="0"),  # before it; 0 = none
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("fasting_hours BETWEEN 0 AND 48", name="fasting_is_bearable"),
    CheckConstraint("minutes > 0", name="test_takes_time"),
    CheckConstraint("price >= 0", name="price_is_not_negative"),
    Index("one_test_per_code", text("lower(code)"), unique=True),
)


def tests_offered() -> Executable:
    """Every test that can be booked."""
    return select(tests).where(~tests.c.retired)


def test_offered(test_id: int) -> Executable:
    """One test, if it can be booked."""
    return select(tests).where(tests.c.id == test_id, ~tests.c.retired)


def tests_by_ids(ids: Sequence[int]) -> Executable:
    """These tests, retired ones too, by code."""
    return select(tests).where(tests.c.id.in_(list(ids))).order_by(tests.c.code)


def insert_tests(values: Sequence[Mapping[str, Any]]) -> Executable:
    """Add tests whose code is new; those that are there stay as the staff has them."""
    return insert(tests).values(list(values)).on_conflict_do_nothing(index_elements=[tests.c.code])


def all_tests() -> Executable:
    """Every test, those that are retired last."""
    return select(tests).order_by(tests.c.retired, tests.c.name, tests.c.id)


def one_test(test_id: int) -> Executable:
    """One test, retired or not."""
    return select(tests).where(tests.c.id == test_id)


def insert_test(values: Mapping[str, Any]) -> Executable:
    """A new test."""
    return insert(tests).values(**values).returning(tests)


def change_test(test_id: int, version: int, values: Mapping[str, Any]) -> Executable:
    """Compare-and-swap by the version that was seen; no row comes back if it is another."""
    return (
        update(tests)
        .where(tests.c.id == test_id, tests.c.version == version)
        .values(version=tests.c.version + 1, **values)
        .returning(tests)
    )


def test_of(row: Row[Any]) -> LabTest:
    """The value of a row of `tests`."""
    return LabTest(
        id=row.id,
        code=row.code,
        name=row.name,
        preparation=row.preparation,
        minutes=row.minutes,
        price=row.price,
        currency=row.currency,
        fasting_hours=row.fasting_hours,
    )
