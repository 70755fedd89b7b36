"""Messages: what could not be sent, with [Retry] and [Drop], what is next and what was last."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web

from actions.messages import dead_letters as letters
from actions.messages import traffic
from domain.messages.delivery import Cause
from domain.refusals import NotFound, Refusal
from screens import refusal as refusals
from screens.language import Marked, marked, translated
from screens.manage.health import LANES
from screens.messages import dead_letters as screens
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.today import number_of
from web.pages.workers import milliseconds
from web.problem import status_of

PATH = "/desk/messages"
KINDS: Mapping[str, Marked] = screens.KINDS | {
    "news": marked("news"),
    "broadcast": marked("broadcast"),
}


async def page(call: Call) -> web.Response:
    """All of it."""
    return await _page(call)


async def _page(
    call: Call, *, problem: str = "", typed: str = "", status: int = 200
) -> web.Response:
    cause, number = call.request.query.get("cause", ""), call.request.query.get("page", "0")
    cause = cause if cause in set(Cause) else ""
    groups = await call.read(letters.groups, call.actor)
    found = None
    if cause:
        at = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
        found = await call.read(letters.letters, call.actor, cause, at)
    seen = await call.read(traffic.look, call.actor)
    return await shown(
        call,
        "messages.html",
        status=status,
        groups=[(screens.cause(one.cause), address(one.cause), one) for one in groups],
        letters=found,
        cause=screens.cause(cause) if cause else "",
        address=address,
        traffic=seen,
        kind=lambda name: translated(KINDS.get(name, KINDS["text"])),
        lane=lambda it: translated(LANES[it]),
        late=lateness,
        reasons=[translated(one) for one in screens.REASONS],
        said=_said(call),
        problem=problem,
        typed=typed,
    )


async def retried(call: Call, form: Form) -> web.Response:
    """One."""
    await call.write(letters.retry, call.actor, number_of(call), call.now)
    return see_other(address(form.get("cause", ""), note="retried", count=1))


async def all_retried(call: Call, form: Form) -> web.Response:
    """Up to a batch of a group."""
    cause = form.get("cause", "")
    count = await call.write(letters.retry_all, call.actor, cause, call.now)
    return see_other(address(cause, note="retried", count=count))


async def dropped(call: Call, form: Form) -> web.Response:
    """One, for a reason."""
    reason = form.get("reason", "")
    await call.write(letters.drop, call.actor, number_of(call), reason, now=call.now)
    return see_other(address(form.get("cause", ""), note="dropped", count=1))


async def all_dropped(call: Call, form: Form) -> web.Response:
    """Up to a batch of a group, for a reason."""
    cause, reason = form.get("cause", ""), form.get("reason", "")
    count = await call.write(letters.drop_all, call.actor, cause, reason, now=call.now)
    return see_other(address(cause, note="dropped", count=count))


async def refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With the reason that was typed; a letter that is gone was dealt with by somebody else."""
    if isinstance(refusal, NotFound) and not call.actor.is_desk:
        raise refusal
    is_gone = isinstance(refusal, NotFound)
    problem = translated(screens.GONE) if is_gone else refusals.words(refusal)
    typed = form.get("reason", "")
    return await _page(call, problem=problem, typed=typed, status=status_of(refusal))


def address(cause: str = "", **more: object) -> str:
    """Of the page with the letters of a cause."""
    asked = ({"cause": cause} if cause else {}) | {name: str(one) for name, one in more.items()}
    return f"{PATH}?{urlencode(asked)}" if asked else PATH


def lateness(span: timedelta) -> str:
    """'12 ms'."""
    return milliseconds(span.total_seconds())


def _said(call: Call) -> str:
    """What has just been done, as the address tells it."""
    count = call.request.query.get("count", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6):
        return ""
    said = {"retried": screens.retried, "dropped": screens.dropped}
    tell = said.get(call.request.query.get("note", ""))
    return tell(int(count), is_all=int(count) < letters.BATCH) if tell else ""
