"""The worker's parts together, in this process, on real servers and a tiny Bot API."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from actions.booking import booking
from actions.messages import schedule
from db.base import open_engine
from db.messages import delivery
from db.uow import Database
from domain.messages.delivery import Delivered, Lanes
from domain.messages.schedule import Edit
from infra import queue
from tests.support.bookings import ALICE, furnish, slot_at, wish
from tests.support.bot_api import BotApi, refusal
from tests.support.messages import put, row, stage
from tests.support.waiting import WITHIN, once_true
from tests.support.worker_parts import now, status, working
from workers.clock import Clock
from workers.delivery.alarms import KEY
from workers.delivery.claimer import Claimer
from workers.delivery.send import LEASE, Departure, deliver, lapses_at
from workers.delivery.senders import Senders
from workers.delivery.settle import UNWRITTEN, Result, Settler
from workers.delivery.sweep import Sweep
from workers.deps import Deps

SECOND = timedelta(seconds=1)


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    await furnish(parts.database)
    return parts


def counted(deps: Deps, name: str, **labels: str) -> float:
    return deps.metrics.registry.get_sample_value(f"slotbell_{name}", labels) or 0


async def due(deps: Deps, at: datetime, count: int = 1, **how: Any) -> list[int]:
    """Messages of Alice's, with an alarm."""
    how = {"author": ALICE.id, "recipient": ALICE.id, "ring": True} | how
    return await stage(deps.database, at, count, **how)


async def test_an_author_is_told_once_what_telegram_refused(deps: Deps, api: BotApi) -> None:
    api.answers.append(refusal(400, "Bad Request: can't parse entities"))
    (asked,) = await due(deps, now() + SECOND)
    async with working(deps):
        dead = await status(deps.database, asked, "dead")
        calls = await api.came(2)
    assert dead.last_error == "bad_request: Bad Request: can't parse entities"
    assert dead.attempts == 1
    assert "Telegram refused the message" in calls[1]["text"]
    assert len(api.calls) == 2
    assert counted(deps, "deliveries_total", outcome="give_up") == 1
    assert counted(deps, "deliveries_total", outcome="delivered") == 1


async def test_a_persons_text_keeps_its_formatting_and_is_not_read_as_html(
    deps: Deps, api: BotApi
) -> None:
    (asked,) = await due(deps, now() + SECOND)
    entities = ({"type": "bold", "offset": 0, "length": 3},)
    async with deps.database.begin() as uow:
        edit = Edit(text="<b>& more", entities=entities)
        await schedule.change(uow, ALICE, asked, edit, now=now())
    async with working(deps):
        (call,) = await api.came(1)
    assert (call["chat_id"], call["text"]) == (ALICE.id, "<b>& more")
    assert call["entities"] == list(entities)
    assert "parse_mode" not in call


async def remind(deps: Deps) -> tuple[int, int]:
    """A booking of Alice's whose two-hour reminder is due now; ids of booking and reminder."""
    starts_at = now() + timedelta(hours=30)
    slot = await slot_at(deps.database, starts_at)
    async with deps.database.begin() as uow:
        made = await booking.book(uow, ALICE, wish(slot), now())
        found = await uow.first(
            text("SELECT id FROM scheduled_messages WHERE content ->> 'hours' = '2'")
        )
    assert found is not None
    due_now = "due_at = date_trunc('second', clock_timestamp())"
    await put(deps.database, found.id, f"{due_now}, {due_now.replace('due_at', 'fire_at')}")
    return made.booking.id, found.id


async def test_a_reminder_tells_the_visit_in_the_labs_own_time(deps: Deps, api: BotApi) -> None:
    _, reminder = await remind(deps)
    async with working(deps):
        (call,) = await api.came(1)
        await status(deps.database, reminder, "sent")
    assert call["parse_mode"] == "HTML"
    assert "Complete blood count" not in call["text"]
    assert "Lab, 1 Street" in call["text"]
    assert "</b> CE" in call["text"]


async def test_a_reminder_whose_visit_is_off_is_dropped_quietly(deps: Deps, api: BotApi) -> None:
    number, reminder = await remind(deps)
    async with deps.database.begin() as uow:
        await uow.run(text("UPDATE bookings SET status = 'no_show' WHERE id = :id"), {"id": number})
    async with working(deps):
        await status(deps.database, reminder, "cancelled")
    assert api.calls == []


async def test_what_comes_too_late_is_given_up_unsent(deps: Deps, api: BotApi) -> None:
    (asked,) = await due(deps, now())
    await put(deps.database, asked, "stale_after = clock_timestamp() - interval '1 second'")
    async with working(deps):
        dead = await status(deps.database, asked, "dead")
    assert dead.last_error == "stale"
    assert not any(sent == "message 0" for sent in api.texts)
    async with deps.database.read() as uow:
        assert await uow.all(text("SELECT id FROM delivery_attempts")) == []


async def test_a_row_that_nobody_can_read_stops_nothing(deps: Deps, api: BotApi) -> None:
    odd, even = await due(deps, now() + SECOND, 2)
    await put(deps.database, odd, 'content = \'{"kind": "hologram"}\'')
    async with working(deps):
        await status(deps.database, even, "sent")
        assert (await status(deps.database, odd, "dead")).last_error == "unreadable"


async def test_a_settle_after_the_lease_is_refused_and_the_message_flagged(
    deps: Deps, api: BotApi
) -> None:
    api.gate.clear()
    (asked,) = await due(deps, now() + SECOND)
    async with working(deps):
        await api.came(1)
        await put(deps.database, asked, "claim_token = gen_random_uuid()")  # somebody else's now
        api.gate.set()

        async def is_flagged() -> bool:
            return bool((await row(deps.database, asked)).in_doubt)

        await once_true(is_flagged)
    assert (await row(deps.database, asked)).status == "sending"
    assert counted(deps, "deliveries_total", outcome="refused") == 1


async def test_an_edit_inside_the_look_ahead_wins(deps: Deps, api: BotApi) -> None:
    at = now() + 3 * SECOND
    (asked,) = await due(deps, at)
    async with working(deps):
        await status(deps.database, asked, "sending")
        async with deps.database.begin() as uow:
            await schedule.change(uow, ALICE, asked, Edit(text="second thoughts"), now=now())
        await status(deps.database, asked, "sent")
    assert api.texts == ["second thoughts"]


async def test_personal_messages_overtake_a_broadcast(deps: Deps, api: BotApi) -> None:
    await due(deps, now(), 2000, recipient=None, lane=1, prefix="broadcast")
    async with working(deps):
        await api.came(50)
        await due(deps, now(), prefix="personal", recipient=1)
        await once_true(lambda: _all_sent(deps.database))
    assert [call["chat_id"] for call in api.calls].index(1) < 1900
    assert len(api.calls) == 2001


async def _all_sent(database: Database) -> bool:
    async with database.read() as uow:
        found = await uow.first(
            text("SELECT count(*) AS n FROM scheduled_messages WHERE status <> 'sent'")
        )
    return found is not None and found.n == 0


async def test_the_sweep_finds_what_no_alarm_rang_for_and_counts_it(
    deps: Deps, api: BotApi
) -> None:
    await due(deps, now() - 2 * SECOND, 3, ring=False)
    async with working(deps):
        await api.came(3)
        await once_true(lambda: _all_sent(deps.database))
    assert counted(deps, "rescued_total") == 3


async def test_what_rings_is_not_counted_as_rescued(deps: Deps, api: BotApi) -> None:
    async with working(deps):
        await due(deps, now() + 3 * SECOND, 3)
        await api.came(3)
    assert counted(deps, "rescued_total") == 0


async def test_a_dead_workers_claims_are_sent_by_the_next(deps: Deps, api: BotApi) -> None:
    (asked,) = await due(deps, now(), ring=False)
    await put(
        deps.database,
        asked,
        "status = 'sending', claim_token = gen_random_uuid(), begun_at = now(),"
        " lease_until = clock_timestamp() - interval '1 second'",
    )
    async with working(deps):
        sent = await status(deps.database, asked, "sent")
    assert (sent.in_doubt, sent.attempts) == (True, 1)
    async with deps.database.read() as uow:
        tries = await uow.all(text("SELECT outcome, error FROM delivery_attempts ORDER BY id"))
    assert [tuple(each) for each in tries] == [("later", "worker_lost"), ("delivered", None)]


async def test_alarms_are_set_at_the_start_and_again_once_redis_forgot(deps: Deps) -> None:
    at = now() + timedelta(minutes=10)
    await due(deps, at, ring=False)
    sweep = Sweep(deps, Claimer(deps, Settler(deps)))
    name = f"ring:{int(at.timestamp())}"
    for _ in range(2):
        await sweep.look()
        assert await deps.redis.zscore("arq:queue", name) is not None
        await deps.redis.flushall()


async def test_with_its_mark_in_place_no_alarm_is_set_again(deps: Deps) -> None:
    sweep = Sweep(deps, Claimer(deps, Settler(deps)))
    await sweep.look()
    await due(deps, now() + timedelta(minutes=10), ring=False)
    await sweep.look()
    assert await deps.redis.exists(KEY)
    assert await deps.redis.zcard("arq:queue") == 0


async def test_the_stop_gives_back_what_waits_and_rings_for_it(deps: Deps, api: BotApi) -> None:
    at = now() + 2 * SECOND
    (asked,) = await due(deps, at)
    async with working(deps):
        await status(deps.database, asked, "sending")
    left = await row(deps.database, asked)
    if left.status == "scheduled":
        assert await deps.redis.zcard("arq:queue") >= 1
    else:
        assert left.status == "sent"
    async with working(deps):
        await status(deps.database, asked, "sent")
    assert len(api.calls) == 1


async def test_a_stop_while_results_cannot_be_written_is_not_missed(deps: Deps) -> None:
    """It was, and the process waited for 18 seconds until it was cut off."""
    await due(deps, now(), UNWRITTEN, ring=False)
    async with deps.database.each() as uow:
        claimed = await delivery.claim(
            uow, now(), Lanes(UNWRITTEN, 0), uuid4(), lease=LEASE, each=UNWRITTEN
        )
    settler = Settler(deps)
    senders = Senders(deps, settler, lambda: None)
    for item in claimed.items:
        settler.add(Result(item, Delivered(), None, deps.clock.utc(), deps.clock.utc()))
    running = asyncio.create_task(senders.run())
    await asyncio.sleep(0)  # it waits for room now
    senders.stop()
    settler.close()
    async with asyncio.timeout(WITHIN):
        await asyncio.gather(running, settler.run())


async def test_a_message_whose_lease_may_have_ended_is_given_back_unsent(
    deps: Deps, api: BotApi
) -> None:
    (asked,) = await due(deps, now(), ring=False)
    async with deps.database.each() as uow:
        taken = await delivery.claim(uow, now(), Lanes(1, 0), uuid4(), lease=LEASE)
    (claimed,) = taken.items
    calls = (("sendMessage", {"chat_id": ALICE.id, "text": "too late"}),)
    stopped = Departure(claimed, calls, 0, lapses_at(time.monotonic() - LEASE))
    settler = Settler(deps)
    settler.add(await deliver(deps, stopped))
    settler.close()
    await settler.run()
    assert api.calls == []
    left = await row(deps.database, asked)
    assert (left.status, left.attempts, left.in_doubt) == ("scheduled", 0, False)


async def test_a_settle_whose_answer_was_lost_leaves_nothing_in_doubt(
    deps: Deps, api: BotApi
) -> None:
    (asked,) = await due(deps, now(), ring=False)
    async with deps.database.each() as uow:
        taken = await delivery.claim(uow, now(), Lanes(1, 0), uuid4(), lease=LEASE)
    (claimed,) = taken.items
    sent = Result(claimed, Delivered(), None, deps.clock.utc(), deps.clock.utc())
    settler = Settler(deps)
    for _ in range(2):  # as if the connection broke between the first one and its answer
        settler.add(sent)
        settler.close()
        await settler.run()
    after = await row(deps.database, asked)
    assert (after.status, after.in_doubt) == ("sent", False)


async def test_a_refused_token_is_told_once_and_kills_no_message(deps: Deps, api: BotApi) -> None:
    asked = await due(deps, now() + SECOND, 3)
    api.answers.extend(refusal(401, "Unauthorized") for _ in asked)
    with capture_logs() as logs:
        async with working(deps):
            await api.came(3)
        waiting = [await row(deps.database, each) for each in asked]
        assert {(each.status, each.attempts) for each in waiting} == {("scheduled", 0)}
        assert counted(deps, "token_refused") == 1
        for each in asked:
            await put(deps.database, each, "fire_at = date_trunc('second', clock_timestamp())")
        async with working(deps):
            for each in asked:
                await status(deps.database, each, "sent")
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["token_refused"]


async def test_broken_connections_to_postgres_lose_nothing(deps: Deps, api: BotApi) -> None:
    await due(deps, now() + SECOND, 600, recipient=None)
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    engine = open_engine(deps.settings.database_url.get_secret_value())
    ours = Database(engine)
    async with working(deps):
        for came in (1, 100, 200, 300, 400):
            await api.came(came)
            async with ours.each() as uow:
                await uow.all(others)
        await once_true(lambda: _all_sent(ours))
        async with ours.each() as uow:
            doubted = await uow.all(
                text("SELECT content ->> 'text' AS words FROM scheduled_messages WHERE in_doubt")
            )
    await engine.dispose()
    assert set(api.texts) == {f"message {n}" for n in range(600)}
    twice = {sent for sent in api.texts if api.texts.count(sent) > 1}
    assert twice <= {each.words for each in doubted}


async def test_the_clock_is_the_databases_and_never_ahead_of_it(deps: Deps) -> None:
    clock = Clock()
    clock._base += 90
    await clock.measure(deps.database)
    async with deps.database.read() as uow:
        before = clock.now()
        told = await uow.first(text("SELECT extract(epoch FROM clock_timestamp())::float8 AS now"))
        after = clock.now()
    assert told is not None
    assert before <= told.now
    assert after > told.now - 1


async def test_a_day_of_alarms_is_one_scan(deps: Deps) -> None:
    start = now() + timedelta(minutes=1)
    for number in range(30):
        await due(deps, start + number * timedelta(minutes=1), 3, ring=False, prefix=f"{number}-")
    await Sweep(deps, Claimer(deps, Settler(deps))).look()
    expected = sum(start + n * timedelta(minutes=1) <= queue.horizon(now()) for n in range(30))
    assert await deps.redis.zcard("arq:queue") == expected
