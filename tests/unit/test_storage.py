"""Half-typed conversations end by themselves, are bounded, and survive JSON."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey

from fsm.draft import Draft, MemoryStorage, dumps, load, loads, new_intent, save
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
