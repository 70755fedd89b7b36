"""What can be booked, and where: tests, and labs with an address and a time zone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Identity,
    Index,
    Integer,
    Numeric,
    Row,
    Table,
    Text,
    bindparam,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.account.account import accounts
from db.base import Instant, metadata
from db.uow import Uow
from domain.booking.catalogue import PLAN, LabTest
from domain.booking.lab import Lab, LabChoice
from domain.booking.price import CURRENCY

labs = Table(
    "labs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("zone", Text, nullable=False),  # IANA name
    Column("opening", Text, nullable=False, server_default=""),  # a sentence for patients
    Column("latitude", Double),
    Column("longitude", Double),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("currency", Text, nullable=False, server_default=CURRENCY),  # ISO 4217
    Column("languages", Text, nullable=False, server_default=""),  # codes, the main one first
    Column("translations", JSONB, nullable=False, server_default="{}"),  # language: field: text
    CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_a_code"),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="pin_is_whole"),
)

tests = Table(
    "tests",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("preparation", Text, nullable=False),  # a sentence for the patient, may be empty
    Column("minutes", Integer, nullable=False),
    Column("price", Numeric, nullable=False),
    Column("currency", Text, nullable=False),  # of the lab where the price was typed; not read
    Column("retired", Boolean, nullable=False, server_default=false()),
    Column("fasting_hours", Integer, nullable=False, server_default="0"),  # before it; 0 = none
    Column("version", Integer, nullable=False, server_default="1"),
    Column("synonyms", Text, nullable=False, server_default=""),  # with commas between
    Column("translations", JSONB, nullable=False, server_default="{}"),  # language: field: text
    Column("move_hours", Integer, nullable=False, server_default="0"),  # before it; 0 = none
    Column("cancel_hours", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "move_hours BETWEEN 0 AND 336 AND cancel_hours BETWEEN 0 AND 336",
        name="cut_off_within_two_weeks",
    ),
    Column("reminders", Text, nullable=False, server_default=PLAN),  # hours before, descending
    CheckConstraint("reminders ~ '^([0-9]+(, [0-9]+)*)?$'", name="reminders_are_hours"),
    Column("turnaround_hours", Integer, nullable=False, server_default="0"),  # 0 = no promise
    CheckConstraint("fasting_hours BETWEEN 0 AND 48", name="fasting_is_bearable"),
    CheckConstraint("turnaround_hours BETWEEN 0 AND 1440", name="turnaround_within_two_months"),
    CheckConstraint("minutes > 0", name="test_takes_time"),
    CheckConstraint("price >= 0", name="price_is_not_negative"),
    Index("one_test_per_code", text("lower(code)"), unique=True),
)


_CHOSEN = select(accounts.c.lab_id).where(accounts.c.id == bindparam("account_id"))
_IS_CHOSEN = func.coalesce(labs.c.id == _CHOSEN.scalar_subquery(), False)
_LABS_FOR = select(labs).order_by(_IS_CHOSEN.desc(), labs.c.id)
_LAB_FOR = _LABS_FOR.limit(1)
_LABS_OFFERED = (
    select(*labs.c, _IS_CHOSEN.label("is_chosen"))
    .where(
        text("""EXISTS (
            SELECT FROM time_slots AS s
             WHERE s.lab_id = labs.id AND s.starts_at > :now AND s.status = 'open'
               AND s.booked < s.capacity
               AND (s.test_ids IS NULL OR EXISTS (
                    SELECT FROM tests AS t WHERE t.id = ANY(s.test_ids) AND NOT t.retired)))
        """).bindparams(bindparam("now", type_=Instant))
    )
    .order_by(labs.c.id)
)
_OPEN = (
    select(labs)
    .where(text("EXISTS (SELECT FROM tests WHERE NOT retired) AND EXISTS (SELECT FROM time_slots)"))
    .order_by(labs.c.id)
)
_TESTS_OFFERED = select(tests).where(~tests.c.retired)
_TEST_OFFERED = _TESTS_OFFERED.where(tests.c.id == bindparam("test_id"))


async def first_lab(uow: Uow) -> Lab | None:
    """The lab, as long as there is one alone."""
    return await uow.find(lab_of, select(labs).order_by(labs.c.id).limit(1))


async def open_labs(uow: Uow) -> list[Lab]:
    """Every lab if there is a test, and has ever been a time; else none."""
    return [lab_of(row) for row in await uow.all(_OPEN)]


async def lab_for(uow: Uow, account_id: int) -> Lab | None:
    """The lab that an account has chosen, else the first."""
    return await uow.find(lab_of, _LAB_FOR, {"account_id": account_id})


async def labs_for(uow: Uow, account_id: int) -> list[Lab]:
    """Every lab; first the one that the account has chosen."""
    return [lab_of(row) for row in await uow.all(_LABS_FOR, {"account_id": account_id})]


async def labs_offered(uow: Uow, account_id: int, now: datetime) -> LabChoice:
    """Labs with something free for a test that can be booked, in the order they were added."""
    found = await uow.all(_LABS_OFFERED, {"account_id": account_id, "now": now})
    chosen = next((lab_of(row) for row in found if row.is_chosen), None)
    return LabChoice(tuple(map(lab_of, found)), chosen)


async def find_lab(uow: Uow, lab_id: int) -> Lab | None:
    """One lab."""
    return await uow.find(lab_of, select(labs).where(labs.c.id == lab_id))


async def all_labs(uow: Uow) -> list[Lab]:
    """Every lab, in the order they were added."""
    return [lab_of(row) for row in await uow.all(select(labs).order_by(labs.c.id))]


async def add_lab(uow: Uow, values: Mapping[str, Any]) -> Lab:
    """A new lab; no other may have its name."""
    return lab_of(await uow.one(insert(labs).values(**values).returning(labs)))


async def change_lab(uow: Uow, lab_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Compare-and-swap by the version that was seen. False if it is another by now."""
    seen = (labs.c.id == lab_id, labs.c.version == version)
    change = update(labs).where(*seen).values(version=labs.c.version + 1, **values)
    return await uow.run(change) == 1


async def choose_lab(uow: Uow, account_id: int, lab_id: int) -> None:
    """Where this account books or works from now on."""
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(lab_id=lab_id))


async def insert_lab(uow: Uow, values: Mapping[str, Any]) -> None:
    """Add a lab unless one of its name is there."""
    added = insert(labs).values(**values)
    await uow.run(added.on_conflict_do_nothing(index_elements=[labs.c.name]))


def lab_of(row: Row[Any], prefix: str = "") -> Lab:
    """The lab of a row with the columns of `labs`, or of one with a prefix for each name."""
    return Lab(*(getattr(row, prefix + name) for name in Lab.__slots__))


async def tests_offered(uow: Uow) -> list[LabTest]:
    """Every test that can be booked."""
    return [lab_test_of(row) for row in await uow.all(_TESTS_OFFERED)]


async def test_offered(uow: Uow, test_id: int) -> LabTest | None:
    """One test, if it can be booked."""
    return await uow.find(lab_test_of, _TEST_OFFERED, {"test_id": test_id})


async def tests_by_ids(uow: Uow, ids: Sequence[int]) -> list[LabTest]:
    """These tests, retired ones too, by code."""
    these = select(tests).where(tests.c.id.in_(list(ids))).order_by(tests.c.code)
    return [lab_test_of(row) for row in await uow.all(these)]


async def all_tests(uow: Uow) -> list[LabTest]:
    """Every test, those that are retired last."""
    every = select(tests).order_by(tests.c.retired, tests.c.name, tests.c.id)
    return [lab_test_of(row) for row in await uow.all(every)]


async def find_test(uow: Uow, test_id: int) -> LabTest | None:
    """One test, retired or not."""
    return await uow.find(lab_test_of, select(tests).where(tests.c.id == test_id))


async def insert_tests(uow: Uow, values: Sequence[Mapping[str, Any]]) -> int:
    """Add tests whose code is new, those that are there stay as the staff has them; how many."""
    added = insert(tests).values(list(values))
    return await uow.run(added.on_conflict_do_nothing(index_elements=[tests.c.code]))


async def insert_test(uow: Uow, values: Mapping[str, Any]) -> LabTest:
    """A new test; no other may have its code."""
    return lab_test_of(await uow.one(insert(tests).values(**values).returning(tests)))


async def change_test(uow: Uow, test_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Compare-and-swap by the version that was seen. False if it is another by now."""
    seen = (tests.c.id == test_id, tests.c.version == version)
    change = update(tests).where(*seen).values(version=tests.c.version + 1, **values)
    return await uow.run(change) == 1


def lab_test_of(row: Row[Any], prefix: str = "") -> LabTest:
    """The test of a row with the columns of `tests`, or of one with a prefix."""
    return LabTest(*(getattr(row, prefix + name) for name in LabTest.__slots__))
