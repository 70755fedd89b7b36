"""REST's messages: planned once or repeating, changed, cancelled, and how they were delivered."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.account.email import addresses
from db.messages.chat import chats
from domain.messages.chat import Membership, Standing, Standings
from infra.telegram import Rights
from tests.support.api import OWNER, Program, Rest
from tests.support.bookings import add
from tests.support.clinic import rows

pytestmark = pytest.mark.asyncio(loop_scope="module")
FAR = "2027-06-01T09:00:00Z"
GROUP = -1001234567890


def plan(**more: Any) -> dict[str, Any]:
    return {"text": "Hello \U0001f9ea", "at": FAR} | more


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(rest: Rest) -> int:
    """A confirmed one of the owner's."""
    values = {"account_id": OWNER.id, "address": "ann@example.org", "mailbox": "ann@example.org"}
    values |= {"confirmed_at": datetime.now(UTC)}
    return (await add(rest.database, addresses, values))[0]


async def test_a_message_is_scheduled_read_changed_and_cancelled(program: Program) -> None:
    made = await program.post("/messages", plan(zone="Asia/Kolkata"))
    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/messages/{made['id']}"
    assert (made["status"], made["at"], made["zone"]) == ("scheduled", FAR, "Asia/Kolkata")
    assert (made["channel"], made["chat_id"], made["address"]) == ("telegram", None, None)
    path = f"/messages/{made['id']}"
    assert (await program.get(path)).body == made.body
    changed = await program.call("PATCH", path, {"text": "Bye", "at": "2027-06-01T11:00:00+01:00"})
    assert (changed["text"], changed["at"]) == ("Bye", "2027-06-01T10:00:00Z")
    assert changed["version"] == 2
    for _ in range(2):
        gone = await program.call("DELETE", path)
        assert (gone.status, gone["status"]) == (200, "cancelled")
    late = await program.call("PATCH", path, {"text": "No"})
    assert (late.status, late.code) == (409, "already_sent")


async def test_the_state_of_delivery_is_told(rest: Rest, program: Program) -> None:
    path = f"/messages/{(await program.post('/messages', plan()))['id']}"
    number = int(path.rpartition("/")[2])
    sent = """UPDATE scheduled_messages SET status = 'sent', due_at = '2026-01-01T00:00:00Z',
              sent_at = '2026-01-01T00:00:02.5Z', attempts = 2, last_error = 'no_answer: Ann',
              in_doubt = true WHERE id = :id"""
    await rest.change(sent, id=number)
    told = await program.get(path)
    assert (told["status"], told["sent_at"]) == ("sent", "2026-01-01T00:00:02.500000Z")
    assert (told["late_seconds"], told["attempts"], told["cause"]) == (2.5, 2, "no_answer")
    assert told["in_doubt"]
    assert (await program.call("DELETE", path)).code == "already_sent"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (plan(text=" "), "text_empty"),
        (plan(text="x" * 40_961), "text_too_long"),
        (plan(text="x" * 41_001), "not_understood"),
        (plan(at="2020-01-01T00:00:00Z"), "message_in_past"),
        (plan(at="2060-01-01T00:00:00Z"), "too_far"),
        (plan(at="2027-06-01T09:00:00"), "not_understood"),
        (plan(at="2027-02-30T09:00:00Z"), "not_understood"),
        (plan(at=1_800_000_000), "not_understood"),
        (plan(at="1800000000"), "not_understood"),
        (plan(zone="Mars/Base"), "unknown_zone"),
        (plan(address_id=777), "not_found"),
        (plan(chat_id=-777), "not_found"),
        (plan(chat_id=777), "not_understood"),
        (plan(chat_id=-777, address_id=1), "not_understood"),
    ],
)
async def test_a_message_that_cannot_be(program: Program, body: dict[str, Any], code: str) -> None:
    answer = await program.post("/messages", body)
    assert answer.code == code
    assert answer.status in {404, 422}


async def test_one_intent_is_one_message(program: Program) -> None:
    answers = await asyncio.gather(
        *(program.post("/messages", plan(), once="one") for _ in range(8))
    )
    assert {answer.status for answer in answers} == {201}
    assert len({answer["id"] for answer in answers}) == 1
    other = await program.post("/messages", plan(text="Other"), once="one")
    assert other.code == "intent_reused"


async def test_mail_goes_to_a_confirmed_address(program: Program, address: int) -> None:
    listed = (await program.get("/addresses"))["items"]
    assert listed == [{"id": address, "address": "ann@example.org"}]
    made = await program.post("/messages", plan(address_id=address))
    assert (made["channel"], made["address"]) == ("email", "ann@example.org")


@pytest.mark.parametrize(
    ("person", "may_post", "code"),
    [
        ("administrator", True, ""),
        ("administrator", False, "bot_may_not_post"),
        ("member", True, "not_admin"),
        ("left", True, "not_found"),
    ],
)
async def test_a_group_takes_what_its_administrator_schedules(
    rest: Rest,
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
    person: str,
    may_post: bool,
    code: str,
) -> None:
    standings = Standings(
        Standing(Membership(person), True),
        Standing(Membership.MEMBER, may_post),
        is_channel=False,
    )

    async def look(_self: Rights, _chat: int, _account: int) -> Standings:
        return standings

    monkeypatch.setattr(Rights, "_ask", look)
    number = GROUP - len(person) - may_post
    values = {"id": number, "type": "supergroup", "title": "Staff", "bot_status": "member"}
    await add(rest.database, chats, values | {"changed_at": datetime.now(UTC)})
    answer = await program.post("/messages", plan(chat_id=number))
    assert (answer.body.get("code", ""), answer.body.get("chat_id", number)) == (code, number)


async def test_telegram_away_is_an_outage(rest: Rest, program: Program) -> None:
    values = {"id": GROUP, "type": "supergroup", "title": "Staff", "bot_status": "member"}
    await add(rest.database, chats, values | {"changed_at": datetime.now(UTC)})
    answer = await program.post("/messages", plan(chat_id=GROUP))
    assert (answer.status, answer.code) == (503, "outage")


async def test_messages_are_listed_each_once_while_more_come(program: Program) -> None:
    made = [(await program.post("/messages", plan()))["id"] for _ in range(5)]
    read: list[int] = []
    cursor = ""
    while cursor is not None:
        if len(read) < 20:
            made.append((await program.post("/messages", plan()))["id"])
        page = await program.get(f"/messages?limit=3&status=scheduled&cursor={cursor}")
        read += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert read == sorted(set(read))
    assert set(made) <= set(read)
    assert {one["status"] for one in page["items"]} == {"scheduled"}


async def test_a_foreign_message_is_not_found(rest: Rest, program: Program) -> None:
    made = (await program.post("/messages", plan()))["id"]
    other = "INSERT INTO accounts (id, locale) VALUES (77, 'en') ON CONFLICT DO NOTHING"
    await rest.change(other)
    await rest.change("UPDATE scheduled_messages SET author_id = 77 WHERE id = :id", id=made)
    for method, body in (("GET", None), ("PATCH", {"text": "x"}), ("DELETE", None)):
        answer = await program.call(method, f"/messages/{made}", body)
        assert (answer.status, answer.code) == (404, "not_found")


SERIES = {
    "text": "Weekly",
    "rrule": "FREQ=WEEKLY;BYDAY=MO",
    "wall": "2027-03-01T09:00:00",
    "zone": "Europe/Berlin",
}


async def test_a_series_is_started_paused_resumed_skipped_and_ended(program: Program) -> None:
    made = await program.post("/series", SERIES)
    assert (made.status, made["status"]) == (201, "active")
    assert (made["next_at"], made["wall"]) == ("2027-03-01T08:00:00Z", "2027-03-01T09:00:00")
    path = f"/series/{made['id']}"
    assert (await program.get(path))["rrule"] == SERIES["rrule"]
    assert (await program.post(f"{path}/pause"))["status"] == "paused"
    active = await program.post(f"{path}/resume")
    assert active["status"] == "active"
    skipped = await program.post(f"{path}/skip", {"version": active["version"]})
    assert skipped["next_at"] == "2027-03-08T08:00:00Z"
    twice = await program.post(f"{path}/skip", {"version": active["version"]})
    assert twice["next_at"] == skipped["next_at"]
    changed = await program.call("PATCH", path, {"rrule": "FREQ=DAILY", "text": "Daily"})
    assert (changed["text"], changed["next_at"]) == ("Daily", "2027-03-01T08:00:00Z")
    moved = await program.call("PATCH", path, {"zone": "Asia/Tokyo"})
    assert moved["next_at"] == "2027-03-01T00:00:00Z"
    for _ in range(2):
        assert (await program.call("DELETE", path))["status"] == "cancelled"
    assert (await program.post(f"{path}/pause")).code == "already_sent"
    assert made["id"] in {one["id"] for one in (await program.get("/series"))["items"]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rrule": "FREQ=SECONDLY"}, "repeats_too_often"),
        ({"rrule": "nonsense"}, "repeats_never"),
        ({"rrule": "FREQ=DAILY;UNTIL=20200101"}, "repeats_never"),
        ({"zone": "Nowhere"}, "unknown_zone"),
        ({"wall": "2027-03-01T09:00:00Z"}, "not_understood"),
        ({"text": ""}, "text_empty"),
    ],
)
async def test_a_series_that_cannot_be(program: Program, change: dict[str, str], code: str) -> None:
    assert (await program.post("/series", SERIES | change)).code == code
    made = await program.post("/series", SERIES)
    answer = await program.call("PATCH", f"/series/{made['id']}", change)
    assert answer.code == code
    assert (await program.call("PATCH", f"/series/{made['id']}", {})).code == "not_understood"


async def test_messages_and_series_are_as_many_as_may_be(
    rest: Rest, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "SELECT count(*) FROM scheduled_messages WHERE author_id = :id"
    assert (await rows(rest.database, query, id=OWNER.id))[0][0]
    assert rest.bot.deps.settings.caps.limits.messages == 1000
    full = """INSERT INTO scheduled_messages
                     (author_id, recipient, content, due_at, fire_at, intent)
              SELECT :id, '1', '{"kind": "text", "text": "x"}', :at, :at, 'f' || n
                FROM generate_series(1, 1000) AS n"""
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    await rest.change(full, id=OWNER.id, at=at)
    answer = await program.post("/messages", plan())
    assert (answer.status, answer.code, answer["limit"]) == (409, "too_many_messages", 1000)
