"""Three tries are three however many are at once; one report for one wish; corrected ones stand."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from actions import undo_ways
from actions.booking import booking
from actions.desk import report
from db.desk import report as rows
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.desk.report import File, Report, ReportRequest, Secret, SentReport
from domain.keys import Keys
from domain.refusals import (
    BeingCorrected,
    Changed,
    FileUnfit,
    Locked,
    NotFound,
    Refusal,
    Replaced,
    SecretInvalid,
    SecretWrong,
    VisitOff,
)
from domain.undo import ONE
from tests.support.bookings import (
    ALICE,
    BERLIN,
    BOB,
    DORA,
    EMIL,
    NOW,
    furnish,
    people,
    slot_at,
    value,
    wish,
)

PDF = File("document", "BQAC", "application/pdf", "cbc.pdf", 1000)
KEY = Keys("123:abc")
LATER = NOW + 2 * ONE  # nothing that was sent at NOW can be taken back any more


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, EMIL)
    slot = await slot_at(database)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot), NOW)


async def send(
    database: Database,
    intent: str = "r1",
    replaces: int | None = None,
    who: Actor = DORA,
    *,
    now: datetime = NOW,
) -> SentReport:
    async with database.begin() as uow:
        known = await rows.reader_of(uow, 1)
        patient_id = known.patient_id if known else 0
        hashed = Secret("1980", KEY).hash_for(patient_id)
        request = ReportRequest(
            booking_id=1, file=PDF, replaces=replaces, secret_hash=hashed, intent=intent
        )
        return await report.send(uow, who, request, now)


async def opens(
    database: Database,
    secret: str,
    who: Actor = ALICE,
    number: int = 1,
    *,
    now: datetime = LATER,
) -> Report | SecretWrong | Locked:
    async with database.begin() as uow:
        return await report.open_it(uow, who, number, Secret(secret, KEY), now=now)


async def test_below_the_desk_nothing_is_sent(database: Database) -> None:
    for role in (Role.PATIENT, Role.COLLECTOR):
        nobody = Actor(ALICE.id, role, BERLIN, True, "en")
        with pytest.raises(NotFound):
            await send(database, who=nobody)
        async with database.begin() as uow:
            with pytest.raises(NotFound):
                await report.again(uow, nobody, 1, NOW)
            with pytest.raises(NotFound):
                await report.new_secret(uow, nobody, 1, Secret("1980", KEY), now=NOW)


async def test_a_report_is_sent_once_for_one_wish_and_told_neutrally(database: Database) -> None:
    done = await send(database)
    assert done.undo
    assert (await send(database)).undo is None
    assert await value(database, "SELECT count(*) FROM reports") == 1
    news = "SELECT content ->> 'what' FROM scheduled_messages WHERE content ->> 'kind' = 'news'"
    assert await value(database, news) == "report"
    kept = "SELECT secret_hash FROM patients"
    assert "1980" not in str(await value(database, kept))


async def test_the_right_secret_opens_and_every_try_is_written_down(database: Database) -> None:
    await send(database)
    wrong = await opens(database, "1979")
    assert isinstance(wrong, SecretWrong)
    assert wrong.left == 2
    found = await opens(database, "1980")
    assert isinstance(found, Report)
    assert found.file_id == PDF.file_id
    log = "SELECT array_agg(is_ok ORDER BY id) FROM report_openings"
    assert await value(database, log) == [False, True]
    assert await value(database, "SELECT tries FROM reports") == 0


async def test_nobody_else_opens_it_and_no_try_is_lost(database: Database) -> None:
    await send(database)
    for who in (BOB, DORA):
        with pytest.raises(NotFound):
            await opens(database, "1980", who)
    with pytest.raises(SecretInvalid):
        await opens(database, "nineteen")
    assert await value(database, "SELECT tries FROM reports") == 0


async def test_ten_guesses_at_once_are_three_tries(database: Database) -> None:
    await send(database)
    ends = await asyncio.gather(*(opens(database, f"19{n}") for n in range(10, 20)))
    assert sum(isinstance(end, Locked) for end in ends) == 8
    assert await value(database, "SELECT count(*) FROM report_openings") == 3
    assert isinstance(await opens(database, "1980"), Locked)
    async with database.begin() as uow:
        with pytest.raises(Locked):
            await report.look(uow, ALICE, 1, LATER)
        await report.new_secret(uow, EMIL, 1, Secret("4711", KEY), now=NOW)
    assert isinstance(await opens(database, "4711"), Report)


async def test_a_corrected_report_stands_and_the_old_one_does_not_open(database: Database) -> None:
    await send(database)
    await send(database, "r2", replaces=1)
    with pytest.raises(Replaced) as replaced:
        await opens(database, "1980")
    assert replaced.value.by == 2
    assert isinstance(await opens(database, "1980", number=2), Report)


async def test_two_of_the_desk_correct_one_report_and_the_second_is_told(
    database: Database,
) -> None:
    await send(database)
    ends = await asyncio.gather(
        send(database, "a", replaces=1),
        send(database, "b", replaces=1, who=EMIL),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["Changed", "SentReport"]
    assert await value(database, "SELECT count(*) FROM reports") == 2


async def test_a_report_sent_by_mistake_is_taken_back(database: Database) -> None:
    await send(database)
    done = await send(database, "r2", replaces=1)
    assert done.undo
    async with database.begin() as uow:
        await undo_ways.take_back(uow, EMIL, done.undo.id, NOW)
    with pytest.raises(NotFound):
        await opens(database, "1980", number=2)
    assert isinstance(await opens(database, "1980", number=1), Report)
    waiting = """SELECT count(*) FROM scheduled_messages
                  WHERE content ->> 'what' = 'report' AND status = 'scheduled'"""
    assert await value(database, waiting) == 1


async def test_what_is_no_report_is_refused(database: Database) -> None:
    big = File("document", "f", "application/pdf", "x.pdf", 10**9)
    async with database.begin() as uow:
        with pytest.raises(FileUnfit):
            await report.preview(uow, DORA, 1, big)
        with pytest.raises(NotFound):
            await report.preview(uow, DORA, 99, PDF)


async def take_back(database: Database, sent: SentReport, now: datetime = NOW) -> None:
    assert sent.undo
    async with database.begin() as uow:
        await undo_ways.take_back(uow, EMIL, sent.undo.id, now)


async def test_a_report_that_was_corrected_since_is_not_taken_back(database: Database) -> None:
    """Of three in a row the first opened again beside the third."""
    await send(database)
    second = await send(database, "r2", replaces=1)
    await send(database, "r3", replaces=2)
    with pytest.raises(Changed):
        await take_back(database, second)
    with pytest.raises(Replaced):
        await opens(database, "1980", number=1)
    assert isinstance(await opens(database, "1980", number=3), Report)


async def test_a_report_that_was_taken_back_cannot_be_corrected(database: Database) -> None:
    await take_back(database, await send(database))
    with pytest.raises(Changed):
        await send(database, "r2", replaces=1)


async def test_a_secret_goes_with_the_only_report_it_came_with(database: Database) -> None:
    """The birth year of another patient stayed when the report to the wrong one was undone."""
    known = "SELECT secret_hash IS NOT NULL FROM patients"
    first = await send(database)
    second = await send(database, "r2")
    await take_back(database, first)
    assert await value(database, known)  # the second opens with it
    await take_back(database, second)
    assert await value(database, known)  # it did not come with this one
    await take_back(database, await send(database, "r3"))
    assert await value(database, known)
    async with database.begin() as uow:
        await uow.run(text("UPDATE patients SET secret_hash = NULL"))
    await take_back(database, await send(database, "r4"))
    assert not await value(database, known)


async def test_sent_again_twice_it_is_told_once(database: Database) -> None:
    done = await send(database)
    assert done.undo
    later = done.undo.until

    async def again() -> SentReport:
        async with database.begin() as uow:
            return await report.again(uow, DORA, 1, later)

    one, two = await asyncio.gather(again(), again())
    assert one.undo == two.undo
    assert one.undo != done.undo
    told = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'what' = 'report'"
    assert await value(database, told) == 2


async def test_tries_are_a_patients_at_whichever_report(database: Database) -> None:
    """Each further report gave three more guesses at the same secret."""
    await send(database)
    await send(database, "r2")
    first = await opens(database, "1970")
    assert isinstance(first, SecretWrong)
    assert first.left == 2
    ends = await asyncio.gather(
        *(opens(database, f"19{n}", number=1 + n % 2) for n in range(10, 18))
    )
    assert sum(isinstance(end, Locked) for end in ends) == 7
    assert await value(database, "SELECT count(*) FROM report_openings") == 3
    for number in (1, 2):
        assert isinstance(await opens(database, "1980", number=number), Locked)
    async with database.begin() as uow:
        await report.new_secret(uow, EMIL, 2, Secret("4711", KEY), now=NOW)
    assert isinstance(await opens(database, "4711", number=1), Report)


async def test_a_cancelled_visit_has_no_report(database: Database) -> None:
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, 1, NOW)
    with pytest.raises(VisitOff):
        await send(database)


async def test_the_card_of_a_booking_lists_what_its_patient_may_open(database: Database) -> None:
    async def listed(who: Actor, late: timedelta) -> tuple[int, ...]:
        async with database.read() as uow:
            return await report.of_booking(uow, who, 1, NOW + late)

    await send(database)
    await send(database, "r2")
    await send(database, "r3", replaces=1)
    assert await listed(ALICE, timedelta()) == ()  # all can be taken back
    assert await listed(ALICE, timedelta(minutes=2)) == (2, 3)
    assert await listed(BOB, timedelta(minutes=2)) == ()
    async with database.begin() as uow:
        await report.again(uow, DORA, 2, NOW + timedelta(minutes=2))
    assert await listed(ALICE, timedelta(minutes=2)) == (2, 3)


async def looks(database: Database, who: Actor, number: int, now: datetime) -> None:
    async with database.read() as uow:
        await report.look(uow, who, number, now)


@pytest.mark.parametrize(
    ("stage", "number", "refused"),
    [
        ("sent", 1, NotFound),
        ("corrected", 1, BeingCorrected),
        ("corrected", 2, NotFound),
        ("one more", 2, NotFound),
        ("taken back", 2, NotFound),
        ("sent again", 1, None),
        ("correction stands", 1, Replaced),
        ("correction stands", 2, None),
    ],
)
async def test_what_the_desk_can_take_back_does_not_open(
    database: Database, stage: str, number: int, refused: type[Refusal] | None
) -> None:
    """A forged button opened a report that the desk took back within the minute."""
    now = NOW
    await send(database)
    if stage in {"corrected", "one more", "taken back", "correction stands"}:
        now = NOW if stage == "correction stands" else LATER
        second = await send(database, "r2", 1 if stage != "one more" else None, now=now)
        now = now if now == LATER else LATER
        if stage == "taken back":
            await take_back(database, second, now)
    if stage == "sent again":
        now = LATER
        async with database.begin() as uow:
            await report.again(uow, DORA, 1, now)
    for who, right in ((ALICE, refused), (BOB, NotFound)):
        ways: list[Callable[[], Awaitable[object]]] = [
            partial(looks, database, who, number, now),
            partial(opens, database, "1980", who, number, now=now),
            partial(opens, database, "1900", who, number, now=now),
        ]
        for way in ways:
            if right is None:
                await way()
                continue
            with pytest.raises(right):
                await way()
    assert await value(database, "SELECT count(*) FROM report_openings") == 2 * (refused is None)
