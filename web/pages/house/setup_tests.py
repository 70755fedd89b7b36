"""A step of the setup: which of the standard tests are offered, and what they cost."""

from aiohttp import web

from actions.manage.first_run import setup
from domain.manage.setup import Step, main_language, prices_of
from domain.manage.standard import standard_tests
from domain.refusals import EntryInvalid, OtherCurrency, PriceInvalid, Refusal
from screens import refusal as refusals
from screens.language import marked, translated
from screens.manage.setup.tests import GROUPS
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.house.edit import Refused
from web.pages.house.steps import next_path, steps_of
from web.problem import status_of

NO_PRICE = marked("Please type the price of one test at least.")


async def page(call: Call) -> web.Response:
    """All of them by group, each with its price."""
    return await _page(call)


async def _page(call: Call, refused: Refused | None = None) -> web.Response:
    lab, offered = await call.read(setup.offered_codes, call.actor)
    typed = prices_in(refused.form) if refused else {}
    problem = ""
    if refused is not None:
        problem = refusals.words(refused.why) if typed else translated(NO_PRICE)
    groups = [
        (
            translated(label),
            [
                {
                    "code": code,
                    "name": it.name(main_language(lab)),
                    "is_offered": code in offered,
                    "price": typed.get(code, ""),
                    "is_wrong": code in typed and not _is_price(code, typed[code], lab.currency),
                }
                for code, it in standard_tests().items()
                if it.group is group
            ],
        )
        for group, label in GROUPS.items()
    ]
    return await shown(
        call,
        "setup_tests.html",
        status=status_of(refused.why) if refused else 200,
        lab=lab,
        groups=groups,
        problem=problem,
        steps=await steps_of(call, Step.TESTS),
    )


async def offered(call: Call, form: Form) -> web.Response:
    """Those with a price can be booked from now on."""
    prices = prices_in(form)
    if not prices:
        raise EntryInvalid("t")
    line = ", ".join(f"{code} {price}" for code, price in prices.items())
    done = await call.write(setup.offer, call.actor, list(prices), line, now=call.now)
    return see_other(await next_path(call, Step.TESTS, added=done.added))


async def offer_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _page(call, Refused(form, refusal))


def prices_in(form: Form) -> dict[str, str]:
    """What was typed, by code."""
    typed = {code: form.get(f"price_{code}", "")[:40].strip() for code in standard_tests()}
    return {code: price for code, price in typed.items() if price}


def _is_price(code: str, text: str, currency: str) -> bool:
    try:
        prices_of(f"{code} {text}", [code], currency)
    except (EntryInvalid, PriceInvalid, OtherCurrency):
        return False
    return True
