"""Half-typed conversations end by themselves, are bounded, and survive JSON."""

import gc
import tracemalloc
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusals import DraftTooBig
from fsm.draft import (
    EMPTY,
    MAX_BYTES_OF_ONE,
    Draft,
    MemoryStorage,
    dumps,
    fitting,
    load,
    loads,
    new_intent,
    save,
    weight,
)
from fsm.manage.conversations import OpeningHoursDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip(Draft):
    day: date | None = None
    at: datetime | None = None
    stops: tuple[str, ...] = ()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def key(person: int) -> StorageKey:
    return StorageKey(bot_id=1, chat_id=person, user_id=person)


def context(storage: MemoryStorage, person: int = 7) -> FSMContext:
    return FSMContext(storage, key(person))


async def test_a_conversation_is_forgotten_a_quarter_of_an_hour_after_its_last_touch() -> None:
    clock = Clock()
    storage = MemoryStorage(clock)
    state = context(storage)
    await state.set_state("Trip:picking")
    await save(state, Trip(intent=new_intent()))
    clock.now = 14 * 60
    assert await load(state, Trip) is not None, "touched a minute before its time"
    clock.now += 15 * 60 - 1
    assert await state.get_state() == "Trip:picking"
    clock.now += 15 * 60
    assert await state.get_state() is None
    assert await load(state, Trip) is None
    assert len(storage) == 0


async def test_the_least_recently_touched_conversation_makes_room() -> None:
    storage = MemoryStorage(Clock(), limit=3)
    for person in (1, 2, 3):
        await context(storage, person).set_state("s")
    await context(storage, 1).get_state()
    await context(storage, 4).set_state("s")
    assert len(storage) == 3
    assert [await context(storage, p).get_state() for p in (1, 2, 3, 4)] == ["s", None, "s", "s"]


STEP = st.tuples(
    st.integers(1, 6),
    st.sampled_from(["save", "look", "state", "clear", "wait"]),
    st.text(max_size=50),
    st.integers(0, 400),
)


@settings(max_examples=60)
@given(st.lists(STEP, max_size=40))
async def test_what_all_of_them_take_is_known_and_bounded_whatever_they_do(
    steps: list[tuple[int, str, str, int]],
) -> None:
    clock, most = Clock(), 20_000
    storage = MemoryStorage(clock, ttl_seconds=60, limit=5, max_bytes=most)
    touched: list[int] = []
    for person, act, word, times in steps:
        state = context(storage, person)
        clock.now += 40 if act == "wait" else 1
        if act == "save":
            await save(state, Trip(intent="i", stops=(word,) * times, day=date(2026, 3, 1)))
        elif act == "state":
            await state.set_state(word)
        elif act == "clear":
            await state.clear()
        elif act == "look":
            await state.get_data()
        if act != "wait":
            touched = [one for one in touched if one != person] + [person]
        kept = storage.storage
        assert storage.bytes == sum(EMPTY + weight(one.data) for one in kept.values()) <= most
        assert len(storage) <= 5
        left = [one.user_id for one in kept]
        assert left == [one for one in touched if one in left], "the least recently touched goes"
    clock.now += 60
    assert (storage.bytes, len(storage)) == (0, 0)


async def test_many_long_drafts_of_many_people_stay_within_the_bytes() -> None:
    storage = MemoryStorage(Clock(), max_bytes=2**20)
    for person in range(500):
        await save(context(storage, person), Trip(intent=new_intent(), stops=("ж" * 20_000,)))
    assert 2**20 - 50_000 < storage.bytes <= 2**20
    assert await load(context(storage, 499), Trip) is not None
    assert await load(context(storage, 0), Trip) is None


@pytest.mark.parametrize("stops", [(), ("x" * 1000,), ("ж" * 40, "\U0001f600" * 900)])
async def test_what_they_take_is_no_less_than_python_says(stops: tuple[str, ...]) -> None:
    storage = MemoryStorage(Clock())
    gc.collect()
    tracemalloc.start()
    for person in range(1000, 1500):
        own = tuple("".join(list(stop)) for stop in stops)
        await save(context(storage, person), Trip(intent=new_intent(), stops=own))
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.95 * taken < storage.bytes < 2.5 * taken


def test_a_draft_that_is_too_big_is_refused() -> None:
    assert fitting(Trip(intent="i", stops=("x" * 80_000, "ж" * 41_000))).intent == "i"
    with pytest.raises(DraftTooBig):
        fitting(Trip(intent="i", stops=("x" * MAX_BYTES_OF_ONE,)))


async def test_a_cleared_conversation_and_a_mere_look_keep_nothing() -> None:
    storage = MemoryStorage(Clock())
    state = context(storage)
    assert await state.get_data() == {}
    assert len(storage) == 0
    await state.set_state("s")
    await state.clear()
    assert len(storage) == 0


async def test_drafts_are_found_by_kind() -> None:
    state = context(MemoryStorage(Clock()))
    trip = Trip(intent=new_intent(), card=5)
    await save(state, trip)
    assert await load(state, Draft) == trip
    assert await load(state, Trip) == trip


async def kept_as_json(draft: object) -> FSMContext:
    state = context(MemoryStorage(Clock()))
    await state.set_data(loads(dumps({"draft": draft})))
    return state


async def test_a_draft_of_any_kind_from_json_is_whole_so_that_saving_it_loses_nothing() -> None:
    trip = Trip(intent=new_intent(), stops=("a", "b"))
    state = await kept_as_json(trip)
    assert await load(state, Draft) == trip


async def test_a_draft_of_another_version_is_none() -> None:
    others: tuple[object, ...] = ({"$draft": "Gone", "intent": "i"}, {"intent": "i"}, [], 5)
    for strange in ({"$draft": "Trip"}, *others):
        state = await kept_as_json(strange)
        assert await load(state, Draft) is None
        assert await load(state, Trip) is None


async def test_a_renamed_draft_goes_on_under_the_name_that_is_stored() -> None:
    draft = OpeningHoursDraft(intent=new_intent(), line="mon 7-11 every 15 x1")
    assert '"$draft": "SessionDraft"' in dumps(draft)
    assert await load(await kept_as_json(draft), OpeningHoursDraft) == draft


async def test_drafts_survive_json() -> None:
    trip = Trip(
        intent=new_intent(),
        card=9,
        day=date(2026, 3, 1),
        at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        stops=("a", "b"),
    )
    state = context(MemoryStorage(Clock()))
    await state.set_data(loads(dumps({"draft": trip})))
    assert await load(state, Trip) == trip

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Other(Draft):
        pass

    assert await load(state, Other) is None
