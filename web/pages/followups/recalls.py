"""On the card of a patient: for which tests they are asked back, and how often."""

from aiohttp import web

from actions.desk import recall
from domain.desk.recall import days_in
from domain.refusals import Refusal
from screens import refusal as refusals
from web.call import Call
from web.pages import patients
from web.pages.draw import see_other
from web.pages.guest import Form
from web.pages.today import number_of
from web.problem import status_of


async def made(call: Call, form: Form) -> web.Response:
    """From now on; the same test again gets another length."""
    patient, days = number_of(call), days_in(form.get("days", ""))
    test = _number(form.get("test", ""))
    await call.write(recall.set_days, call.actor, patient, test, days=days, now=call.now)
    return see_other(f"/desk/patients/{patient}")


async def make_refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """The card as it is, and why not."""
    return await patients.shown_card(call, refusals.words(refusal), status_of(refusal))


async def ended(call: Call, form: Form) -> web.Response:
    """They are asked no more."""
    await call.write(recall.end, call.actor, _number(form.get("recall", "")), now=call.now)
    return see_other(f"/desk/patients/{number_of(call)}")


def _number(text: str) -> int:
    """0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
