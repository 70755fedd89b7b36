"""The tests of a visit beyond its first one, which stands in the booking itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    Numeric,
    Table,
    UniqueConstraint,
    insert,
)

from db.base import metadata
from db.uow import Uow
from domain.booking.catalogue import LabTest

booking_tests = Table(
    "booking_tests",
    metadata,
    Column("booking_id", ForeignKey("bookings.id", name="test_of_a_visit"), primary_key=True),
    Column("position", Integer, primary_key=True),  # from 1, which is the second test
    Column(
        "test_id",
        ForeignKey("tests.id", name="another_test_of_a_visit"),
        nullable=False,
        index=True,
    ),
    Column("price", Numeric, nullable=False),  # as it was when it was booked, of bookings.price
    UniqueConstraint("booking_id", "test_id", name="each_test_once_a_visit"),
    CheckConstraint("position > 0", name="first_test_stands_in_the_booking"),
)

_COLUMNS = {name: name for name in LabTest.__slots__} | {"price": "price::text"}
_THEIRS = """booking_tests AS more JOIN tests AS o ON o.id = more.test_id
              WHERE more.booking_id = {booking}"""


def as_json(table: str, **others: str) -> str:
    """SQL: a row of tests as `test_in` reads it. others: stand in for its columns of the name."""
    known = {name: f"{table}.{column}" for name, column in _COLUMNS.items()} | others
    listed = ", ".join(f"'{name}', {one}" for name, one in known.items())
    return f"json_build_object({listed})"


def test_in(stored: Mapping[str, Any]) -> LabTest:
    """What as_json has written."""
    return LabTest(**{**stored, "price": Decimal(stored["price"])})


def more_of(booking: str = "b.id", currency: str = "b.currency") -> str:
    """SQL: a visit's further tests in order, each as json at its own price; NULL without any."""
    one = as_json("o", price="more.price::text", currency=currency)
    theirs = _THEIRS.format(booking=booking)
    return f"(SELECT json_agg({one} ORDER BY more.position) FROM {theirs})"  # noqa: S608


def ids_of(booking: str = "b") -> str:
    """SQL: the ids of all tests of a visit, the first one first."""
    return f"""({booking}.test_id || ARRAY(SELECT more.test_id FROM booking_tests AS more
               WHERE more.booking_id = {booking}.id ORDER BY more.position))"""  # noqa: S608


def all_of(column: str) -> str:
    """SQL: that column of the tests of booking b, whose first one is t: 'CBC + LIPID'."""
    theirs = _THEIRS.format(booking="b.id")
    others = f"SELECT string_agg(' + ' || o.{column}, '' ORDER BY more.position) FROM {theirs}"  # noqa: S608
    return f"(t.{column} || coalesce(({others}), ''))"


def has_test(test: str) -> str:
    """SQL: whether booking b is for that test, among others."""
    others = f"SELECT FROM {_THEIRS.format(booking='b.id')} AND more.test_id = {test}"
    return f"(b.test_id = {test} OR EXISTS ({others}))"


async def insert_more(uow: Uow, booking_id: int, more: Sequence[LabTest]) -> None:
    """Of a visit that has just been booked. more: with the prices that the booking keeps."""
    rows = [
        {"booking_id": booking_id, "position": at, "test_id": test.id, "price": test.price}
        for at, test in enumerate(more, 1)
    ]
    if rows:
        await uow.run(insert(booking_tests).values(rows))
