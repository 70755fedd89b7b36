"""Misbehaviour on demand, as aiogram's own Bot meets it."""

import asyncio
import re

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from stage import Stage
from telegram_sandbox.driver import NotSeen, Person, Refusal


@pytest.mark.parametrize(
    ("kind", "error", "told"),
    [
        ("429", TelegramRetryAfter, "Flood control exceeded"),
        ("403", TelegramForbiddenError, "Forbidden: bot was blocked by the user"),
        ("deactivated", TelegramForbiddenError, "Forbidden: user is deactivated"),
        ("400", TelegramBadRequest, "Bad Request: chat not found"),
        ("500", TelegramServerError, "Internal Server Error"),
        ("502html", ClientDecodeError, "Failed to decode object"),
        ("cut", TelegramNetworkError, "ServerDisconnectedError"),
    ],
)
async def test_a_fault_spoils_one_call_and_its_effect(
    stage: Stage, alice: Person, kind: str, error: type[Exception], told: str
) -> None:
    await stage.telegram.fault(kind, method="sendMessage")
    with pytest.raises(error, match=re.escape(told)):
        await stage.bot.send_message(alice.id, "spoilt")
    await stage.bot.send_message(alice.id, "fine")
    await alice.sees("fine")
    assert "spoilt" not in alice.transcript()
    spoilt, fine = await stage.telegram.record(method="sendMessage")
    assert (spoilt["fault"], fine["fault"], fine["status"]) == (kind, None, 200)
    assert (spoilt["status"] is None) == (kind == "cut")
    assert await stage.telegram.unanswered() == 0


@pytest.mark.parametrize(
    ("kind", "error"), [("500", TelegramServerError), ("cut", TelegramNetworkError)]
)
async def test_after_the_effect_only_the_answer_is_lost(
    stage: Stage, alice: Person, kind: str, error: type[Exception]
) -> None:
    await stage.telegram.fault(kind, after=True)
    with pytest.raises(error):
        await stage.bot.send_message(alice.id, "arrived")
    await alice.sees("arrived")


async def test_a_hanging_call_counts_as_unanswered_until_it_is_given_up(
    stage: Stage, alice: Person
) -> None:
    await stage.telegram.fault("hang", after=True, seconds=0.3)
    call = asyncio.create_task(stage.bot.send_message(alice.id, "hello"))
    await alice.sees("hello")
    assert await stage.telegram.unanswered() == 1
    (noted,) = await stage.telegram.record()
    assert noted["answered_at"] is None
    with pytest.raises(TelegramNetworkError):
        await call
    assert await stage.telegram.unanswered() == 0


async def test_a_slow_call_is_answered_late_with_its_effect(stage: Stage, alice: Person) -> None:
    await stage.telegram.fault("slow", seconds=0.2)
    await stage.bot.send_message(alice.id, "hello")
    (noted,) = await stage.telegram.record()
    assert noted["answered_at"] - noted["at"] >= 0.2
    await alice.sees("hello")


async def test_a_call_that_hangs_is_over_when_its_caller_is_gone(
    stage: Stage, alice: Person
) -> None:
    await stage.telegram.fault("hang")
    call = asyncio.create_task(stage.bot.send_message(alice.id, "hello"))
    while await stage.telegram.unanswered() == 0:
        await stage.telegram.record()
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    while await stage.telegram.unanswered() == 1:
        await stage.telegram.record()
    (noted,) = await stage.telegram.record()
    assert (noted["status"], noted["fault"]) == (None, "hang")


async def test_a_slow_call_takes_effect_though_its_caller_has_given_up(
    stage: Stage, alice: Person
) -> None:
    await stage.telegram.fault("slow", seconds=1.5)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await stage.bot.send_message(alice.id, "late", request_timeout=1)
    seen = await alice.sees("late")
    (noted,) = await stage.telegram.record()
    assert (noted["status"], noted["message_id"]) == (None, seen.id)


async def test_faults_are_meant_for_a_method_a_chat_and_so_many_times(
    stage: Stage, alice: Person
) -> None:
    bob = await stage.telegram.person("Bob")
    await bob.says("/start")
    number = await stage.telegram.fault("429", chat_id=bob.id, times=2, retry_after=7)
    await stage.bot.send_message(alice.id, "fine")
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await stage.bot.send_message(bob.id, "x")
        assert caught.value.retry_after == 7
    await stage.bot.send_message(bob.id, "fine")
    forever = await stage.telegram.fault("400", method="sendMessage", times=None)
    assert forever == number + 1
    for _ in range(3):
        with pytest.raises(TelegramBadRequest):
            await stage.bot.send_message(bob.id, "x")
    await stage.telegram.forgive(forever)
    await stage.bot.send_message(bob.id, "x")


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"kind": "rain"}, "kind must be one of"),
        ({"kind": "429", "colour": "red"}, "A fault has no colour"),
        ({"kind": "429", "times": "2"}, "times is of a wrong type"),
    ],
)
async def test_a_fault_that_is_none_is_refused(
    stage: Stage, wish: dict[str, str], told: str
) -> None:
    with pytest.raises(Refusal, match=told):
        await stage.telegram.fault(**wish)


async def test_reset_forgets_people_and_record_but_neither_faults_nor_limits(
    stage: Stage, alice: Person
) -> None:
    await stage.bot.send_message(alice.id, "x")
    await stage.telegram.fault("500", method="sendMessage")
    await stage.telegram.limits(True)
    await stage.telegram.reset()
    assert await stage.telegram.record() == []
    assert stage.world.limits.on
    assert len(stage.world.faults.waiting) == 1
    with pytest.raises(Refusal, match="There is no person"):
        await alice.says("anybody?")
    with pytest.raises(NotSeen):
        await alice.sees("nothing", within=0)
