"""Booking for a patient and moving a visit: what is chosen stands in the address, then one asks.

From a free seat the patient is asked next, from a patient the test and the time. What is done
is what the chat does on the phone.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup

from actions.booking import slot
from actions.desk import phone_call, visit
from domain.account.actor import only_desk
from domain.audit import Seen
from domain.booking.booking import Status
from domain.booking.lab import FreeTime, Lab, Wanted
from domain.desk.phone_call import Caller
from domain.refusals import NotFound, Refusal, SlotTaken
from domain.time.zones import to_wall
from screens import refusal as refusals
from screens.booking.visit_words import money, prepare
from screens.language import SHORT_WEEKDAY_DAY, dated
from screens.moment import clock, moment
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.today import asked_day, note_seen, number_of
from web.problem import status_of

PATH = "/desk/book"
AHEAD, DAYS, TESTS = timedelta(days=60), 21, 100
CHOSEN = ("patient", "test", "slot")


async def page(call: Call) -> web.Response:
    """The next question, or all of it once more."""
    return await _page(call, call.request.query)


async def _page(
    call: Call, asked: Mapping[str, str], *, problem: str = "", status: int = 200
) -> web.Response:
    only_desk(call.actor)
    chosen = {name: number for name in CHOSEN if (number := _number(asked.get(name, "")))}
    lab = await call.read(slot.lab_for, call.actor)
    facts: dict[str, Any] = {"caller": None, "test": None, "time": None, "question": ""}
    if "patient" in chosen:
        facts["caller"] = await caller(call, chosen["patient"])
    if "test" in chosen:
        facts["test"] = await call.read(slot.find_test, chosen["test"])
    if "slot" in chosen:
        try:
            facts["time"] = await call.read(
                slot.pick, lab, chosen["slot"], call.now, test_id=chosen.get("test")
            )
        except SlotTaken as taken:
            problem, status = refusals.words(taken), 409
            chosen.pop("slot")
    missing = next((name for name in CHOSEN if name not in chosen), "")
    return await shown(
        call,
        "book.html",
        status=status,
        lab=lab,
        chosen=chosen,
        missing=missing,
        money=money,
        problem=problem,
        address=lambda **more: address(PATH, chosen | more),
        without=lambda name: address(PATH, {one: chosen[one] for one in chosen if one != name}),
        **(facts | await _offered(call, lab, chosen, missing, asked)),
    )


async def _offered(
    call: Call, lab: Lab, chosen: Mapping[str, int], missing: str, asked: Mapping[str, str]
) -> dict[str, Any]:
    """What can be answered to the question."""
    if missing == "patient":
        words = asked.get("q", "")
        return {"words": words, "people": await search(call, words)}
    if missing == "test":
        return {"tests": (await call.read(slot.list_tests, size=TESTS)).items}
    if missing == "slot":
        return await times(call, lab, chosen["test"])
    offer = await call.read(slot.offer, chosen["slot"], chosen["test"])
    test, visit_at = offer.test, (offer.starts_at, lab.zone)
    ready = prepare(test.preparation, test.fasting_hours, visit_at)
    return {
        "offer": offer,
        "ready": [Markup(line) for line in ready],  # noqa: S704 - HTML of screens, escaped there
        "when_it_is": moment(offer.starts_at, lab.zone, call.now),
    }


async def booked(call: Call, form: Form) -> web.Response:
    """Done, once; it can be undone for a minute."""
    patient, test, slot_id = (_number(form.get(name, "")) for name in CHOSEN)
    change = await call.write(
        phone_call.book,
        call.actor,
        patient,
        slot_id=slot_id,
        test_id=test,
        intent=call.intent,
        now=call.now,
    )
    return see_other(f"/desk/visits/{change.booking.id}")


async def book_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """A time that is gone is asked for again; the rest stays as it was chosen."""
    kept = {name: form.get(name, "") for name in CHOSEN if name != "slot"}
    return await _page(call, kept, problem=refusals.words(refusal), status=status_of(refusal))


async def added(call: Call, form: Form) -> web.Response:
    """A new patient, and on with them."""
    number = await call.write(phone_call.add, call.actor, form.get("who", ""), call.now)
    slot_id = _number(form.get("slot", ""))
    if slot_id:
        return see_other(address(PATH, {"slot": slot_id, "patient": number}))
    return see_other(f"/desk/patients/{number}")


async def moving(call: Call) -> web.Response:
    """To which time? And then: what it means, and who is told."""
    return await _moving(call)


async def _moving(call: Call, *, problem: str = "", status: int = 200) -> web.Response:
    it = await call.read(visit.find, call.actor, number_of(call))
    only_desk(call.actor)
    if it.status is not Status.BOOKED:
        raise NotFound
    await note_seen(call, Seen.VISIT, bookings=[it.id])
    asked, time = _number(call.request.query.get("slot", "")), None
    if asked and not problem:
        try:
            time = await call.read(slot.pick, it.lab, asked, call.now, test_id=it.test_ids)
        except SlotTaken as taken:
            problem, status = refusals.words(taken), 409
    path = f"/desk/visits/{it.id}/move"
    return await shown(
        call,
        "move.html",
        status=status,
        it=it,
        time=time,
        old=moment(it.starts_at, it.lab.zone, call.now),
        new=moment(time.starts_at, it.lab.zone, call.now) if time else "",
        problem=problem,
        address=lambda **more: address(path, more),
        **await times(call, it.lab, it.test_ids),
    )


async def moved(call: Call, form: Form) -> web.Response:
    """Done; it can be undone for a minute."""
    number, slot_id = number_of(call), _number(form.get("slot", ""))
    await call.write(visit.move, call.actor, number, slot_id, now=call.now)
    return see_other(f"/desk/visits/{number}")


async def move_refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """Another time is asked for."""
    return await _moving(call, problem=refusals.words(refusal), status=status_of(refusal))


async def search(call: Call, words: str) -> list[Caller]:
    """Patients by a part of a name or a number; none without words."""
    if not words.strip():
        return []
    async with call.deps.database.begin() as uow:
        found = await phone_call.search(uow, call.actor, words, call.now)
    await note_seen(call, Seen.SEARCH, patients=[one.id for one in found])
    return found


async def caller(call: Call, number: int) -> Caller:
    """Somebody known. Raises NotFound."""
    found = await call.read(phone_call.find, call.actor, number, call.now)
    await note_seen(call, Seen.PATIENT, patients=[number])
    return found.caller


async def times(call: Call, lab: Lab, test_id: Wanted) -> dict[str, Any]:
    """Days with free seats, and the times of the one that was asked for, or the first."""
    today = to_wall(call.now, lab.zone).date()
    free = await call.read(slot.free_days, lab, today, today + AHEAD, now=call.now, test_id=test_id)
    day = asked_day(call)
    day = day if day in free else next(iter(free), None)
    found = await call.read(slot.free_times, lab, day, call.now, test_id=test_id) if day else []
    days = [(one, dated(one, SHORT_WEEKDAY_DAY), free[one]) for one in islice(free, DAYS)]
    return {"days": days, "day": day, "free": [_time(one, lab) for one in found]}


def _time(it: FreeTime, lab: Lab) -> dict[str, object]:
    return {
        "id": it.slot_id,
        "at": clock(to_wall(it.starts_at, lab.zone)),
        "seats": it.seats,
    }


def address(path: str, asked: Mapping[str, object]) -> str:
    """With what is chosen."""
    return f"{path}?{urlencode({name: str(one) for name, one in asked.items()})}"


def _number(text: str) -> int:
    """0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
