"""Tests: what can be booked, at what price, and how people prepare."""

from aiohttp import web

from actions.booking.slot import lab_for
from actions.manage import catalogue
from domain.manage.catalogue import TEST_FIELDS
from domain.refusals import Refusal
from screens import refusal as refusals
from screens.language import amount, translated
from screens.manage import catalogue as screens
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.house.edit import Refused, drawn, revision_in, typed_in, why_not
from web.pages.house.steps import note_in
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/house/tests"
NEW = ("code", "name", "price", "minutes")


async def page(call: Call) -> web.Response:
    """All of them, those that are retired last."""
    return await _page(call)


async def _page(call: Call, refused: Refused | None = None) -> web.Response:
    lab = await call.read(lab_for, call.actor)
    found = await call.read(catalogue.tests, call.actor)
    form = refused.form if refused else {}
    return await shown(
        call,
        "house_tests.html",
        status=status_of(refused.why) if refused else 200,
        lab=lab,
        tests=[(one, amount(one.price, one.currency, is_coded=True)) for one in found],
        typed={name: form.get(name, "") for name in NEW},
        note=note_in(call),
        problem=refusals.words(refused.why) if refused else "",
    )


async def added(call: Call, form: Form) -> web.Response:
    """On to all that can be said of it."""
    parts = [form.get(name, "") for name in NEW]
    parts = parts if parts[-1].strip() else parts[:-1]
    number = await call.write(catalogue.add_test, call.actor, parts, call.now)
    return see_other(f"{PATH}/{number}")


async def add_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _page(call, Refused(form, refusal))


async def one(call: Call) -> web.Response:
    """A test and what can be changed."""
    return await _one(call)


async def _one(call: Call, refused: Refused | None = None) -> web.Response:
    it, ahead = await call.read(catalogue.test, call.actor, number_of(call))
    facts = await why_not(call, "test", it, TEST_FIELDS, refused)
    is_saved = "saved" in call.request.query and refused is None
    return await shown(
        call,
        "house_test.html",
        it=it,
        price=amount(it.price, it.currency, is_coded=True),
        ahead=ahead,
        note=translated(screens.SAVED) if is_saved else "",
        **(facts | drawn(it, TEST_FIELDS, refused)),
    )


async def changed(call: Call, form: Form) -> web.Response:
    """All that was changed, or nothing."""
    seen, typed = revision_in(call, form), typed_in(form, TEST_FIELDS)
    change = catalogue.change_test
    await call.write(catalogue.change_each, change, call.actor, seen, typed=typed, now=call.now)
    return see_other(f"{PATH}/{seen.id}?saved=1")


async def retired(call: Call, form: Form) -> web.Response:
    """It can be undone for a minute."""
    seen = revision_in(call, form)
    await call.write(catalogue.retire, call.actor, seen, call.now)
    return see_other(f"{PATH}/{seen.id}")


async def offered(call: Call, form: Form) -> web.Response:
    """It can be booked again."""
    seen = revision_in(call, form)
    await call.write(catalogue.offer_again, call.actor, seen, call.now)
    return see_other(f"{PATH}/{seen.id}")


async def change_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed, or with what somebody else has changed."""
    return await _one(call, Refused(form, refusal))
