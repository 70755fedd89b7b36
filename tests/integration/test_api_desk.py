"""REST at the desk: free times, patients, bookings, their undo, reports, and what has happened."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from actions.desk import day, events, visit
from db.account.account import accounts
from db.booking.patient import patients
from db.desk import events as event_rows
from db.desk import visit as visit_rows
from domain.account.access import Scope
from domain.desk.day import Act
from domain.desk.events import Mark
from tests.support.api import OWNER, Answer, Program, Rest
from tests.support.bookings import add
from tests.support.bookings import booked as seats_of
from tests.support.clinic import nine, on, rows, tomorrow
from tests.support.waiting import once_true

pytestmark = pytest.mark.asyncio(loop_scope="module")
numbers = iter(range(8, 10**6))


async def free(rest: Rest, program: Program, count: int = 1) -> list[int]:
    """Slots that no other test has."""
    path = f"/free-times?lab_id={rest.lab_id}&from={utc(nine())}&to={utc(nine(), 20)}&limit=200"
    times = (await program.get(path))["items"]
    found = [time["slot_id"] for time in times if time["seats"] == 3]
    return [found[(next(numbers) * 3) % len(found)] for _ in range(count)]


def utc(at: datetime, days: int = 0) -> str:
    return (at + timedelta(days=days)).isoformat().replace("+00:00", "Z")


async def booked(rest: Rest, program: Program, **more: Any) -> Answer:
    patient = await program.patient()
    (slot,) = await free(rest, program)
    wish = {"patient_id": patient, "slot_id": slot, "test_id": 1}
    return await program.post("/bookings", wish, **more)


async def test_free_times_of_a_day_and_of_a_stretch(rest: Rest, program: Program) -> None:
    sheet = await program.get(f"/free-times?lab_id={rest.lab_id}&day={tomorrow()}")
    assert sheet["zone"] == "Europe/Berlin"
    assert utc(nine()) in {time["starts_at"] for time in sheet["items"]}
    assert all(time["starts_at"].endswith("Z") for time in sheet["items"])
    path = f"/free-times?lab_id={rest.lab_id}&test_id=1&from={utc(nine())}&to={utc(nine(), 2)}"
    whole = [time["starts_at"] for time in (await program.get(f"{path}&limit=200"))["items"]]
    parts, cursor = [], ""
    while cursor is not None:
        answer = await program.get(f"{path}&limit=7&cursor={cursor}")
        assert len(answer["items"]) <= 7
        parts += [time["starts_at"] for time in answer["items"]]
        cursor = answer["next"]
    assert parts == whole
    assert len(parts) > 20


@pytest.mark.parametrize("query", ["lab_id=77&day={day}", "lab_id=1&test_id=77&day={day}"])
async def test_free_times_of_what_is_not_there(program: Program, query: str) -> None:
    answer = await program.get(f"/free-times?{query.format(day=tomorrow())}")
    assert (answer.status, answer.code) == (404, "not_found")


async def test_a_patient_is_added_found_and_read(program: Program) -> None:
    made = await program.post("/patients", {"name": "Zoë Ünal", "phone": "0151 2345 6789"})
    assert made.status == 201
    assert (made["phone"], made["has_bot"]) == ("+4915123456789", False)
    assert made.headers["Location"] == f"/api/v1/patients/{made['id']}"
    for words in ("zoe", "unal", "23456789"):
        found = await program.get(f"/patients?search={words}")
        assert made["id"] in {one["id"] for one in found["items"]}, words
    assert (await program.get(f"/patients/{made['id']}"))["name"] == "Zoë Ünal"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "Ann", "phone": "12"}, "phone_invalid"),
        ({"name": "123"}, "name_invalid"),
        ({"name": "Ann\0"}, "not_understood"),
    ],
)
async def test_a_patient_needs_a_name(program: Program, body: dict[str, str], code: str) -> None:
    assert (await program.post("/patients", body)).code == code


async def test_who_read_which_patients_is_kept(rest: Rest, program: Program) -> None:
    made = await booked(rest, program)
    query = """SELECT count(*) FROM patient_readings
                WHERE screen = 'program' AND actor_id = :who AND patients @> ARRAY[:id]::bigint[]"""
    patient = made["booking"]["patient_id"]
    before = await rows(rest.database, query, who=OWNER.id, id=patient)
    await program.get(f"/bookings?patient_id={patient}")
    assert await rows(rest.database, query, who=OWNER.id, id=patient) >= before
    assert before[0][0] == 1


async def test_a_booking_is_made_as_the_desk_makes_it(rest: Rest, program: Program) -> None:
    made = await booked(rest, program)
    assert made.status == 201
    booking = made["booking"]
    assert (booking["status"], booking["version"], made.etag) == ("booked", 1, '"1"')
    assert booking["zone"] == "Europe/Berlin"
    assert booking["price"] == "9.50"
    assert made.headers["Location"] == f"/api/v1/bookings/{booking['id']}"
    read = await program.get(f"/bookings/{booking['id']}")
    assert read.body == booking
    assert read.etag == '"1"'
    history = "SELECT kind, actor_id FROM booking_events WHERE booking_id = :id"
    assert await rows(rest.database, history, id=booking["id"]) == [("booked", OWNER.id)]
    audit = "SELECT action FROM audit_log WHERE subject = 'booking' AND subject_id = :id"
    assert await rows(rest.database, audit, id=booking["id"]) == [("booking_made",)]


async def test_a_booking_that_cannot_be(rest: Rest, program: Program) -> None:
    made = (await booked(rest, program))["booking"]
    wish = {name: made[name] for name in ("patient_id", "slot_id", "test_id")}
    again = await program.post("/bookings", wish)
    assert (again.status, again.code) == (409, "already_booked")
    for name in wish:
        answer = await program.post("/bookings", wish | {name: 888_888})
        assert (answer.status, answer.code) == (404, "not_found")
    full = "UPDATE time_slots SET capacity = booked WHERE id = :id"
    await rest.change(full, id=made["slot_id"])
    taken = await program.post("/bookings", wish | {"patient_id": await program.patient()})
    assert (taken.status, taken.code) == (409, "slot_taken")
    assert taken["nearest"][0]["starts_at"].endswith("Z")
    past = """UPDATE time_slots SET starts_at = now() - interval '9 h',
                     ends_at = now() - interval '8 h' WHERE id = :id"""
    await rest.change(past, id=made["slot_id"])
    late = await program.post("/bookings", wish | {"patient_id": await program.patient()})
    assert (late.status, late.code) == (409, "too_late")


async def test_one_intent_is_one_booking(rest: Rest, program: Program) -> None:
    patient, slots = await program.patient(), await free(rest, program, 2)
    wish = {"patient_id": patient, "slot_id": slots[0], "test_id": 1}
    first, *others = [await program.post("/bookings", wish, once="same") for _ in range(3)]
    assert {answer.status for answer in (first, *others)} == {201}
    assert all(answer.body == first.body for answer in others)
    other = await program.post("/bookings", wish | {"slot_id": slots[1]}, once="same")
    assert (other.status, other.code) == (422, "intent_reused")
    foreign = await (await rest.program()).post("/bookings", wish, once="same")
    assert foreign.code == "already_booked"


async def test_two_at_once_are_one_booking(rest: Rest, program: Program) -> None:
    wish = {"patient_id": await program.patient(), "test_id": 1}
    wish |= {"slot_id": (await free(rest, program))[0]}
    answers = await asyncio.gather(
        *(program.post("/bookings", wish, once="at-once") for _ in range(12))
    )
    assert {answer.status for answer in answers} == {201}
    assert len({answer["booking"]["id"] for answer in answers}) == 1
    assert len({answer["undo"]["id"] for answer in answers}) == 1
    assert await seats_of(rest.database, wish["slot_id"]) == 1


async def test_a_booking_is_moved_and_moved_back(rest: Rest, program: Program) -> None:
    made = (await booked(rest, program))["booking"]
    (slot,) = await free(rest, program)
    path = f"/bookings/{made['id']}"
    moved = await program.call("PATCH", path, {"slot_id": slot}, If_Match='"1"')
    assert (moved.status, moved.etag, moved["booking"]["slot_id"]) == (200, '"2"', slot)
    undone = await program.post(f"/undos/{moved['undo']['id']}")
    assert undone["booking"]["slot_id"] == made["slot_id"]
    assert not undone["was_undone"]
    assert (await program.post(f"/undos/{moved['undo']['id']}"))["was_undone"]
    same = await program.call("PATCH", path, {"slot_id": made["slot_id"]})
    assert same["undo"] is None


async def test_a_booking_is_cancelled_and_uncancelled(rest: Rest, program: Program) -> None:
    made = (await booked(rest, program))["booking"]
    path = f"/bookings/{made['id']}/cancel"
    gone = await program.post(path, If_Match='"1"')
    assert (gone["booking"]["status"], gone.etag) == ("cancelled", '"2"')
    again = await program.post(path)
    assert (again.status, again["undo"]) == (200, None)
    back = await program.post(f"/undos/{gone['undo']['id']}")
    assert back["booking"]["status"] == "booked"
    await rest.change("UPDATE bookings SET status = 'arrived' WHERE id = :id", id=made["id"])
    arrived = await program.post(path)
    assert (arrived.status, arrived.code) == (409, "changed")
    moved = await program.call("PATCH", path.removesuffix("/cancel"), {"slot_id": 1})
    assert (moved.status, moved.code) == (409, "changed")


async def test_an_undo_that_is_over_or_of_another_kind(rest: Rest, program: Program) -> None:
    made = await booked(rest, program)
    await rest.change(
        "UPDATE undos SET until = date_trunc('second', now()) WHERE id = :id", id=made["undo"]["id"]
    )
    late = await program.post(f"/undos/{made['undo']['id']}")
    assert (late.status, late.code) == (409, "too_late")
    kind = "UPDATE undos SET kind = 'closure_made' WHERE id = :id"
    await rest.change(kind, id=made["undo"]["id"])
    assert (await program.post(f"/undos/{made['undo']['id']}")).code == "not_found"


@pytest.mark.parametrize("tag", ['"7"', 'W/"1"', "1", '"1", "2"', '"x"', '"' + "9" * 40 + '"'])
async def test_another_version_is_told_as_it_is(rest: Rest, program: Program, tag: str) -> None:
    made = (await booked(rest, program))["booking"]
    for method, act, body in (("PATCH", "", {"slot_id": 1}), ("POST", "/cancel", None)):
        path = f"/bookings/{made['id']}{act}"
        answer = await program.call(method, path, body, If_Match=tag)
        assert (answer.status, answer.code) == (412, "version_changed")
        assert (answer["current"], answer.etag) == (made, '"1"')


async def test_of_many_who_saw_one_version_one_moves_it(rest: Rest, program: Program) -> None:
    made = (await booked(rest, program))["booking"]
    slots = [slot for slot in await free(rest, program, 9) if slot != made["slot_id"]]
    path = f"/bookings/{made['id']}"
    answers = await asyncio.gather(
        *(program.call("PATCH", path, {"slot_id": slot}, If_Match='"1"') for slot in set(slots))
    )
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] + [412] * (len(answers) - 1)
    (winner,) = [answer for answer in answers if answer.status == 200]
    assert (await program.get(path)).body == winner["booking"]
    for slot in {made["slot_id"], *slots}:
        await seats_of(rest.database, slot)


async def test_a_version_counts_to_the_last_moment(rest: Rest, program: Program) -> None:
    """Somebody marks that the patient has fasted, once the version was looked at."""
    made = (await booked(rest, program))["booking"]
    (slot,) = await free(rest, program)
    path = f"/bookings/{made['id']}"
    async with rest.database.begin() as faster:
        await visit_rows.lock_slots(faster, [made["slot_id"]])
        moving = asyncio.create_task(program.call("PATCH", path, {"slot_id": slot}, If_Match='"1"'))
        await once_true(lambda: is_waiting(rest))
        await day.act(faster, OWNER, made["id"], Act.FASTED, version=1, now=nine())
    answer = await moving
    assert (answer.status, answer.code) == (412, "version_changed")
    assert (answer["current"]["version"], answer["current"]["slot_id"]) == (2, made["slot_id"])
    assert await seats_of(rest.database, slot) == 0


async def is_waiting(rest: Rest) -> bool:
    """Whether somebody waits for a lock of somebody else's."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    return bool((await rows(rest.database, query))[0][0])


async def test_bookings_are_found_by_what_they_are(rest: Rest, program: Program) -> None:
    made = (await booked(rest, program))["booking"]
    patient = made["patient_id"]
    for query, is_there in (
        (f"patient_id={patient}", True),
        (f"patient_id={patient}&status=booked", True),
        (f"patient_id={patient}&status=cancelled", False),
        (f"patient_id={patient}&lab_id={rest.lab_id}", True),
        (f"patient_id={patient}&lab_id=77", False),
        (f"patient_id={patient}&from={made['starts_at']}", True),
        (f"patient_id={patient}&to={made['starts_at']}", False),
        (f"patient_id={patient}&from={made['starts_at']}&to={made['ends_at']}", True),
        (f"patient_id={patient}&lab_id={rest.lab_id}&day={on(-3)}", False),
    ):
        found = (await program.get(f"/bookings?{query}"))["items"]
        assert found == ([made] if is_there else []), query
    missing = await program.get(f"/bookings?lab_id=77&day={tomorrow()}")
    assert (missing.status, missing.code) == (404, "not_found")


async def test_pages_lose_nothing_while_bookings_move(rest: Rest, program: Program) -> None:
    patient = await program.patient()
    ids = []
    for slot in dict.fromkeys(await free(rest, program, 5)):
        wish = {"patient_id": patient, "slot_id": slot, "test_id": 1}
        ids.append((await program.post("/bookings", wish))["booking"]["id"])
    read, cursor = [], ""
    while cursor is not None:
        page = await program.get(f"/bookings?patient_id={patient}&limit=2&cursor={cursor}")
        read += [one["id"] for one in page["items"]]
        cursor = page["next"]
        (slot,) = await free(rest, program)
        await program.call("PATCH", f"/bookings/{ids[0]}", {"slot_id": slot})
        await program.post(f"/bookings/{ids[-1]}/cancel")
    assert read == ids


async def test_what_became_of_reports_is_told_and_never_the_file(
    rest: Rest, program: Program
) -> None:
    made = (await booked(rest, program))["booking"]
    added = """INSERT INTO reports (booking_id, kind, file_id, sent_by, sent_at, intent, tries)
               VALUES (:id, 'document', 'the-file', :who, now(), 'r', 3)"""
    await rest.change(added, id=made["id"], who=OWNER.id)
    answer = await program.get(f"/bookings/{made['id']}/reports")
    (report,) = answer["items"]
    assert (report["opened"], report["is_locked"], report["withdrawn_at"]) == (0, True, None)
    assert "the-file" not in str(answer.body)
    assert (await program.get("/bookings/77777/reports")).code == "not_found"


async def test_events_are_told_in_order_and_once(rest: Rest, program: Program) -> None:
    cursor = (await program.get("/events?from_now=true"))["next"]
    made = (await booked(rest, program))["booking"]
    await program.post(f"/bookings/{made['id']}/cancel")
    told, is_last = [], False
    while not is_last:
        page = await program.get(f"/events?limit=1&cursor={cursor}")
        told += [(one["source"], one["what"], one["subject_id"]) for one in page["items"]]
        cursor, is_last = page["next"], page["is_last"]
    ours = [one for one in told if one[2] == made["id"] and one[1].startswith("booking")]
    assert sorted(ours) == [
        ("audit", "booking_cancelled", made["id"]),
        ("audit", "booking_made", made["id"]),
        ("history", "booking_booked", made["id"]),
        ("history", "booking_cancelled", made["id"]),
    ]
    assert (await program.get(f"/events?cursor={cursor}"))["items"] == []
    reader = await rest.program(Scope.READ)
    assert (await reader.get("/events")).code == "scope_missing"


async def test_no_event_is_passed_over_that_commits_late(rest: Rest, program: Program) -> None:
    """A smaller id that is seen later than a larger one: here on purpose."""
    made = (await booked(rest, program))["booking"]
    cursor = (await program.get("/events?from_now=true"))["next"]
    insert = """INSERT INTO booking_events (booking_id, at, kind, actor_id)
                VALUES (:id, now(), :kind, 1) RETURNING id"""
    async with rest.database.begin() as slow:
        early = await slow.number(text(insert), {"id": made["id"], "kind": "early"})
        async with rest.database.begin() as quick:
            late = await quick.number(text(insert), {"id": made["id"], "kind": "late"})
        reading = asyncio.create_task(program.get(f"/events?cursor={cursor}"))
        await asyncio.sleep(0.2)
        assert not reading.done()
    page = await reading
    assert early is not None
    assert late is not None
    assert early < late
    assert [one["what"] for one in page["items"]] == ["booking_early", "booking_late"]


async def test_whoever_writes_for_long_holds_events_up_and_loses_none(
    rest: Rest, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_rows, "PAUSES", 2)
    made = (await booked(rest, program))["booking"]
    cursor = (await program.get("/events?from_now=true"))["next"]
    async with rest.database.begin() as slow:
        await visit.cancel(slow, OWNER, made["id"], nine())
        page = await program.get(f"/events?cursor={cursor}")
        assert (page["items"], page["next"], page["is_last"]) == ([], cursor, False)
        assert (await program.get("/events?from_now=true")).code == "outage"
    after = await program.get(f"/events?cursor={cursor}")
    assert {one["what"] for one in after["items"]} == {"booking_cancelled"}


async def test_readers_beside_writers_miss_nothing(rest: Rest, program: Program) -> None:
    """Eight write at once and somebody follows along: all is read, and each once."""
    async with rest.database.read() as uow:
        since = await events.present(uow, OWNER) or Mark()
    made = [(await booked(rest, program))["booking"]["id"] for _ in range(8)]
    read: list[tuple[str, int]] = []
    writing = asyncio.gather(*(program.post(f"/bookings/{one}/cancel") for one in made))
    is_last = False
    while not (writing.done() and is_last):
        async with rest.database.read() as uow:
            feed = await events.since(uow, OWNER, since, 3)
        since, is_last = feed.mark, feed.is_last and writing.done()
        read += [(one.source, one.id) for one in feed.events]
        await asyncio.sleep(0)
    cancelled = "SELECT count(*) FROM booking_events WHERE booking_id = ANY(:ids)"
    ((count,),) = await rows(rest.database, cancelled, ids=made)
    assert count == 16
    assert len(read) == len(set(read))
    history = [number for source, number in read if source == "history"]
    query = "SELECT id FROM booking_events WHERE booking_id = ANY(:ids)"
    assert {row[0] for row in await rows(rest.database, query, ids=made)} <= set(history)
    assert history == sorted(history)


async def test_a_patient_with_the_bot_hears_of_it_as_from_the_desk(
    rest: Rest, program: Program
) -> None:
    """Reminders at once, news once the booking cannot be taken back."""
    account = {"id": 7_000_000_301, "locale": "en"}
    await add(rest.database, accounts, account)
    values = {"account_id": account["id"], "name": "Bo Chat", "is_self": True}
    (patient,) = await add(rest.database, patients, values)
    (slot,) = await free(rest, program)
    wish = {"patient_id": patient, "slot_id": slot, "test_id": 1}
    made = await program.post("/bookings", wish)
    assert made["booking"]["has_bot"]
    query = """SELECT coalesce(content ->> 'what', content ->> 'kind'), undo_id
                 FROM scheduled_messages WHERE author_id = :id AND status = 'scheduled'"""
    waiting = await rows(rest.database, query, id=account["id"])
    assert ("booked", made["undo"]["id"]) in waiting
    assert ("reminder", None) in waiting
    await program.post(f"/undos/{made['undo']['id']}")
    assert await rows(rest.database, query, id=account["id"]) == []
