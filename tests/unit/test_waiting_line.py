"""The line before the senders: personal first, then the earlier, and never more than fits."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.messages.delivery import Claim, Lanes
from workers.delivery.waiting_line import WaitingLine

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def claimed(number: int, lane: int = 0, seconds: int = 0, to: str | None = None) -> Claim:
    at = NOW + timedelta(seconds=seconds)
    return Claim(number, uuid4(), 7, to or f"{number}", {}, at, None, lane, 0, 1, None)


def filled(items: list[Claim]) -> WaitingLine:
    line = WaitingLine(Lanes(1000, 1000, 1000))
    for item in items:
        line.join(item, item.fire_at.timestamp())
    return line


people = st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 60)), max_size=60)


@given(people, st.integers(0, 60))
def test_only_the_ripe_go_by_lane_then_the_earlier(told: list[tuple[int, int]], now: int) -> None:
    items = [claimed(n, lane, at) for n, (lane, at) in enumerate(told)]
    line = filled(items)
    line.ripen(NOW.timestamp() + now)
    gone = line.leave(len(items))
    assert {item.id for item in gone} == {
        i.id for i in items if i.fire_at <= NOW + timedelta(seconds=now)
    }
    assert gone == sorted(gone, key=lambda item: (item.lane, item.fire_at))
    assert len(line) == len(items) - len(gone)


def test_room_shrinks_with_those_who_wait_and_grows_when_they_leave() -> None:
    line = WaitingLine(Lanes(10, 4, 6))
    for number in range(3):
        line.join(claimed(number, lane=number - 1), 0)
    assert line.room() == (9, 3, 5)
    line.ripen(1)
    line.leave(1)
    assert line.room() == (9, 3, 6)


def test_the_forgotten_leave_no_trace() -> None:
    items = [claimed(n, seconds=n) for n in range(4)]
    line = filled(items)
    line.ripen(NOW.timestamp() + 1)
    line.forget({items[0].fence, items[3].fence})
    assert sorted(item.id for item in line.everybody()) == [1, 2]
    assert line.room() == (998, 1000, 1000)
    assert line.next_at() == NOW.timestamp() + 2


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.booleans()), max_size=60))
def test_nobody_overtakes_what_waits_for_the_same_chat(told: list[tuple[int, int, bool]]) -> None:
    """Claimed later, it asked when the chat's second had just come, and took it."""
    line = WaitingLine(Lanes(1000, 1000, 1000))
    gone: list[Claim] = []
    for number, (chat, wait, is_asked) in enumerate(told):
        line.join(claimed(number, to=f"{chat}"), NOW.timestamp() + wait)
        if is_asked:
            line.ripen(NOW.timestamp() + number % 6)
            gone += line.leave(2)
    line.ripen(NOW.timestamp() + 6)
    gone += line.leave(len(told))
    assert len(gone) == len(told)
    for name in "012":
        numbers = [item.id for item in gone if item.recipient == name]
        assert numbers == sorted(numbers)


def test_a_chat_without_anybody_waiting_holds_nobody_up() -> None:
    line = WaitingLine(Lanes(10, 10, 10))
    line.join(claimed(1, to="7"), 50)
    first = line.everybody()[0]
    line.forget({first.fence})
    line.join(claimed(2, to="7"), 5)
    assert line.next_at() == 5
    line.ripen(5)
    line.join(claimed(3, to="7"), 1)
    line.join(claimed(4, lane=-1, to="7"), 0)
    assert line.next_at() == 0
