"""REST's door: keys, scopes, shares, and what becomes of requests that cannot be answered."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from db.account.account import accounts
from domain.account.access import Scope
from domain.account.actor import Actor, Role
from infra.queue import open_redis
from infra.throttle import Quota
from tests.support import servers
from tests.support.api import Program, Rest, serving_rest
from tests.support.bookings import add
from web.api import ROUTES
from web.api.door import STRANGERS, KnownKeys
from web.problem import FAULTS, STATUS, TYPE, Fault
from web.strangers import Strangers

pytestmark = pytest.mark.asyncio(loop_scope="module")
UNKNOWN = "sb_aaaaaaaa_" + "x" * 43


async def test_without_a_key_nothing_is_told(rest: Rest) -> None:
    for route in ROUTES:
        path = route.path.replace("{id}", "1")
        answer = await Program(rest.bot, "").call(route.method, path)
        assert (answer.status, answer.code) == (401, "key_missing")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"].startswith(TYPE)


@pytest.mark.parametrize(
    "key", [UNKNOWN, "sb_", "Bearer", "\u00fc" * 60, "sb_aaaaaaaa_" + "x" * 5000]
)
async def test_a_key_that_is_none_is_refused(rest: Rest, key: str) -> None:
    answer = await Program(rest.bot, key).get("/labs")
    assert (answer.status, answer.code) == (401, "key_invalid")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


async def test_the_other_header_works_too(rest: Rest, program: Program) -> None:
    answer = await Program(rest.bot, "").get("/labs", X_API_Key=program.key)
    assert answer.status == 200


async def test_a_key_is_no_more_than_its_maker(rest: Rest) -> None:
    maker = Actor(7_000_000_299, Role.OWNER, "UTC", True, "en")
    await add(rest.database, accounts, {"id": maker.id, "locale": "en", "role": "owner"})
    program = await rest.program(owner=maker)
    assert (await program.get("/labs")).status == 200
    for role in ("manager", "patient"):
        await rest.change("UPDATE accounts SET role = :r WHERE id = :id", r=role, id=maker.id)
        assert (await program.get("/labs")).code == "key_invalid"


async def test_an_ended_or_expired_key_lets_nobody_in(rest: Rest) -> None:
    program = await rest.program(expires_at=datetime.now(UTC) + timedelta(hours=1))
    assert (await program.get("/labs")).status == 200
    early = "UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = :id"
    await rest.change(early, id=program.key_id)
    assert (await program.get("/labs")).code == "key_invalid"
    other = await rest.program()
    await rest.change("UPDATE api_keys SET ended_at = now() WHERE id = :id", id=other.key_id)
    assert (await other.get("/labs")).code == "key_invalid"


@pytest.mark.parametrize("scope", Scope)
async def test_each_route_asks_for_its_scope_and_no_other(rest: Rest, scope: Scope) -> None:
    """Before anything is looked for: the id is nobody's."""
    program = await rest.program(scope)
    for route in ROUTES:
        path = route.path.replace("{id}", "999999")
        answer = await program.call(route.method, path)
        if route.scope is scope:
            assert answer.status in {200, 404, 415, 422}, route.path
        else:
            assert (answer.status, answer.code) == (403, "scope_missing")
            assert answer["scope"] == route.scope


async def test_a_key_has_its_share(rest: Rest) -> None:
    program = await rest.program(per_minute=3)
    left = [await program.get("/labs") for _ in range(3)]
    assert [answer.headers["RateLimit-Remaining"] for answer in left] == ["2", "1", "0"]
    assert {answer.headers["RateLimit-Limit"] for answer in left} == {"3"}
    refused = await program.get("/labs")
    assert (refused.status, refused.code) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert 41 <= int(refused.headers["RateLimit-Reset"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"


async def test_processes_share_the_share(rest: Rest) -> None:
    one, other = Quota(rest.bot.deps.redis), Quota(rest.bot.deps.redis)
    taken = [await (one, other)[n % 2].take("both", 4) for n in range(5)]
    assert [allowance.may for allowance in taken] == [True] * 4 + [False]
    assert 0 < taken[-1].next_in <= 15


async def test_without_redis_each_process_counts(rest: Rest) -> None:
    async with open_redis("redis://127.0.0.1:9", 1.0) as away:
        quota = Quota(away)
        taken = [await quota.take("alone", 2) for _ in range(3)]
    assert [allowance.may for allowance in taken] == [True, True, False]
    assert [allowance.left for allowance in taken] == [1, 0, 0]


async def test_many_wrong_keys_are_refused_and_who_is_known_goes_on(rest: Rest) -> None:
    known = await rest.program()
    assert (await known.get("/labs")).status == 200
    for key in (UNKNOWN, "nokey"):
        stranger = Program(rest.bot, key)
        codes = [(await stranger.get("/labs")).code for _ in range(STRANGERS.burst + 5)]
        assert codes[-1] == "too_many_requests"
    elsewhere = Program(rest.bot, UNKNOWN)
    assert (await elsewhere.get("/labs", X_Forwarded_For="203.0.113.9")).code == "key_invalid"
    assert (await known.get("/labs")).status == 200


async def test_addresses_are_forgotten_before_memory_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.strangers.REMEMBERED", 3)
    monkeypatch.setattr("web.api.door.KNOWN", 3)
    strangers, known = Strangers(STRANGERS), KnownKeys()
    for number in range(9):
        strangers.refused(f"10.0.0.{number}", 0)
        known.add(f"{number}")
    assert len(strangers) == len(known) == 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "media_type"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"patient_id": NaN}', "not_understood"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_understood"),
        (b"null", "not_understood"),
        (b'{"patient_id": "1", "slot_id": 1, "test_id": 1}', "not_understood"),
        (b'{"patient_id": 1.5, "slot_id": 1, "test_id": true}', "not_understood"),
        (b'{"patient_id": 1, "slot_id": 1, "test_id": 99999999999999999999}', "not_understood"),
        (b'{"patient_id": 1, "slot_id": 1, "test_id": 1, "secret": "Ann"}', "not_understood"),
        (b'{"patient_id": 1, "slot_id": 1, "test_id": 0}', "not_understood"),
    ],
)
async def test_a_body_that_is_wrong_says_where(program: Program, body: bytes, code: str) -> None:
    kind = {"Content-Type": "application/json"} if body else {}
    answer = await program.post("/bookings", body, **kind)
    assert answer.code == code
    assert answer.status == FAULTS[Fault(code)][0]
    for error in answer.body.get("errors", ()):
        assert error["where"].startswith("body")
    assert "Ann" not in json.dumps(answer.body)


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=201", "limit=x", "cursor=%00", "cursor=Zm9v", "status=gone", "more=1"),
        *("limit=1&limit=2", "day=2026-12-01", "lab_id=1&day=2026-13-01", "from=2026-12-01"),
        *("lab_id=1&day=0001-01-01", "lab_id=9223372036854775808", "from=9999-12-31T23:59:59Z"),
    ],
)
async def test_a_query_that_is_wrong_says_where(program: Program, query: str) -> None:
    answer = await program.get(f"/bookings?{query}")
    assert (answer.status, answer.code) == (422, "not_understood")
    assert all(error["where"].startswith("query") and error["what"] for error in answer["errors"])


async def test_a_large_body_is_refused_also_in_pieces(rest: Rest, program: Program) -> None:
    json_type = {"Content-Type": "application/json"}
    assert (await program.post("/messages", b"x" * 300_000, **json_type)).code == "too_large"

    async def pieces() -> AsyncGenerator[bytes, None]:
        for _ in range(400):
            yield b" " * 1024

    headers = {"Authorization": f"Bearer {program.key}", "Idempotency-Key": "p"} | json_type
    url = f"{rest.bot.url}/api/v1/messages"
    async with rest.bot.http.post(url, data=pieces(), headers=headers) as answer:
        assert answer.status == 413
        assert (await answer.json())["code"] == "too_large"


async def test_a_slow_body_is_not_waited_for(
    rest: Rest, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.edge.WITHIN", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", rest.bot.deps.settings.port)
    head = (
        "POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {program.key}\r\nIdempotency-Key: s\r\nContent-Length: 50\r\n\r\n{{"
    )
    writer.write(head.encode())
    said = await asyncio.wait_for(reader.readuntil(b"}"), 5)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b'"too_slow"' in said
    writer.close()


async def test_unknown_routes_and_methods_are_problems(program: Program) -> None:
    for path in ("/nothing", "/bookings/x", "/bookings/-1", "/", "/labs/"):
        answer = await program.get(path)
        assert (answer.status, answer.code) == (404, "no_such_route"), path
    answer = await program.call("PUT", "/bookings/1")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert {"GET", "PATCH"} <= set(re.split(", ", answer.headers["Allow"]))


@pytest.mark.parametrize("number", ["0", "999999999", "9223372036854775808", "9" * 500])
async def test_an_id_that_nothing_has_is_not_found(program: Program, number: str) -> None:
    for route in ROUTES:
        if route.has_number and not route.asked.model_fields:
            answer = await program.call(route.method, route.path.replace("{id}", number))
            assert (answer.status, answer.code) == (404, "not_found"), route.path


@pytest.mark.parametrize("given", ["", "a b", "x" * 201, "\u00fc"])
async def test_an_idempotency_key_is_visible_ascii(program: Program, given: str) -> None:
    answer = await program.call("PATCH", "/bookings/1", {"slot_id": 1}, Idempotency_Key=given)
    assert (answer.status, answer.code) == (400, "idempotency_key_invalid")


async def test_what_makes_something_needs_an_idempotency_key(rest: Rest, program: Program) -> None:
    headers = {"Authorization": f"Bearer {program.key}"}
    made = [route for route in ROUTES if route.is_once]
    assert len(made) == 5
    for route in made:
        url = f"{rest.bot.url}/api/v1{route.path}"
        async with rest.bot.http.post(url, json={}, headers=headers) as answer:
            assert (await answer.json())["code"] == "idempotency_key_missing"


async def test_a_bug_has_a_reference_that_stands_in_the_log(
    rest: Rest, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("Ann Lee is what this says")

    monkeypatch.setattr("db.booking.catalogue.all_labs", broken)
    answer = await program.get("/labs")
    assert (answer.status, answer.code) == (500, "bug")
    (line,) = rest.bot.lines("api_failed")
    assert line["reference"] == answer["reference"]
    assert "RuntimeError" in line["exception"]


async def test_one_line_tells_each_request_and_no_more_than_ids(
    rest: Rest, program: Program
) -> None:
    await program.get("/patients?search=Zebedee")
    await program.get("/patients/77?x=Zebedee")
    lines = rest.bot.lines("api_answered")
    *_, line = [one for one in lines if one["route"] == "GET /patients"]
    assert (line["status"], line["key"]) == (200, program.key_id)
    assert line["ms"] > 0
    written = rest.bot.written.getvalue()
    assert "Zebedee" not in written
    assert program.key not in written


async def test_an_outage_is_said_and_over_when_it_is_over(
    rest: Rest, program: Program, postgres_server: str
) -> None:
    name = servers.name_of(rest.bot.deps.settings.database_url.get_secret_value())
    await asyncio.to_thread(servers.lock_out, postgres_server, name, True)
    try:
        answer = await program.get("/labs")
        assert (answer.status, answer.code) == (503, "outage")
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        await asyncio.to_thread(servers.lock_out, postgres_server, name, False)
    assert (await program.get("/labs")).status == 200


async def test_every_refusal_of_the_table_has_a_status() -> None:
    assert all(status >= 400 for status in STATUS.values())
    assert set(FAULTS) == set(Fault)


async def test_without_redis_programs_go_on(postgres_server: str, template_database: str) -> None:
    """Nothing is lost: the sweep finds a message whose alarm could not be set."""
    async with serving_rest(postgres_server, template_database, "redis://127.0.0.1:9") as alone:
        program = await alone.program(per_minute=2)
        plan = {"text": "Hello", "at": "2027-06-01T09:00:00Z"}
        assert (await program.post("/messages", plan)).status == 201
        assert (await program.get("/labs")).headers["RateLimit-Remaining"] == "0"
        assert (await program.get("/labs")).code == "too_many_requests"
