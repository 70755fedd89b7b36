"""A message to many, for managers: written, looked at, sent, stopped."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from aiohttp import web
from markupsafe import Markup

from actions.booking import slot
from actions.messages import broadcast
from actions.messages.broadcast import BroadcastRequest
from domain.account.actor import only_manager
from domain.messages.broadcast import LANGUAGE, TEST, Audience, BroadcastState, People
from domain.messages.content import LIMIT, Text
from domain.messages.text import clean, within
from domain.refusals import NotFound, Refusal
from screens import refusal as refusals
from screens.desk.day import NOT_A_DAY
from screens.language import Marked, marked, translated
from screens.messages import broadcast as screens
from screens.messages.content import in_words
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/broadcasts"
TESTS, GLIMPSE = 100, 120
FIELDS = ("kind", "day", "test", "language", "text")
FURTHER: Mapping[str, tuple[str, re.Pattern[str]]] = {
    Audience.TEST: ("test", TEST),
    Audience.LANGUAGE: ("language", LANGUAGE),
}
NOTES: Mapping[str, Marked] = {
    "started": marked("It is on its way. You see below how far it is."),
    "stopping": marked("Stopping … What is on its way this second still arrives."),
    "over": screens.OVER,
}
TRIED = {
    True: marked("I have sent it to you in chat. Nobody else has it yet."),
    False: marked("Telegram did not take it: have a look at the chat with me."),
}
NOTHING: Mapping[str, str] = {}


async def page(call: Call) -> web.Response:
    """The latest ones, and a form for another."""
    words = NOTES.get(call.request.query.get("note", ""))
    return await _page(call, note=translated(words) if words else "")


async def _page(
    call: Call,
    *,
    typed: Form = NOTHING,
    reach: list[str] | None = None,
    note: str = "",
    problem: str = "",
    status: int = 200,
) -> web.Response:
    """reach: of a message that is to be confirmed."""
    found = await call.read(broadcast.latest, call.actor)
    languages = await call.read(broadcast.languages, call.actor)
    tests = await call.read(slot.list_tests, size=TESTS)
    return await shown(
        call,
        "broadcasts.html",
        status=status,
        sent=[_drawn(call, one) for one in found],
        is_going=any(not one.progress.is_over for one in found),
        kinds=[(str(one), translated(words)) for one, words in screens.KINDS],
        languages=languages,
        tests=tests.items,
        typed={name: typed.get(name, "") for name in FIELDS} | _kind(typed),
        fields=FIELDS,
        reach=reach,
        limit=LIMIT,
        note=note,
        problem=problem,
    )


def _drawn(call: Call, it: BroadcastState) -> dict[str, Any]:
    words, going = in_words(it.content).text, it.progress
    spent = (it.ended_at or call.now) - it.made_at
    result = screens.result(going, spent) if going.is_over else ""
    return {
        "id": going.id,
        "words": words[:GLIMPSE] + ("…" if len(words) > GLIMPSE else ""),
        "whom": screens.audience(it.people),
        "author": it.author,
        "made_at": it.made_at,
        "result": Markup(result),  # noqa: S704 - HTML of screens, of numbers alone
        "far": screens.how_far(going, call.deps.send_rate),
        "done": going.total - going.waiting,
        "total": going.total,
        "is_stopped": going.status == "stopped",
    }


async def previewed(call: Call, form: Form) -> web.Response:
    """To whom, to how many and how long; nothing is sent."""
    _content(form)
    return await _preview(call, form)


async def tried(call: Call, form: Form) -> web.Response:
    """The message itself, in one's own chat."""
    only_manager(call.actor)
    is_shown = await call.deps.show_in_chat(call.actor.id, _content(form))
    words = translated(TRIED[is_shown])
    return await _preview(call, form, **{"note" if is_shown else "problem": words})


async def _preview(call: Call, form: Form, **said: str) -> web.Response:
    people = await _people(call, form)
    if people is None:
        return await _page(call, typed=form, problem=translated(NOT_A_DAY), status=422)
    size = await call.read(broadcast.size, call.actor, people, call.now)
    if not size.people:
        return await _page(call, typed=form, problem=translated(screens.NOBODY), status=422)
    reach = screens.reach(people, size, call.deps.send_rate)
    return await _page(
        call, typed=form, reach=reach, note=said.get("note", ""), problem=said.get("problem", "")
    )


async def started(call: Call, form: Form) -> web.Response:
    """A worker does the rest; a double click is one broadcast."""
    content, people = _content(form), await _people(call, form)
    if people is None:
        raise NotFound
    intent = f"{call.caller}:{call.intent}"
    request = BroadcastRequest(people, content, card=0, intent=intent)
    await call.write(broadcast.start, call.actor, request, call.now)
    return see_other(f"{PATH}?note=started")


async def refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    problem = refusals.words(refusal)
    return await _page(call, typed=form, problem=problem, status=status_of(refusal))


async def stopped(call: Call, _form: Form) -> web.Response:
    """What is on its way this second still arrives."""
    found = await call.write(broadcast.stop, call.actor, number_of(call), call.now)
    return see_other(f"{PATH}?note={'over' if found.is_over else 'stopping'}")


def _content(form: Form) -> Text:
    """Browsers end lines with two characters. Raises TextEmpty, TextTooLong."""
    return Text(clean(within(form.get("text", "").replace("\r\n", "\n").strip(), LIMIT)))


async def _people(call: Call, form: Form) -> People | None:
    """None for what is no day. Raises NotFound."""
    only_manager(call.actor)
    kind = form.get("kind", "")
    if kind == Audience.ALL:
        return People(Audience.ALL)
    if kind == Audience.DAY:
        try:
            day = date.fromisoformat(form.get("day", ""))
        except ValueError:
            return None
        return await call.read(broadcast.of_day, call.actor, day)
    name, whole = FURTHER.get(kind, ("", TEST))
    if not whole.fullmatch(value := form.get(name, "")):
        raise NotFound
    return People(Audience(kind), value)


def _kind(form: Form) -> dict[str, str]:
    return {"kind": form.get("kind", "") or str(Audience.ALL)}
