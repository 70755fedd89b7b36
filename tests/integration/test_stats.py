"""What /stats and /export count and write, against Postgres."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from actions.manage import export, stats
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.manage.export import ExportRequest, What
from domain.manage.stats import Span, totals
from domain.refusals import NotFound
from tests.support.bookings import ALICE, BERLIN, NOW, START, furnish
from tests.support.messages import stage

MANAGER = Actor(ALICE.id, Role.MANAGER, BERLIN, True, "en")
DAY = date(2026, 3, 5)  # START's
BOOKINGS = ExportRequest(What.BOOKINGS, DAY, DAY)
Sql = Callable[..., Awaitable[None]]


@pytest.fixture
async def run(database: Database) -> Sql:
    """A lab with people; runs a statement."""
    await furnish(database)

    async def run(statement: str, **values: object) -> None:
        async with database.begin() as uow:
            await uow.run(text(statement), values)

    return run


async def visits(run: Sql, count: int, at: datetime = START, status: str = "booked") -> None:
    """Slots of two seats every quarter, each with one booking made two days before."""
    await run(
        """
        WITH made AS (
          INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
          SELECT 1, CAST(:at AS timestamptz) + n * interval '15 min',
                 CAST(:at AS timestamptz) + (n + 1) * interval '15 min', 2, 1
            FROM generate_series(0, CAST(:count AS int) - 1) AS n RETURNING id, starts_at),
        patient AS (
          INSERT INTO patients (account_id, name, phone)
          SELECT CAST(:account AS bigint), '=SUM(A1) ' || id, '+49151' FROM made RETURNING id, name)
        INSERT INTO bookings (slot_id, account_id, patient_id, test_id, status, intent, created_at)
        SELECT made.id, CAST(:account AS bigint), patient.id, 1, CAST(:status AS text),
               'i' || made.id, made.starts_at - interval '2 days'
          FROM made JOIN patient ON patient.name = '=SUM(A1) ' || made.id
        """,
        at=at,
        count=count,
        account=ALICE.id,
        status=status,
    )


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR, Role.DESK])
async def test_below_a_manager_there_are_no_numbers(
    database: Database, run: Sql, role: Role
) -> None:
    nobody = Actor(ALICE.id, role, BERLIN, True, "en")
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await stats.numbers(uow, nobody, Span.DAY, None, now=NOW)
        with pytest.raises(NotFound):
            await export.write(uow, nobody, BOOKINGS, io.StringIO())


async def test_visits_are_counted_by_their_day_on_the_labs_calendar(
    database: Database, run: Sql
) -> None:
    await visits(run, 3)
    await visits(run, 2, START + timedelta(hours=2), "fulfilled")
    await visits(run, 1, START + timedelta(hours=4), "no_show")
    await visits(run, 1, START + timedelta(hours=5), "cancelled")
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # half past midnight of the 5th in Berlin
    await visits(run, 1, late)
    async with database.read() as uow:
        with counting() as count:
            lab, found = await stats.numbers(uow, MANAGER, Span.WEEK, DAY, now=NOW)
    assert count.statements <= 6
    assert lab.zone == BERLIN
    thursday = found.visits[3]
    assert (thursday.seats, thursday.booked, thursday.seen, thursday.missed) == (16, 7, 2, 1)
    assert totals(found).booked == 7
    assert found.lead == timedelta(days=2)


async def test_messages_are_counted_by_when_they_went_out(database: Database, run: Sql) -> None:
    await stage(database, START, 100, author=ALICE.id, recipient=ALICE.id)
    await run(
        "UPDATE scheduled_messages SET status = 'sent', sent_at = due_at + id * interval '1 ms'"
    )
    await stage(database, START, 4, author=ALICE.id, recipient=ALICE.id, prefix="d")
    await run("UPDATE scheduled_messages SET status = 'dead' WHERE status = 'scheduled'")
    async with database.read() as uow:
        _, found = await stats.numbers(uow, MANAGER, Span.DAY, DAY, now=NOW)
    assert (totals(found).sent, totals(found).failed) == (100, 4)
    assert found.lateness is not None
    assert 40 < found.lateness.p50 < found.lateness.p95 < found.lateness.p99 <= 100
    hour = found.messages[9]
    assert (f"{hour.wall:%H}", hour.sent) == ("09", 100)


async def test_an_empty_house_has_numbers_too(database: Database, run: Sql) -> None:
    async with database.read() as uow:
        _, found = await stats.numbers(uow, MANAGER, Span.MONTH, None, now=NOW)
    assert (found.lead, found.lateness, found.oldest_due) == (None, None, 0.0)
    assert len(found.visits) == 31


async def test_a_table_has_safe_cells_and_is_written_down(database: Database, run: Sql) -> None:
    await visits(run, 2500, datetime(2026, 3, 1, tzinfo=UTC))
    month = ExportRequest(What.BOOKINGS, date(2026, 3, 1), date(2026, 3, 31))
    out = io.StringIO()
    async with database.begin() as uow:
        done = await export.write(uow, MANAGER, month, out)
        await export.note(uow, MANAGER, month, done.rows, now=NOW)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert (done.rows, done.is_cut, len(rows)) == (2500, False, 2500)
    assert rows[0]["patient"].startswith("'=SUM(A1)")
    assert rows[0]["phone"] == "tel:+49151"
    assert rows[0]["starts_at"] == "2026-03-01 01:00:00+01:00"
    summer = [row["starts_at"] for row in rows if row["starts_at"].endswith("+02:00")]
    assert not summer  # 2,500 quarters end before the clocks change
    async with database.read() as uow:
        (noted,) = await uow.all(text("SELECT * FROM audit_log"))
    assert (noted.action, noted.actor_id) == ("bookings_exported", MANAGER.id)
    assert noted.after == {"first": "2026-03-01", "last": "2026-03-31", "rows": 2500}


async def test_a_table_ends_where_it_must(database: Database, run: Sql) -> None:
    await visits(run, 30, START)
    out = io.StringIO()
    async with database.begin() as uow:
        done = await export.write(uow, MANAGER, BOOKINGS, out, most=7)
    assert (done.rows, done.is_cut) == (7, True)
    assert len(out.getvalue().splitlines()) == 8


async def test_a_table_of_messages_tells_nothing_that_was_written(
    database: Database, run: Sql
) -> None:
    await stage(database, START, 3, author=ALICE.id, recipient=ALICE.id)
    await run("UPDATE scheduled_messages SET status = 'sent', sent_at = due_at + interval '1.5 s'")
    out = io.StringIO()
    async with database.begin() as uow:
        await export.write(uow, MANAGER, ExportRequest(What.MESSAGES, DAY, DAY), out)
    assert "message 0" not in out.getvalue()
    (first, *_) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (first["kind"], first["late_ms"], first["status"]) == ("text", "1500", "sent")
