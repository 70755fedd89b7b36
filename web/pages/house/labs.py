"""Branches: where there is something to book, and which of them one looks at."""

from collections.abc import Mapping

from aiohttp import web

from actions.booking import slot
from actions.manage import catalogue
from domain.manage.catalogue import LAB_FIELDS, Field
from domain.manage.line.place import pin_of
from domain.refusals import NotFound, NothingSetUp, Refusal
from screens import refusal as refusals
from screens.language import translated
from screens.manage import catalogue as screens
from web.call import Call
from web.pages.draw import PLACES, see_other, shown
from web.pages.guest import HOME, Form
from web.pages.house.edit import Refused, drawn, revision_in, typed_in, why_not
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/house/labs"
NEW = ("name", "address", "zone")
FIELDS = tuple(field for field in LAB_FIELDS if field is not Field.PIN)


async def page(call: Call) -> web.Response:
    """All of them."""
    return await _page(call)


async def _page(call: Call, refused: Refused | None = None) -> web.Response:
    found = await call.read(catalogue.labs, call.actor)
    if not found:
        raise NothingSetUp
    here = await call.read(slot.lab_for, call.actor)
    form: Mapping[str, str] = refused.form if refused else {}
    return await shown(
        call,
        "house_labs.html",
        status=status_of(refused.why) if refused else 200,
        labs=found,
        here=here,
        typed={name: form.get(name, "") for name in NEW},
        problem=refusals.words(refused.why) if refused else "",
    )


async def added(call: Call, form: Form) -> web.Response:
    """On to all that can be said of it."""
    parts = [form.get(name, "") for name in NEW]
    number = await call.write(catalogue.add_lab, call.actor, parts, call.now)
    return see_other(f"{PATH}/{number}")


async def add_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _page(call, Refused(form, refusal))


async def one(call: Call) -> web.Response:
    """A lab and what can be changed."""
    return await _one(call)


async def _one(call: Call, refused: Refused | None = None) -> web.Response:
    it = await call.read(catalogue.lab, call.actor, number_of(call))
    here = await call.read(slot.lab_for, call.actor)
    facts = await why_not(call, "lab", it, FIELDS, refused)
    is_saved = "saved" in call.request.query and refused is None
    pin = "" if it.latitude is None else f"{it.latitude}, {it.longitude}"
    return await shown(
        call,
        "house_lab.html",
        it=it,
        is_here=here.id == it.id,
        pin=refused.form.get("pin", pin) if refused else pin,
        note=translated(screens.SAVED) if is_saved else "",
        **(facts | drawn(it, FIELDS, refused)),
    )


async def changed(call: Call, form: Form) -> web.Response:
    """All that was changed, or nothing."""
    seen, typed = revision_in(call, form), typed_in(form, FIELDS)
    change = catalogue.change_lab
    await call.write(catalogue.change_each, change, call.actor, seen, typed=typed, now=call.now)
    return see_other(f"{PATH}/{seen.id}?saved=1")


async def pinned(call: Call, form: Form) -> web.Response:
    """Where patients find the door."""
    seen, pin = revision_in(call, form), pin_of(form.get("pin", ""))
    at = {"latitude": pin.latitude, "longitude": pin.longitude}
    await call.write(catalogue.set_pin, call.actor, seen, **at, now=call.now)
    return see_other(f"{PATH}/{seen.id}?saved=1")


async def change_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed, or with what somebody else has changed."""
    return await _one(call, Refused(form, refusal))


async def chosen(call: Call, form: Form) -> web.Response:
    """All pages show this branch from now on, and chat as well."""
    number = form.get("lab", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound
    await call.write(slot.choose_lab, call.actor, int(number))
    known = {one.path for one in PLACES}
    return see_other(form["place"] if form.get("place") in known else HOME)
