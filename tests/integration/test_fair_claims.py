"""Claims are fair: the many of one chat hold up nobody, and none of them is lost."""

import asyncio
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from db.direct import Direct
from db.messages import delivery
from db.messages.delivery import EACH
from db.uow import Database
from domain.messages.delivery import (
    Cause,
    Claim,
    Claimed,
    Delivered,
    Fault,
    Lane,
    Lanes,
    Later,
    Outcome,
    settlement,
)
from tests.support.messages import AUTHOR, people, put, row, stage

NOW = datetime.now(UTC).replace(microsecond=0)
"""Set anew for every test: a long session collects long before it runs."""
NOISY = 1_000_000
ROOM = Lanes(50, 50, 50)
MODES = ("force_custom_plan", "force_generic_plan")


@pytest.fixture(autouse=True)
async def author(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC).replace(microsecond=0))
    await people(database, AUTHOR)


async def take(database: Database, room: Lanes = ROOM, *, each: int = EACH) -> Claimed:
    async with database.begin() as uow:
        return await delivery.claim(uow, NOW, room, uuid4(), lease=45, each=each)


async def end(
    database: Database, items: Sequence[Claim], outcome: Outcome | None = None
) -> list[bool]:
    what = outcome or Delivered()
    fault = None if isinstance(what, Delivered) else Fault(Cause.FLOODED)
    done = [settlement(one, what, fault, begun_at=NOW, ended_at=NOW) for one in items]
    async with database.begin() as uow:
        return await delivery.settle(uow, done)


def ids(claimed: Claimed) -> list[int]:
    return [one.id for one in claimed.items]


async def test_the_many_of_one_chat_are_looked_at_once_and_hold_up_nobody(
    database: Database,
) -> None:
    loud = await stage(database, NOW - timedelta(seconds=9), 1000, recipient=NOISY, prefix="loud")
    others = await stage(database, NOW, 30, recipient=None, prefix="other")
    first = await take(database)
    assert ids(first) == loud[:EACH]
    assert (first.seen.personal, first.is_crowded) == (50, True)
    second = await take(database)
    assert ids(second) == others
    assert second.seen.personal == len(others)
    assert second.is_crowded  # so whoever claims looks again, though nothing is left for others


async def test_a_hundred_loud_chats_give_way_as_one_does(database: Database) -> None:
    for chat in range(100):
        await stage(database, NOW, 20, recipient=NOISY + chat, prefix=f"loud{chat}-")
    others = await stage(database, NOW, 30, recipient=None, prefix="other")
    found: list[int] = []
    for _ in range(100 * 20 // ROOM.personal + 1):
        taken = await take(database)
        found += ids(taken)
        if taken.seen.personal < ROOM.personal:
            break
    assert set(others) <= set(found)
    assert len(found) == len(others) + 100 * EACH


async def test_what_is_on_the_way_counts_whoever_claimed_it_and_what_ended_does_not(
    database: Database,
) -> None:
    loud = await stage(database, NOW, 10, recipient=NOISY)
    taken = await take(database, Lanes(2, 0))
    assert ids(taken) == loud[:2]
    last = await take(database)
    assert ids(last) == [loud[2]]
    assert ids(await take(database)) == []
    assert all(await end(database, taken.items))
    assert ids(await take(database)) == loud[3:5]


async def test_a_reminder_does_not_wait_for_what_its_chat_sends_itself(database: Database) -> None:
    await stage(database, NOW - timedelta(hours=1), 90, recipient=NOISY, lane=1, prefix="all")
    await stage(database, NOW - timedelta(hours=1), 90, recipient=NOISY, prefix="loud")
    assert Counter(one.lane for one in (await take(database)).items) == {0: EACH, 1: EACH}
    (reminder,) = await stage(database, NOW, recipient=NOISY, lane=Lane.LAB, prefix="lab")
    assert ids(await take(database)) == [reminder]


async def test_each_lane_has_its_own_room(database: Database) -> None:
    for lane in Lane:
        await stage(database, NOW, 9, recipient=None, lane=lane, prefix=f"{lane.name}-")
    taken = await take(database, Lanes(personal=4, broadcast=2, lab=7))
    assert Counter(one.lane for one in taken.items) == {0: 4, 1: 2, -1: 7}
    assert taken.seen == Lanes(4, 2, 7)
    assert not taken.is_crowded


async def test_claimers_side_by_side_take_each_once_and_few_of_one_chat(
    database: Database,
) -> None:
    """Two that look at the same moment do not see each other's, so each may have its part."""
    loud = await stage(database, NOW, 300, recipient=NOISY, prefix="loud")
    others = await stage(database, NOW, 100, recipient=None, prefix="other")

    async def all_of_it() -> list[Claim]:
        found: list[Claim] = []
        while len(taken := (await take(database, Lanes(20, 0))).items):
            found += taken
        return found

    found = [one for each in await asyncio.gather(*(all_of_it() for _ in range(8))) for one in each]
    taken = [one.id for one in found]
    assert len(taken) == len(set(taken))
    assert set(others) <= set(taken)
    of_loud = [one for one in found if one.recipient == str(NOISY)]
    assert EACH <= len(of_loud) <= 8 * EACH
    assert len(loud) == 300


async def test_a_claim_of_a_crowded_chat_is_fenced_as_any(database: Database) -> None:
    await stage(database, NOW, 9, recipient=NOISY)
    old = (await take(database)).items
    async with database.begin() as uow:
        assert len(await delivery.release(uow, old)) == EACH
    new = (await take(database)).items
    assert [one.id for one in new] == [one.id for one in old]
    async with database.begin() as uow:
        assert await delivery.begin(uow, [*old, *new], 20) == [False] * EACH + [True] * EACH
    assert await end(database, old) == [False] * EACH
    assert await end(database, new) == [True] * EACH


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_all_are_sent_once_and_in_order(
    database: Database, seed: int
) -> None:
    """Chats, loud and quiet, lanes and seconds by chance; claims end, are given back or wait."""
    chance = random.Random(seed)
    staged: set[int] = set()
    for number in range(12):
        at = NOW - timedelta(seconds=chance.randrange(4))
        chat, count = NOISY + chance.randrange(5), chance.choice((1, 1, 2, 30))
        lane = chance.choice(list(Lane))
        staged |= set(
            await stage(database, at, count, recipient=chat, lane=lane, prefix=f"{number}-")
        )
    held: list[Claim] = []
    sent: dict[tuple[str, int], list[tuple[datetime, int]]] = defaultdict(list)
    for _ in range(2000):
        if len(staged) == sum(map(len, sent.values())):
            break
        taken = await take(database, Lanes(*(chance.randrange(1, 9) for _ in Lanes._fields)))
        if not held:
            assert taken.items  # somebody's turn has come as long as anything waits
        held += taken.items
        for count in Counter((one.recipient, one.lane) for one in held).values():
            assert count <= EACH
        gone = held[: chance.randrange(len(held) + 1)]
        held = held[len(gone) :]
        if chance.random() < 0.2:
            async with database.begin() as uow:
                await delivery.release(uow, [*gone, *held])  # a worker stops
            held = []
            continue
        assert all(await end(database, gone))
        for one in gone:
            sent[one.recipient, one.lane].append((one.fire_at, one.id))
    assert {number for each in sent.values() for _, number in each} == staged
    assert sum(map(len, sent.values())) == len(staged)
    assert all(each == sorted(each) for each in sent.values())


async def test_what_is_to_wait_lets_the_next_of_its_chat_pass(database: Database) -> None:
    first, second, *_ = await stage(database, NOW, 5, recipient=NOISY)
    (one,) = (await take(database, each=1)).items
    later = NOW + timedelta(seconds=30)
    assert await end(database, [one], Later(later, counts=False)) == [True]
    assert ids(await take(database, each=1)) == [second]
    assert (await row(database, first)).fire_at == later


@pytest.mark.parametrize("mode", MODES)
async def test_a_claim_walks_its_indexes_though_statistics_are_of_an_empty_table(
    database: Database, mode: str
) -> None:
    async with database.each() as uow:
        await uow.run(text("VACUUM ANALYZE scheduled_messages"))
    await stage(database, NOW, 2000, recipient=NOISY, prefix="loud")
    await stage(database, NOW, 3000, recipient=None, prefix="other")
    await stage(database, NOW + timedelta(days=1), 3000, recipient=None, prefix="later")
    await put(database, 1, "status = 'sent'")
    await take(database, Lanes(200, 0))
    kept = Direct(database.engine)
    await kept.fetch(f"SET plan_cache_mode = {mode}")
    values = (NOW, uuid4(), 45.0, EACH, 500, 500, 500)
    rows = await kept.fetch(f"EXPLAIN (COSTS OFF) {delivery._CLAIM}", *values)
    plan = "\n".join(each[0] for each in rows)
    await kept.close()
    once = r"->  Result\n\s+One-Time Filter: .*\n\s+"  # whether the lane is paused
    in_order = rf"LockRows\n\s+{once}->  Index Scan using waiting_in_order"
    assert len(re.findall(in_order, plan)) == len(Lane), plan  # a sort would read a whole second's
    assert "claimed_by_lease" in plan, plan
    assert "scheduled_messages_pkey" in plan, plan
    assert "Seq Scan" not in plan, plan
