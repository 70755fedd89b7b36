"""Webhooks in the worker: its parts on real servers, and a real program that listens."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from standardwebhooks import WebhookVerificationError

from actions import undo_ways
from actions.booking import booking
from actions.desk import report, visit
from actions.manage import webhook
from db.desk import report as report_rows
from db.direct import counting
from db.messages import sweep
from db.uow import Database
from domain.desk.report import File, ReportRequest, Secret, SentReport
from domain.keys import Keys
from domain.messages.webhook import Endpoint, Topic, present_secret
from tests.support.bookings import ALICE, BOB, DORA, OLGA, furnish, people, slots_at, value, wish
from tests.support.bot_api import BotApi, refusal
from tests.support.mail_server import certificate
from tests.support.mailing import run
from tests.support.messages import stage
from tests.support.receiver import Receiver, receiver
from tests.support.waiting import once_true
from tests.support.worker_parts import TOKEN, opened, working
from workers.deps import Deps

KEYS = Keys(TOKEN)
ALL = "SELECT id, status, attempts, last_error, in_doubt, fire_at FROM scheduled_messages"


@pytest.fixture
async def program() -> AsyncGenerator[Receiver, None]:
    async with receiver() as running:
        yield running


@pytest.fixture
async def deps(database_url: str, redis_url: str, api: BotApi) -> AsyncGenerator[Deps, None]:
    async with opened(database_url, redis_url, api) as deps:
        await furnish(deps.database)
        await people(deps.database, OLGA, DORA)
        yield deps


async def make(deps: Deps, url: str, intent: str = "first", *topics: Topic) -> Endpoint:
    """An endpoint that may be on this machine."""
    async with deps.database.begin() as uow:
        return await webhook.make(
            uow,
            OLGA,
            url,
            topics or (Topic.BOOKING,),
            intent=intent,
            keys=KEYS,
            now=datetime.now(UTC),
            may_loop=True,
        )


@dataclass
class Lab:
    """Slots in some days, a booking in the first. moved: into the next ones, how often."""

    deps: Deps
    slots: list[int]
    moved: int = 0

    async def books(self, number: int = 0, intent: str = "i1", **facts: Any) -> int:
        async with self.deps.database.begin() as uow:
            made = await booking.book(
                uow, ALICE, wish(self.slots[number], intent, **facts), datetime.now(UTC)
            )
        return made.booking.id

    async def moves(self, booking_id: int) -> None:
        self.moved += 1
        async with self.deps.database.begin() as uow:
            to = self.slots[-self.moved]
            await visit.move(uow, DORA, booking_id, to, now=datetime.now(UTC))

    async def cancels(self, booking_id: int) -> None:
        async with self.deps.database.begin() as uow:
            await visit.cancel(uow, DORA, booking_id, datetime.now(UTC))


@pytest.fixture
async def lab(deps: Deps) -> Lab:
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    starts = [first + timedelta(hours=n) for n in range(12)]
    return Lab(deps, await slots_at(deps.database, starts, capacity=9))


async def hooks(database: Database) -> list[Any]:
    """Messages to programs, in order."""
    async with database.read() as uow:
        return list(await uow.all(text(f"{ALL} WHERE channel = 'webhook' ORDER BY id")))


async def settled(database: Database, *statuses: str) -> list[Any]:
    """They, once they have these statuses."""

    async def are_there() -> bool:
        return [one.status for one in await hooks(database)] == list(statuses)

    await once_true(are_there)
    return await hooks(database)


async def tried(database: Database, times: int) -> Any:
    """The first one, once it waits after so many tries."""

    async def is_so() -> bool:
        first = (await hooks(database))[0]
        return bool(first.attempts == times and first.status == "scheduled")

    await once_true(is_so)
    return (await hooks(database))[0]


async def again_now(database: Database) -> None:
    """Whatever waits is due."""
    await run(
        database,
        "UPDATE scheduled_messages SET fire_at = date_trunc('second', clock_timestamp())"
        " WHERE channel = 'webhook' AND status = 'scheduled'",
    )


async def test_a_program_is_told_of_each_act_signed_and_without_a_name(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    endpoint = await make(deps, program.url)
    secret = present_secret(endpoint, KEYS)
    assert secret is not None
    async with working(deps):
        number = await lab.books(name="Quibblewick Zanzifor", phone="+491701234567")
        await program.has(1)
        await lab.moves(number)
        await program.has(2)
        await lab.cancels(number)
        await program.has(3)
        await settled(deps.database, *["sent"] * 3)
    assert program.types == ["booking.created", "booking.moved", "booking.cancelled"]
    assert [one.event["data"]["version"] for one in program.came] == [1, 2, 3]
    created = program.came[0].verified(secret)
    event = await value(deps.database, "SELECT min(id) FROM booking_events")
    at = await value(deps.database, "SELECT at FROM booking_events ORDER BY id LIMIT 1")
    starts_at = datetime.fromisoformat(created["data"].pop("starts_at"))
    assert created["data"] == {
        "event": event,
        "booking": number,
        "version": 1,
        "status": "booked",
        "zone": "Europe/Berlin",
        "lab": 1,
        "test": "CBC",
        "patient": 1,
    }
    assert datetime.fromisoformat(created["timestamp"]) == at
    assert starts_at == await value(
        deps.database, "SELECT starts_at FROM time_slots WHERE id = :id", id=lab.slots[0]
    )
    assert len({one.id for one in program.came}) == 3
    stored = await value(
        deps.database,
        "SELECT string_agg(content::text, '') FROM scheduled_messages WHERE channel = 'webhook'",
    )
    for one in (*(came.body for came in program.came), stored):
        assert not any(word in one for word in ("Quibblewick", "Zanzifor", "1701234567"))


async def test_a_signature_is_of_this_very_body_id_and_time(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    secret = present_secret(await make(deps, program.url), KEYS)
    other = present_secret(await make(deps, "http://localhost:9/", "other"), KEYS)
    assert secret
    assert other
    assert secret != other
    async with working(deps):
        await lab.books()
        (came,) = await program.has(1)
    came.verified(secret)
    headers = dict(came.headers)
    forged = [
        (came.body.replace("booked", "no_show"), headers, secret),
        (came.body, headers | {"webhook-id": "msg_0"}, secret),
        (came.body, headers | {"webhook-timestamp": str(int(came.at) + 9)}, secret),
        (came.body, headers, other),
    ]
    for body, heads, key in forged:
        with pytest.raises(WebhookVerificationError):
            type(came)(body, heads, came.at).verified(key)


async def test_who_wants_to_hear_of_something_else_or_was_ended_is_told_nothing(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    await make(deps, program.url, "reports", Topic.REPORT)
    ended = await make(deps, program.url, "ended")
    async with deps.database.begin() as uow:
        await webhook.end(uow, OLGA, ended.id, datetime.now(UTC))
    await lab.books()
    assert await hooks(deps.database) == []


async def test_without_an_endpoint_confirm_sends_no_statement_more_and_sets_no_alarm_more(
    deps: Deps, lab: Lab
) -> None:
    counts, alarms = [], []
    for intent, number in (("a", 0), ("b", 1)):
        with counting() as count:
            async with deps.database.begin() as uow:
                await booking.book(uow, ALICE, wish(lab.slots[number], intent), datetime.now(UTC))
                alarms.append(len(uow.alarms))
        counts.append(count.statements)
        await make(deps, "http://localhost:9/hook", intent)
    assert counts[0] == counts[1]
    assert alarms[1] == alarms[0] + 1


async def test_a_later_event_of_a_booking_waits_for_an_earlier_one(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    await make(deps, program.url)
    program.answers.append(500)
    first = await lab.books(intent="one")
    async with working(deps):
        await tried(deps.database, 1)
        await lab.moves(first)
        other = await lab.books(1, "two", name="Bob Roy")
        await program.has(2)
        await lab.cancels(first)
        await asyncio.sleep(2)
        assert [one.booking for one in program.came] == [first, other]
        kept = await hooks(deps.database)
        waiting = [one for one in kept if one.status == "scheduled"]
        assert len(waiting) == 3
        assert len({one.fire_at for one in waiting}) == 1
        await again_now(deps.database)
        await settled(deps.database, *["sent"] * 4)
    told = [one for one in program.came if one.booking == first]
    assert [one.type for one in told] == [
        "booking.created",
        "booking.created",
        "booking.moved",
        "booking.cancelled",
    ]
    assert told[0].id == told[1].id
    assert (await hooks(deps.database))[0].in_doubt


async def test_what_waits_behind_one_that_is_put_off_waits_as_long_and_is_not_overdue(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    await make(deps, program.url)
    program.answers.append(500)
    number = await lab.books()
    await lab.cancels(number)
    async with working(deps):
        first = await tried(deps.database, 1)
        _, second = await settled(deps.database, "scheduled", "scheduled")
        async with deps.database.read() as uow:
            assert await sweep.oldest_wait(uow) == 0
    assert (first.fire_at, first.attempts) == (second.fire_at, 1)
    assert second.attempts == 0


async def test_events_that_waited_together_leave_in_their_order_though_answers_are_slow(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    await make(deps, program.url)
    numbers = [await lab.books(n, f"i{n}", name=f"Ann {'ABCDE'[n]}") for n in range(3)]
    for number in numbers:
        await lab.moves(number)
        await lab.cancels(number)
    program.gate.clear()
    async with working(deps):
        await program.has(3)
        await asyncio.sleep(1)
        assert sorted(one.booking for one in program.came) == numbers
        assert set(program.types) == {"booking.created"}
        program.gate.set()
        await settled(deps.database, *["sent"] * 9)
    for number in numbers:
        assert [one.type for one in program.came if one.booking == number] == [
            "booking.created",
            "booking.moved",
            "booking.cancelled",
        ]


async def test_another_endpoint_does_not_wait_for_one_that_fails(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    async with receiver() as other:
        await make(deps, program.url)
        await make(deps, other.url, "second")
        program.answers.append(503)
        async with working(deps):
            number = await lab.books()
            await other.has(1)
            await tried(deps.database, 1)
            await lab.cancels(number)
            await other.has(2)
    assert other.types == ["booking.created", "booking.cancelled"]
    assert program.types == ["booking.created"]


@pytest.mark.parametrize(
    ("status", "error", "in_doubt"),
    [
        (500, "hook_error: HTTP 500", True),
        (502, "hook_error: HTTP 502", True),
        (503, "hook_busy: HTTP 503", False),
        (429, "hook_busy: HTTP 429", False),
        (404, "hook_refused: HTTP 404", False),
        (401, "hook_refused: HTTP 401", False),
    ],
)
async def test_what_a_program_does_not_take_is_tried_again(
    deps: Deps, lab: Lab, program: Receiver, status: int, error: str, *, in_doubt: bool
) -> None:
    await make(deps, program.url)
    program.answers.append(status)
    async with working(deps):
        await lab.books()
        waiting = await tried(deps.database, 1)
        assert (waiting.last_error, waiting.in_doubt) == (error, in_doubt)
        later = waiting.fire_at - datetime.now(UTC)
        assert timedelta(minutes=3) < later <= timedelta(minutes=5)
        await again_now(deps.database)
        await settled(deps.database, "sent")
    assert len({one.id for one in program.came}) == 1
    assert len(program.came) == 2


async def test_a_program_says_when_to_come_again(deps: Deps, lab: Lab, program: Receiver) -> None:
    await make(deps, program.url)
    program.answers.append(429)
    program.headers["Retry-After"] = "3600"
    async with working(deps):
        await lab.books()
        waiting = await tried(deps.database, 1)
    assert timedelta(minutes=59) < waiting.fire_at - datetime.now(UTC) <= timedelta(minutes=61)


async def test_gone_is_a_dead_letter_at_once_and_the_next_event_goes_on(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    await make(deps, program.url)
    program.answers.append(410)
    async with working(deps):
        number = await lab.books()
        await settled(deps.database, "dead")
        await lab.cancels(number)
        dead, _ = await settled(deps.database, "dead", "sent")
    assert dead.last_error == "hook_gone: HTTP 410"
    assert program.types == ["booking.created", "booking.cancelled"]
    told = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'kind' = 'failure'"
    assert await value(deps.database, told) == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(
    deps: Deps, lab: Lab, program: Receiver, status: int
) -> None:
    await make(deps, program.url)
    program.answers.append(status)
    program.headers["Location"] = program.url.replace("/hook", "/elsewhere")
    async with working(deps):
        await lab.books()
        waiting = await tried(deps.database, 1)
    assert waiting.last_error == f"hook_refused: HTTP {status}"
    assert program.elsewhere == 0


async def test_a_program_that_does_not_answer_is_in_doubt_and_tried_again(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    deps.poster._session._timeout = deps.poster._session.timeout.__class__(total=0.5)
    await make(deps, program.url)
    program.gate.clear()
    async with working(deps):
        await lab.books()
        waiting = await tried(deps.database, 1)
        program.gate.set()
    assert (waiting.last_error.split(":")[0], waiting.in_doubt) == ("hook_no_answer", True)


async def test_nobody_who_listens_is_no_doubt(deps: Deps, lab: Lab) -> None:
    await make(deps, "http://localhost:9/hook")
    async with working(deps):
        await lab.books()
        waiting = await tried(deps.database, 1)
    assert waiting.last_error == "hook_not_reached: ClientConnectorError"
    assert not waiting.in_doubt


async def test_an_old_secret_signs_for_a_day_beside_the_new_one(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    made = await make(deps, program.url)
    async with deps.database.begin() as uow:
        renewed = await webhook.rotate(uow, OLGA, made.id, 1, keys=KEYS, now=datetime.now(UTC))
    old, new = present_secret(made, KEYS), present_secret(renewed, KEYS)
    assert old
    assert new
    assert old != new
    async with working(deps):
        number = await lab.books()
        (both,) = await program.has(1)
        for secret in (old, new):
            both.verified(secret)
        await run(deps.database, "UPDATE webhook_endpoints SET earlier_until = now()")
        await lab.cancels(number)
        _, alone = await program.has(2)
    alone.verified(new)
    with pytest.raises(WebhookVerificationError):
        alone.verified(old)
    kept = await value(deps.database, "SELECT to_jsonb(w)::text FROM webhook_endpoints AS w")
    assert not any(secret.removeprefix("whsec_") in kept for secret in (old, new))


async def test_a_secret_of_a_key_before_signs_on_and_one_whose_key_is_lost_is_a_dead_letter(
    database_url: str, redis_url: str, api: BotApi, deps: Deps, lab: Lab, program: Receiver
) -> None:
    made = await make(deps, program.url)
    secret = present_secret(made, KEYS)
    assert secret
    newer = opened(database_url, redis_url, api, secret_key="k" * 40)
    async with newer as its, working(its):
        await lab.books()
        (came,) = await program.has(1)
        await settled(deps.database, "sent")
    came.verified(secret)
    await run(deps.database, "UPDATE webhook_endpoints SET secret_hash = 'of a key long gone'")
    async with working(deps):
        await lab.books(1, "i2", name="Bob Roy")
        _, dead = await settled(deps.database, "sent", "dead")
    assert dead.last_error == "hook_unsigned"


async def test_what_waits_for_an_endpoint_that_is_ended_is_not_sent(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    made = await make(deps, program.url)
    await lab.books()
    async with deps.database.begin() as uow:
        await webhook.end(uow, OLGA, made.id, datetime.now(UTC))
    await settled(deps.database, "cancelled")
    await run(
        deps.database,
        "UPDATE scheduled_messages SET status = 'scheduled' WHERE channel = 'webhook'",
    )
    async with working(deps):
        await settled(deps.database, "cancelled")
    assert program.came == []


async def test_on_the_internet_a_certificate_is_checked(deps: Deps, lab: Lab) -> None:
    async with receiver(certificate()) as encrypted:
        await make(deps, encrypted.url)
        async with working(deps):
            await lab.books()
            waiting = await tried(deps.database, 1)
    assert waiting.last_error == "hook_not_reached: ClientConnectorCertificateError"
    assert encrypted.came == []


async def test_messages_that_people_planned_are_told_of_when_they_are_sent_or_dead(
    deps: Deps, lab: Lab, program: Receiver, api: BotApi
) -> None:
    await make(deps, program.url, "messages", Topic.MESSAGE)
    await lab.books()  # whose reminders are nobody's message
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    api.answers.append(refusal(403, "Forbidden: bot was blocked by the user"))
    dead, *_ = await stage(deps.database, at, author=BOB.id, recipient=BOB.id, ring=True)
    async with working(deps):
        await program.has(1)
        later = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
        sent, *_ = await stage(deps.database, later, author=ALICE.id, prefix="s", ring=True)
        await program.has(2)
        await settled(deps.database, "sent", "sent")
    first, second = [came.event["data"] for came in program.came]
    assert program.types == ["message.dead", "message.sent"]
    assert first == {
        "message": dead,
        "status": "dead",
        "due_at": at.isoformat(),
        "cause": "blocked",
    }
    assert (second["message"], second["status"]) == (sent, "sent")
    assert "message 0" not in "".join(came.body for came in program.came)


async def sends_report(deps: Deps, booking_id: int, intent: str) -> SentReport:
    async with deps.database.begin() as uow:
        known = await report_rows.reader_of(uow, booking_id)
        assert known
        kept = Secret("1980", KEYS).hash_for(known.patient_id)
        file = File("document", "BQAC", "application/pdf", "cbc.pdf", 1000)
        request = ReportRequest(
            booking_id=booking_id, file=file, replaces=None, secret_hash=kept, intent=intent
        )
        return await report.send(uow, DORA, request, datetime.now(UTC))


async def test_a_report_is_told_of_when_it_cannot_be_taken_back_any_more(
    deps: Deps, lab: Lab, program: Receiver
) -> None:
    await make(deps, program.url, "reports", Topic.REPORT)
    number = await lab.books()
    first = await sends_report(deps, number, "a")
    async with deps.database.begin() as uow:
        assert first.undo
        await undo_ways.take_back(uow, DORA, first.undo.id, datetime.now(UTC))
    second = await sends_report(deps, number, "b")
    await settled(deps.database, "cancelled", "scheduled")
    await again_now(deps.database)
    async with working(deps):
        (came,) = await program.has(1)
    data = came.event["data"]
    assert came.type == "report.sent"
    assert (data["report"], data["booking"], data["test"]) == (second.report.id, number, "CBC")
