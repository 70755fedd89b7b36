"""Whoever tries PINs, codes or invitations again and again is told of: once, by number alone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from actions import guess
from actions.account import email
from actions.account.email import Mint
from actions.booking import booking
from actions.desk import report
from actions.manage import team
from db.desk import report as report_rows
from db.uow import Database, Uow
from domain.account.actor import Actor
from domain.desk.report import File, ReportRequest, Secret
from domain.guess import SEVERAL, SPAN, Attempt, Guessed, Watch
from domain.keys import Keys
from domain.refusals import InviteInvalid
from domain.undo import ONE
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    MIRA,
    NOW,
    OTTO,
    actor,
    furnish,
    people,
    slot_at,
    value,
    wish,
)
from tests.support.series import sql

KEY = Keys("123:abc")
OF_GUESSES = "WHERE content ->> 'what' = 'guessing'"
ALERTS = f"SELECT count(*) FROM scheduled_messages {OF_GUESSES}"
ENTRIES = "SELECT count(*) FROM audit_log WHERE action = 'secret_guessed'"
Guess = Callable[[Uow], Awaitable[object]]


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    """A report, an address with a code, and two who hear of guesses: a manager and an owner."""
    await furnish(database)
    await people(database, DORA, MIRA, OTTO)
    for one in (DORA, MIRA, OTTO):
        role = "UPDATE accounts SET role = :role WHERE id = :id"
        await sql(database, role, role=str(one.role), id=one.id)
    slot = await slot_at(database)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot), NOW - 5 * ONE)
        reader = await report_rows.reader_of(uow, 1)
        hashed = Secret("1980", KEY).hash_for(reader.patient_id if reader else 0)
        request = ReportRequest(
            booking_id=1, file=File("photo", "f", "", "", 1), replaces=None,
            secret_hash=hashed, intent="r",
        )  # fmt: skip
        await report.send(uow, DORA, request, NOW - 2 * ONE)
        await email.ask_code(uow, ALICE, "ann@example.org", Mint("seed", KEY), now=NOW)


def wrong(what: Guessed, who: Actor, now: datetime) -> Guess:
    """One wrong try."""
    if what is Guessed.REPORT:
        return lambda uow: report.open_it(uow, who, 1, Secret("1111", KEY), now=now)
    if what is Guessed.CODE:
        return lambda uow: email.check_code(uow, who, 1, "000000", mint=Mint("", KEY), now=now)
    return lambda uow: team.join(uow, who, "made-up", now)


async def guesses(
    database: Database,
    what: Guessed,
    who: Actor = ALICE,
    now: datetime = NOW,
    watch: Watch = Watch(3),  # noqa: B008 - frozen
) -> Attempt[object]:
    async with database.begin() as uow:
        return await guess.attempt(uow, wrong(what, who, now), who, what, watch=watch, now=now)


@pytest.mark.parametrize("what", list(Guessed))
async def test_managers_and_owners_hear_of_it_once(database: Database, what: Guessed) -> None:
    ends = [await guesses(database, what) for _ in range(5)]
    assert [end.is_wrong for end in ends] == [True] * 5
    assert [end.is_told for end in ends] == [False, False, True, False, False]
    told = "SELECT array_agg(recipient ORDER BY recipient) FROM scheduled_messages"
    assert await value(database, f"{told} {OF_GUESSES}") == sorted([str(MIRA.id), str(OTTO.id)])
    assert await value(database, ENTRIES) == 1
    facts = f"SELECT content -> 'facts' FROM scheduled_messages {OF_GUESSES}"
    assert await value(database, facts) == {"account": ALICE.id, "what": str(what), "guesses": 3}
    kept = "SELECT after FROM audit_log WHERE action = 'secret_guessed'"
    assert await value(database, kept) == {"what": str(what), "guesses": 3}


async def test_all_kinds_count_together_and_at_once_it_is_one_alert(database: Database) -> None:
    await asyncio.gather(*(guesses(database, what) for what in [*Guessed] * 4))
    assert await value(database, ENTRIES) == 1
    assert await value(database, ALERTS) == 2


async def test_an_hour_later_it_is_told_anew(database: Database) -> None:
    for late in (timedelta(), SPAN + timedelta(seconds=1)):
        for _ in range(4):
            await guesses(database, Guessed.INVITE, now=NOW + late)
    assert await value(database, ENTRIES) == 2


async def test_a_few_wrong_ones_an_hour_are_no_guessing(database: Database) -> None:
    for hour in range(6):
        for _ in range(2):
            await guesses(database, Guessed.INVITE, now=NOW + hour * 2 * SPAN)
    assert await value(database, ENTRIES) == 0


async def test_nobody_is_told_without_a_threshold(database: Database) -> None:
    for _ in range(40):
        await guesses(database, Guessed.INVITE, watch=Watch(0))
    assert await value(database, ENTRIES) == 0


async def test_many_accounts_that_guess_a_little_are_told_of_together(database: Database) -> None:
    crowd = [actor(7_000_100_000 + number) for number in range(3 * SEVERAL)]
    await people(database, *crowd)
    for who in crowd[:-1]:
        await guesses(database, Guessed.INVITE, who)
    assert await value(database, ENTRIES) == 0
    assert (await guesses(database, Guessed.INVITE, crowd[-1])).is_told
    account = "SELECT DISTINCT content -> 'facts' -> 'account' FROM scheduled_messages"
    assert await value(database, f"{account} {OF_GUESSES}") == 0
    of = "SELECT subject_id IS NULL FROM audit_log WHERE action = 'secret_guessed'"
    assert await value(database, of)


async def test_owners_by_the_environment_hear_of_it_too(database: Database) -> None:
    for _ in range(3):
        await guesses(database, Guessed.CODE, watch=Watch(3, (BOB.id,)))
    assert await value(database, ALERTS) == 3


async def test_a_right_one_counts_for_nothing(database: Database) -> None:
    async with database.begin() as uow:
        done = await guess.attempt(
            uow,
            lambda uow: report.open_it(uow, ALICE, 1, Secret("1980", KEY), now=NOW),
            ALICE,
            Guessed.REPORT,
            watch=Watch(1),
            now=NOW,
        )
    assert done == replace(done, is_wrong=False, is_told=False)
    assert await value(database, "SELECT count(*) FROM guess_watch") == 0


async def test_a_wrong_invitation_is_refused_as_before(database: Database) -> None:
    assert isinstance((await guesses(database, Guessed.INVITE)).result, InviteInvalid)
