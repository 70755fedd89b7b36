"""Other times are given fairly, never more often than there are seats, and only what fits."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.manage.closure import OFFERS, Free, Hit, assign

START = datetime(2026, 11, 27, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)

hits = st.lists(
    st.builds(
        Hit,
        booking_id=st.integers(1, 10_000),
        starts_at=st.integers(0, 40).map(lambda n: START + n * QUARTER),
        test_ids=st.frozensets(st.integers(1, 3), min_size=1, max_size=2),
        is_fasting=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda hit: hit.booking_id,
)
frees = st.lists(
    st.builds(
        Free,
        slot_id=st.integers(1, 10_000),
        starts_at=st.integers(-40, 200).map(lambda n: START + n * QUARTER),
        seats=st.integers(0, 4),
        test_ids=st.none() | st.frozensets(st.integers(1, 3), min_size=1),
    ),
    max_size=30,
    unique_by=lambda slot: slot.slot_id,
)


@given(hits, frees)
def test_nothing_is_given_twice_or_to_the_wrong_test(people: list[Hit], free: list[Free]) -> None:
    given_ = assign(people, free)
    by_id = {slot.slot_id: slot for slot in free}
    used = Counter(slot for slots in given_.values() for slot in slots)
    assert all(used[slot] <= by_id[slot].seats for slot in used)
    for hit in people:
        mine = given_[hit.booking_id]
        assert len(mine) == len(set(mine)) <= OFFERS
        for slot in mine:
            tests = by_id[slot].test_ids
            assert tests is None or tests.issuperset(hit.test_ids)


@given(hits, frees)
def test_everybody_gets_one_before_anybody_gets_two(people: list[Hit], free: list[Free]) -> None:
    given_ = assign(people, free)
    without = [hit for hit in people if not given_[hit.booking_id]]
    used = Counter(slot for slots in given_.values() for slot in slots[:1])
    for hit in without:  # all that fits was somebody's first
        for slot in free:
            fits = slot.test_ids is None or slot.test_ids.issuperset(hit.test_ids)
            assert not fits or used[slot.slot_id] == slot.seats


@given(hits, frees)
def test_the_first_who_choose_get_the_nearest(people: list[Hit], free: list[Free]) -> None:
    given_ = assign(people[:1], free)
    for hit in people[:1]:
        fits = [
            slot
            for slot in free
            if slot.seats and (slot.test_ids is None or slot.test_ids.issuperset(hit.test_ids))
        ]
        away = sorted(abs(slot.starts_at - hit.starts_at) for slot in fits)[:OFFERS]
        by_id = {slot.slot_id: slot for slot in free}
        mine = [abs(by_id[slot].starts_at - hit.starts_at) for slot in given_[hit.booking_id]]
        assert mine == away
