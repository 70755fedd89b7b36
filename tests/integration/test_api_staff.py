"""REST for what staff and owners do: marks of visits, and programs that are told what happens."""

import re
from typing import Any

import pytest
import pytest_asyncio

from domain.account.access import Scope
from domain.account.actor import Actor, Role
from tests.support.api import Answer, Program, Rest
from tests.support.clinic import nine, rows

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")
WISH = {"url": "https://shop.example/hooks", "topics": ["booking", "report"]}


@pytest_asyncio.fixture(loop_scope="module")
async def visit(rest: Rest, program: Program) -> int:
    """Today's, whenever that is: a slot of its own that begins now."""
    made = """
        WITH slot AS (
          INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity)
          SELECT lab_id, now() - interval '1 s', now() + interval '10 min', 1 FROM time_slots
           WHERE starts_at = :nine LIMIT 1 RETURNING id)
        UPDATE bookings SET slot_id = (SELECT id FROM slot) WHERE id = :id"""
    number = await to_come(rest, program)
    await rest.change(made, nine=nine(), id=number)
    return number


async def to_come(rest: Rest, program: Program) -> int:
    free = "SELECT id FROM time_slots WHERE starts_at > now() AND booked = 0 ORDER BY id LIMIT 1"
    ((slot,),) = await rows(rest.database, free)
    wish = {"patient_id": await program.patient(), "slot_id": slot, "test_id": 1}
    return int((await program.post("/bookings", wish))["booking"]["id"])


async def marks(program: Program, number: int, mark: str, **more: Any) -> Answer:
    return await program.post(f"/bookings/{number}/marks", {"mark": mark}, **more)


async def test_a_visit_goes_its_way_as_staff_mark_it(
    rest: Rest, program: Program, visit: int
) -> None:
    way = {"arrived": "arrived", "sample": "arrived", "fasted": "arrived", "done": "fulfilled"}
    for mark, status in way.items():
        answer = await marks(program, visit, mark)
        assert (answer.status, answer["status"]) == (200, status)
        assert answer.etag == f'"{answer["version"]}"'
    back = await marks(program, visit, "back")
    assert back["status"] == "booked"
    missed = await marks(program, visit, "no_show", If_Match=back.etag)
    assert missed["status"] == "no_show"
    kind = "SELECT kind FROM booking_events WHERE booking_id = :id ORDER BY id"
    told = await rows(rest.database, kind, id=visit)
    kinds = ["booked", "arrived", "sampled", "fasting_kept", "fulfilled", "put_back", "no_show"]
    assert [kind for (kind,) in told] == kinds
    noted = "SELECT count(*) FROM audit_log WHERE subject_id = :id AND action = 'booking_no_show'"
    assert await rows(rest.database, noted, id=visit) == [(1,)]


async def test_a_mark_is_made_once_and_only_where_it_fits(program: Program, visit: int) -> None:
    once = {"once": f"arrives-{visit}"}
    first, again = [await marks(program, visit, "arrived", **once) for _ in range(2)]
    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert (await marks(program, visit, "arrived")).code == "changed"
    assert (await marks(program, visit, "no_show")).code == "changed"
    stale = await marks(program, visit, "done", If_Match='"1"')
    assert (stale.status, stale.code) == (412, "version_changed")
    assert stale["current"]["status"] == "arrived"


async def test_on_another_day_a_mark_has_to_be_meant(rest: Rest, program: Program) -> None:
    number = await to_come(rest, program)
    slip = await marks(program, number, "arrived")
    assert (slip.status, slip["errors"][0]["where"]) == (422, "body.on_another_day")
    meant = {"mark": "arrived", "on_another_day": True}
    assert (await program.post(f"/bookings/{number}/marks", meant)).status == 200


async def test_a_mark_of_what_is_not_there_or_is_none(
    rest: Rest, program: Program, visit: int
) -> None:
    assert (await marks(program, 77_777, "arrived")).status == 404
    assert (await marks(program, visit, "a")).code == "not_understood"
    booker = await rest.program(Scope.BOOK, Scope.READ)
    assert (await marks(booker, visit, "arrived")).code == "scope_missing"


async def test_a_webhook_is_made_tested_renewed_and_ended(rest: Rest, program: Program) -> None:
    made = await program.post("/webhooks", WISH, once="shop")
    assert made.status == 201
    assert SECRET.fullmatch(made["secret"])
    assert made.headers["Location"] == f"/api/v1/webhooks/{made['id']}"
    again = await program.post("/webhooks", WISH, once="shop")
    assert (again.status, again.body) == (201, made.body)
    path = f"/webhooks/{made['id']}"
    seen = await program.get(path)
    assert (seen["url"], seen["topics"], seen["waiting"]) == (WISH["url"], WISH["topics"], 0)
    assert "whsec" not in str(seen.body)
    assert seen.body in (await program.get("/webhooks"))["items"]
    assert (await program.post(f"{path}/test"))["waiting"] == 1
    new = await program.post(f"{path}/renew", {"generation": 1})
    assert SECRET.fullmatch(new["secret"])
    assert (new["generation"], new["secret"] == made["secret"]) == (2, False)
    assert (await program.post(f"{path}/renew", {"generation": 1})).body == new.body
    assert (await program.post(f"{path}/renew", {"generation": 7})).code == "changed"
    assert (await program.call("DELETE", path)).status == 200
    assert (await program.get(path)).status == 404
    assert (await program.call("DELETE", path)).status == 404
    for act in ("test", "renew"):
        body = {"generation": 2} if act == "renew" else None
        assert (await program.post(f"{path}/{act}", body)).status == 404
    noted = "SELECT action FROM audit_log WHERE subject = 'webhook' AND subject_id = :id"
    told = {act for (act,) in await rows(rest.database, noted, id=made["id"])}
    assert told == {"webhook_made", "webhook_pinged", "webhook_renewed", "webhook_ended"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "http://shop.example/"}, "entry_invalid"),
        ({"url": "https://10.0.0.1/"}, "url_barred"),
        ({"url": "https://169.254.169.254/latest"}, "url_barred"),
        ({"url": "https://[fd00::1]/"}, "url_barred"),
        ({"url": "no address"}, "entry_invalid"),
        ({"url": ""}, "not_understood"),
        ({"topics": []}, "not_understood"),
        ({"topics": ["money"]}, "not_understood"),
        ({"more": 1}, "not_understood"),
    ],
)
async def test_a_webhook_that_cannot_be(
    program: Program, change: dict[str, Any], code: str
) -> None:
    answer = await program.post("/webhooks", WISH | change)
    assert (answer.status, answer.code) == (422, code)


async def test_webhooks_are_the_owners_and_bounded(rest: Rest, program: Program) -> None:
    for scope in set(Scope) - {Scope.STAFF}:
        other = await rest.program(scope)
        assert (await other.get("/webhooks")).code == "scope_missing"
        assert (await other.post("/webhooks", WISH)).code == "scope_missing"
    codes = [(await program.post("/webhooks", WISH)).status for _ in range(21)]
    assert codes[-1] == 422
    assert codes.count(201) <= 20
    listed = (await program.get("/webhooks"))["items"]
    assert len(listed) == 20
    for one in listed:
        assert (await program.call("DELETE", f"/webhooks/{one['id']}")).status == 200


async def test_who_is_no_owner_any_more_makes_none(rest: Rest) -> None:
    owner = Actor(7_000_000_299, Role.OWNER, "Europe/Berlin", True, "en")
    insert = "INSERT INTO accounts (id, locale, role) VALUES (:id, 'en', :role)"
    await rest.change(insert, id=owner.id, role="owner")
    theirs = await rest.program(owner=owner)
    assert (await theirs.get("/webhooks")).status == 200
    await rest.change("UPDATE accounts SET role = 'manager' WHERE id = :id", id=owner.id)
    assert (await theirs.post("/webhooks", WISH)).code == "key_invalid"
