"""Patients: found by a part of a name or number, added, and each with their visits to come."""

from aiohttp import web

from actions.booking import slot
from actions.desk import phone_call, recall
from domain.account.actor import only_desk
from domain.audit import Seen
from domain.refusals import Refusal
from screens import refusal as refusals
from screens.desk import recall as recalls
from screens.desk.day import STATES
from screens.language import translated
from screens.moment import short_moment
from web.call import Call
from web.pages import booking
from web.pages.draw import shown
from web.pages.guest import Form
from web.pages.today import note_seen, number_of
from web.problem import status_of


async def page(call: Call) -> web.Response:
    """The search."""
    return await _page(call, call.request.query.get("q", ""))


async def _page(
    call: Call, words: str, *, typed: str = "", problem: str = "", status: int = 200
) -> web.Response:
    only_desk(call.actor)
    people = await booking.search(call, words)
    return await shown(
        call,
        "patients.html",
        status=status,
        words=words,
        people=people,
        typed=typed,
        problem=problem,
    )


async def add_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    problem = refusals.words(refusal)
    return await _page(
        call, "", typed=form.get("who", ""), problem=problem, status=status_of(refusal)
    )


async def card(call: Call) -> web.Response:
    """One of them."""
    return await shown_card(call)


async def shown_card(call: Call, problem: str = "", status: int = 200) -> web.Response:
    """With why something could not be done."""
    number = number_of(call)
    found = await call.read(phone_call.find, call.actor, number, call.now)
    await note_seen(call, Seen.PATIENT, patients=[number])
    visits = [
        (one, short_moment(one.starts_at, one.lab.zone, call.now), translated(STATES[one.status]))
        for one in found.visits
    ]
    lab = await call.read(slot.lab_for, call.actor)
    return await shown(
        call,
        "patient.html",
        status=status,
        caller=found.caller,
        visits=visits,
        recalls=await call.read(recall.of_patient, call.actor, number),
        recall_line=lambda one: recalls.line(one, lab.zone),
        tests=(await call.read(slot.list_tests, size=booking.TESTS)).items,
        problem=problem,
    )
