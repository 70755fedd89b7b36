"""Where an owner is in the setup, and where it goes on."""

from typing import Any
from urllib.parse import urlencode

from actions.manage.first_run import setup
from domain.manage.setup import House, Step
from screens.manage import opening_hours as hours_screens
from screens.manage import setup as screens
from screens.manage.setup import tests as ticking
from web.call import Call
from web.pages.draw import SETUP


async def house_of(call: Call) -> House:
    """What there is. Raises NotFound for all but owners."""
    return await call.read(setup.house, call.actor, call.deps.defaults.owners, call.now)


def path_of(step: Step | None) -> str:
    """The page of a step; without one that of all steps."""
    return f"{SETUP}/{step.name.lower()}" if step else SETUP


async def next_path(call: Call, after: Step, **counts: int) -> str:
    """The next step that is not done. counts: what has just been made, to be said there."""
    path = path_of((await house_of(call)).next_after(after))
    return f"{path}?{urlencode(counts)}" if counts else path


async def steps_of(call: Call, step: Step) -> dict[str, Any]:
    """What stands above a question: how far one is, what has just been done, where to go."""
    house = await house_of(call)
    return {
        "place": screens.place(step),
        "note": note_in(call),
        "later": path_of(house.next_after(step)) if house.lab else "",
    }


def count_in(call: Call, name: str) -> int:
    """A number that the address says, 0 for what is none."""
    text = call.request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def note_in(call: Call) -> str:
    """What has just been made."""
    if made := count_in(call, "made"):
        return hours_screens.made(made)
    if added := count_in(call, "added"):
        return ticking.added(added)
    return ""
