"""Limits, pauses between deliveries, queues of updates."""

import pytest

from telegram_sandbox.delivery import pause
from telegram_sandbox.limits import Limits
from telegram_sandbox.state.updates import Updates, queue_key


def sent(limits: Limits, chats: list[int], now: float) -> int:
    return sum(limits.retry_after(chat, now) == 0 for chat in chats)


def test_about_thirty_messages_a_second_leave_in_all() -> None:
    limits = Limits()
    assert sent(limits, list(range(1, 101)), 0.0) == 30
    assert sent(limits, list(range(101, 201)), 1.0) == 30


def test_one_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    limits = Limits()
    assert sent(limits, [7] * 10, 0.0) == 5
    assert limits.retry_after(7, 0.0) == 1
    assert sent(limits, [7] * 10, 1.0) == 1


def test_a_group_gets_twenty_a_minute() -> None:
    limits = Limits()
    taken = sum(limits.retry_after(-7, float(second)) == 0 for second in range(60))
    assert taken == 20
    assert limits.retry_after(-7, 30.0) == 30
    assert limits.retry_after(-7, 60.0) == 0


def test_switched_off_they_let_everything_through() -> None:
    limits = Limits()
    limits.switch(False)
    assert sent(limits, [7] * 1000, 0.0) == 1000


def test_redelivery_is_at_once_then_doubles_up_to_the_longest_pause() -> None:
    assert [pause(n, 90.0) for n in range(1, 10)] == [0, 2, 4, 8, 16, 32, 64, 90, 90]


def test_messages_queue_by_chat_and_taps_by_person() -> None:
    message = {"chat": {"id": 1}, "from": {"id": 2}}
    assert queue_key("message", message) == ("chat", 1)
    assert queue_key("callback_query", {"from": {"id": 2}, "message": message}) == ("from", 2)
    assert queue_key("poll", {"id": "5"}) == "poll"
    assert queue_key("message", "nonsense") == "message"


@pytest.mark.parametrize(("kind", "life"), [("message", 24 * 3600), ("callback_query", 150)])
def test_updates_are_kept_for_their_time_and_no_longer(kind: str, life: int) -> None:
    updates = Updates()
    updates.add(kind, {"from": {"id": 1}}, now=0.0)
    assert len(updates.fetch(0, 100, now=float(life))) == 1
    assert updates.fetch(0, 100, now=life + 1.0) == []
    assert not updates.pending


def test_only_wanted_kinds_are_kept() -> None:
    updates = Updates()
    updates.add("chat_member", {}, 0.0)
    assert not updates.pending
    updates.allowed = frozenset({"chat_member"})
    updates.add("message", {}, 0.0)
    updates.add("chat_member", {}, 0.0)
    assert [update.kind for update in updates.pending] == ["chat_member"]
