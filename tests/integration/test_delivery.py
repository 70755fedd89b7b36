"""Claims and their fences, on a real Postgres: one winner each, and no late word counts."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from actions.messages import schedule
from db.messages import dead_letters, delivery, sweep
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.messages.delivery import (
    Cause,
    Claim,
    Delivered,
    Fault,
    GiveUp,
    Lanes,
    Later,
    Outcome,
    settlement,
)
from domain.messages.schedule import Edit
from domain.refusals import AlreadySent
from tests.support.messages import AUTHOR, people, put, row, stage
from tests.support.series import begin

NOW = datetime.now(UTC).replace(microsecond=0)
"""Set anew for every test: a long session collects long before it runs."""
ACTOR = Actor(AUTHOR, Role.PATIENT, "UTC", True, "en")
LEASE = 45.0


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC).replace(microsecond=0))


@pytest.fixture(autouse=True)
async def author(database: Database) -> None:
    await people(database, AUTHOR)


async def claim(
    database: Database, n: int = 1, until: datetime | None = None, broadcasts: int = 0
) -> list[Claim]:
    async with database.begin() as uow:
        taken = await delivery.claim(
            uow, until or NOW, Lanes(n, broadcasts), uuid4(), lease=LEASE, each=1000
        )
    return list(taken.items)


async def settle(
    database: Database, one: Claim, outcome: Outcome, fault: Fault | None = None
) -> set[int]:
    done = settlement(one, outcome, fault, begun_at=NOW, ended_at=NOW + timedelta(milliseconds=30))
    async with database.begin() as uow:
        (is_held,) = await delivery.settle(uow, [done])
    return {one.id} if is_held else set()


async def test_twenty_claimers_on_forty_messages_take_each_once(database: Database) -> None:
    staged = await stage(database, NOW, 40)

    async def take_all() -> list[int]:
        taken: list[int] = []
        while got := await claim(database, 3):
            taken += [one.id for one in got]
        return taken

    taken = await asyncio.gather(*(take_all() for _ in range(20)))
    assert sorted(one for each in taken for one in each) == staged


async def test_only_what_is_due_is_claimed_the_personal_before_the_broadcast(
    database: Database,
) -> None:
    broadcast = await stage(database, NOW - timedelta(hours=1), 2, lane=1, prefix="b")
    later = await stage(database, NOW + timedelta(seconds=1), prefix="l")
    personal = await stage(database, NOW, 2)
    assert [one.id for one in await claim(database, 1, broadcasts=0)] == personal[:1]
    assert {one.id for one in await claim(database, 9, broadcasts=9)} == {personal[1], *broadcast}
    assert [one.id for one in await claim(database, 9, NOW + timedelta(seconds=1))] == later


async def test_begin_holds_back_what_was_cancelled_or_changed_meanwhile(
    database: Database,
) -> None:
    await stage(database, NOW, 3)
    claimed = await claim(database, 3)
    async with database.begin() as uow:
        await schedule.cancel(uow, ACTOR, claimed[0].id)
    await put(database, claimed[1].id, "lease_until = clock_timestamp() + interval '5 seconds'")
    assert await begin(database, claimed) == {claimed[2].id}


async def test_of_two_claims_of_one_message_only_the_newer_begins(database: Database) -> None:
    await stage(database, NOW)
    (old,) = await claim(database)
    async with database.begin() as uow:
        await schedule.change(uow, ACTOR, old.id, Edit(text="new"), now=NOW)
    (new,) = await claim(database)
    async with database.begin() as uow:
        assert await delivery.begin(uow, [old, new], 20) == [False, True]


async def test_cancel_and_begin_race_and_one_of_them_wins(database: Database) -> None:
    async def race() -> tuple[bool, bool]:
        (one,) = await claim(database)

        async def cancel() -> bool:
            try:
                async with database.begin() as uow:
                    await schedule.cancel(uow, ACTOR, one.id)
            except AlreadySent:
                return False
            return True

        cancelled, begun = await asyncio.gather(cancel(), begin(database, [one]))
        return cancelled, bool(begun)

    await stage(database, NOW, 60)
    for _ in range(15):
        for cancelled, begun in await asyncio.gather(*(race() for _ in range(4))):
            assert cancelled != begun


async def test_a_settled_message_is_sent_and_its_try_noted(database: Database) -> None:
    await stage(database, NOW)
    (one,) = await claim(database)
    await begin(database, [one])
    assert await settle(database, one, Delivered()) == {one.id}
    sent = await row(database, one.id)
    assert (sent.status, sent.attempts, sent.sent_at, sent.claim_token) == ("sent", 1, NOW, None)
    async with database.read() as uow:
        tries = await uow.all(text("SELECT attempt, outcome FROM delivery_attempts"))
    assert [tuple(each) for each in tries] == [(1, "delivered")]


async def test_a_late_settle_is_refused(database: Database) -> None:
    await stage(database, NOW)
    (slow,) = await claim(database)
    await begin(database, [slow])
    await put(database, slow.id, "lease_until = clock_timestamp() - interval '1 second'")
    async with database.begin() as uow:
        assert (await sweep.rescue(uow, 10)).in_doubt == 1
    (quick,) = await claim(database)
    assert await settle(database, slow, GiveUp(Cause.BLOCKED)) == set()
    assert (await row(database, quick.id)).status == "sending"
    assert await settle(database, quick, Delivered()) == {quick.id}
    assert (await row(database, quick.id)).in_doubt


async def test_a_token_of_another_claim_settles_nothing(database: Database) -> None:
    await stage(database, NOW)
    (one,) = await claim(database)
    assert await settle(database, replace(one, token=uuid4()), Delivered()) == set()


async def test_tries_that_count_are_counted_and_a_flood_wait_is_not(database: Database) -> None:
    await stage(database, NOW)
    again = NOW + timedelta(seconds=7)
    for counts in (False, True):
        (one,) = await claim(database, until=again)
        await settle(database, one, Later(again, counts), Fault(Cause.SERVER_ERROR))
    waiting = await row(database, one.id)
    assert (waiting.status, waiting.attempts, waiting.fire_at) == ("scheduled", 1, again)
    assert waiting.due_at == NOW
    assert waiting.in_doubt


async def test_rescue_frees_the_untouched_and_flags_the_begun(database: Database) -> None:
    await stage(database, NOW, 3)
    claimed = await claim(database, 3)
    await begin(database, claimed[:1])
    for dead in claimed[:2]:
        await put(database, dead.id, "lease_until = clock_timestamp() - interval '1 second'")
    async with database.begin() as uow:
        assert await sweep.rescue(uow, 10) == sweep.RescueCount(waiting=1, in_doubt=1)
    after = [await row(database, one.id) for one in claimed]
    assert [(each.status, each.in_doubt) for each in after] == [
        ("scheduled", True),
        ("scheduled", False),
        ("sending", False),
    ]


async def test_a_renewed_lease_is_longer_and_a_lost_one_stays_lost(database: Database) -> None:
    await stage(database, NOW, 2)
    claimed = await claim(database, 2)
    await put(database, claimed[0].id, "lease_until = clock_timestamp() - interval '1 second'")
    before = (await row(database, claimed[1].id)).lease_until
    async with database.begin() as uow:
        assert await delivery.renew(uow, claimed, 90) == {claimed[1].fence}
    assert (await row(database, claimed[1].id)).lease_until > before + timedelta(seconds=40)


async def test_release_gives_back_what_has_not_begun(database: Database) -> None:
    await stage(database, NOW, 2)
    claimed = await claim(database, 2)
    await begin(database, claimed[:1])
    async with database.begin() as uow:
        assert await delivery.release(uow, claimed) == {claimed[1].id}
    assert (await row(database, claimed[1].id)).status == "scheduled"


async def test_an_author_is_told_once_of_a_dead_message_and_never_of_a_notice(
    database: Database,
) -> None:
    (dead,) = await stage(database, NOW)
    async with database.begin() as uow:
        assert await dead_letters.tell_authors(uow, [dead], NOW) == 1
        assert await dead_letters.tell_authors(uow, [dead], NOW) == 0
        notice = await uow.first(
            text("SELECT id FROM scheduled_messages WHERE intent LIKE 'fail%'")
        )
        assert notice is not None
        assert await dead_letters.tell_authors(uow, [notice.id], NOW) == 0


async def test_an_unreachable_author_is_not_told(database: Database) -> None:
    (dead,) = await stage(database, NOW)
    async with database.begin() as uow:
        assert await dead_letters.mark_unreachable(uow, [AUTHOR]) == 1
        assert await dead_letters.mark_unreachable(uow, [AUTHOR]) == 0
        assert await dead_letters.tell_authors(uow, [dead], NOW) == 0


async def test_instants_are_distinct_ordered_and_of_waiting_messages_alone(
    database: Database,
) -> None:
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    at = [start + timedelta(minutes=minute) for minute in range(5)]
    for number, each in enumerate(at):
        await stage(database, each, 3, lane=number % 2, prefix=f"a{number}-")
    await stage(database, at[3], 1, lane=0, prefix="both")
    for one in await claim(database, 3, at[2]):
        await put(database, one.id, "status = 'cancelled', claim_token = NULL, lease_until = NULL")
    async with database.read() as uow:
        assert await sweep.instants(uow, at[0], at[3]) == [at[1], at[2], at[3]]
        assert await sweep.instants(uow, NOW - timedelta(days=1), start) == []
        assert await sweep.oldest_wait(uow) == 0


async def test_the_oldest_wait_is_told(database: Database) -> None:
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    await stage(database, since, lane=1)
    async with database.read() as uow:
        assert 7200 <= await sweep.oldest_wait(uow) < 9000


async def test_update_ids_are_forgotten_after_two_days_in_small_batches(
    database: Database,
) -> None:
    async with database.begin() as uow:
        await uow.run(
            text(
                "INSERT INTO handled_updates SELECT n, clock_timestamp() - n * interval '1 day'"
                " FROM generate_series(0, 9) AS n"
            )
        )
        assert [await sweep.prune_updates(uow, 5) for _ in range(3)] == [5, 3, 0]
