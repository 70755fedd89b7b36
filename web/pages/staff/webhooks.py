"""Programs that are told what happens, for owners: made, tested, renewed, ended."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from actions.manage import webhook
from domain.messages.webhook import LONGEST, Endpoint, EndpointState, Topic, present_secret
from domain.refusals import Changed, NotFound, Refusal
from screens import refusal as refusals
from screens.language import Marked, translated
from screens.manage import programs as screens
from screens.messages.dead_letters import cause
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.staff.team import wish_of
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/team/webhooks"
NOTES: Mapping[str, Marked] = {"tested": screens.HOOK_TESTED, "ended": screens.HOOK_ENDED}
USUAL = frozenset((Topic.BOOKING,))


async def page(call: Call) -> web.Response:
    """All that are told, and a form for one more."""
    words = NOTES.get(call.request.query.get("note", ""))
    return await _page(call, note=translated(words) if words else "")


async def _page(
    call: Call,
    *,
    made: Endpoint | None = None,
    typed: str = "",
    topics: frozenset[Topic] = USUAL,
    note: str = "",
    problem: str = "",
    status: int = 200,
) -> web.Response:
    found = await call.read(webhook.list_all, call.actor)
    return await shown(
        call,
        "webhooks.html",
        status=status,
        hooks=[_drawn(one) for one in found],
        topics=[(one, translated(words), one in topics) for one, words in screens.TOPICS.items()],
        longest=LONGEST,
        made=made,
        secret=present_secret(made, call.deps.keys) if made else "",
        typed=typed,
        note=note,
        problem=problem,
    )


def _drawn(it: EndpointState) -> dict[str, Any]:
    topics = [translated(screens.TOPICS[one]) for one in Topic if one in it.endpoint.topics]
    why = cause(it.last_error) if it.last_error else ""
    return {"it": it, "one": it.endpoint, "topics": topics, "why": why}


async def made(call: Call, form: Form) -> web.Response:
    """Its secret is shown this once; a double click shows the same one."""
    new = await call.write(
        webhook.make,
        call.actor,
        form.get("url", ""),
        _topics(form),
        intent=wish_of(call),
        keys=call.deps.keys,
        now=call.now,
        may_loop=call.deps.may_loop,
    )
    return await _page(call, made=new)


async def make_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    typed, problem = form.get("url", ""), refusals.words(refusal)
    status = status_of(refusal)
    return await _page(call, typed=typed, topics=_topics(form), problem=problem, status=status)


async def tested(call: Call, _form: Form) -> web.Response:
    """An event that says nothing is on its way."""
    await call.write(webhook.ping, call.actor, number_of(call), call.now)
    return see_other(f"{PATH}?note=tested")


async def renewed(call: Call, form: Form) -> web.Response:
    """A new secret, shown this once; the old one signs beside it for a day."""
    generation = form.get("generation", "")
    if not generation.isdecimal() or len(generation) > 9:
        raise NotFound
    number, keys = number_of(call), call.deps.keys
    new = await call.write(
        webhook.rotate, call.actor, number, int(generation), keys=keys, now=call.now
    )
    return await _page(call, made=new)


async def ended(call: Call, _form: Form) -> web.Response:
    """It is told nothing more, not even what waits."""
    await call.write(webhook.end, call.actor, number_of(call), call.now)
    return see_other(f"{PATH}?note=ended")


async def refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """Somebody has ended or renewed it meanwhile."""
    words = {NotFound: screens.HOOK_STALE, Changed: screens.HOOK_CHANGED}.get(type(refusal))
    if not call.actor.is_owner or words is None:
        raise refusal
    return await _page(call, problem=translated(words), status=status_of(refusal))


def _topics(form: Form) -> frozenset[Topic]:
    return frozenset(topic for topic in Topic if f"of_{topic}" in form)
