"""Late reports, and who was asked back and said nothing: with the phone, and what comes of it."""

from datetime import UTC, datetime

from aiohttp import web

from actions.booking.slot import lab_for
from actions.desk import recall, tracker
from domain.audit import Seen
from domain.desk.tracker import choices
from domain.refusals import Changed, Refusal, TooLate
from domain.time.zones import to_instant_lenient, to_wall
from screens.desk import followups as screens
from screens.desk.recall import KEPT, every
from screens.language import marked, translated
from screens.moment import short_moment
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.today import note_seen, number_of
from web.problem import status_of

PATH = "/desk/followups"
MINUTE = "%Y-%m-%dT%H:%M"
NOT_A_TIME = marked("Please choose a time that is to come.")


async def page(call: Call) -> web.Response:
    """All of them, the longest late first."""
    return await _page(call)


async def _page(call: Call, problem: str = "", status: int = 200) -> web.Response:
    lab, late = await call.read(tracker.late, call.actor, call.now)
    silent = await call.read(recall.silent, call.actor)
    bookings = [one.booking_id for one in late]
    await note_seen(
        call,
        Seen.FOLLOW_UPS,
        bookings=bookings,
        patients=[one.recall.patient_id for one in silent],
    )
    is_kept = "kept" in call.request.query and not problem
    return await shown(
        call,
        "followups.html",
        status=status,
        lab=lab,
        late=late,
        silent=silent,
        every=every,
        seen=lambda one: int(one.promised_at.timestamp()),
        offered=f"{to_wall(choices(lab.zone, call.now)[0], lab.zone):{MINUTE}}",
        starts=lambda at: short_moment(at, lab.zone, call.now),
        note=translated(KEPT) if is_kept else "",
        problem=problem,
    )


async def promised(call: Call, form: Form) -> web.Response:
    """By the lab's clock; the patient is told."""
    zone = (await call.read(lab_for, call.actor)).zone
    seen = form.get("seen", "")
    was = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 12 else 0
    try:
        wall = datetime.fromisoformat(form.get("at", "")).replace(tzinfo=None)
        at = to_instant_lenient(wall, zone)
    except (ValueError, OverflowError):
        raise TooLate(call.now) from None
    await call.write(
        tracker.promise,
        call.actor,
        number_of(call),
        at,
        seen=datetime.fromtimestamp(was, UTC),
        now=call.now,
    )
    return see_other(f"{PATH}?kept=1")


async def promise_refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """The list as it is now."""
    words = screens.GONE if isinstance(refusal, Changed) else NOT_A_TIME
    return await _page(call, translated(words), status_of(refusal))


async def called(call: Call, form: Form) -> web.Response:
    """Somebody was asked back on the phone: the next time counts from now."""
    seen = form.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    await call.write(recall.called, call.actor, number_of(call), version=version, now=call.now)
    return see_other(f"{PATH}?kept=1")


async def ended(call: Call, _form: Form) -> web.Response:
    """They are asked no more."""
    await call.write(recall.end, call.actor, number_of(call), now=call.now)
    return see_other(f"{PATH}?kept=1")
