"""/followups for the desk: reports that are late, and the time that is promised instead."""

from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.desk import recall, tracker
from domain.audit import Seen
from domain.refusals import Changed, NotFound, TooLate
from handlers.dialog import look_aside, show
from handlers.roles import is_desk, router_for
from handlers.turn import Turn
from screens.desk import followups as screens
from screens.desk.callbacks import LateDo, LateTap
from screens.language import translated


def router() -> Router:
    router = router_for(is_desk, "followups")
    router.message.register(followups_command, Command("followups", ignore_case=True))
    router.callback_query.register(list_tapped, LateTap.filter(F.do == LateDo.LIST))
    router.callback_query.register(late_tapped, LateTap.filter(F.do == LateDo.OPEN))
    router.callback_query.register(time_tapped, LateTap.filter(F.do == LateDo.TIME))
    return router


async def followups_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await show_list(turn)


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await show_list(turn)


async def late_tapped(_call: CallbackQuery, callback_data: LateTap, turn: Turn) -> None:
    """One report that is late; the list, if it is late no more."""
    try:
        lab, found = await turn.read(tracker.one, turn.actor, callback_data.id, turn.now)
    except NotFound:
        await show_list(turn, translated(screens.GONE))
    else:
        await turn.note_seen(Seen.FOLLOW_UPS, bookings=[found.booking_id])
        await show(turn, screens.late_report(lab, found, turn.now))


async def time_tapped(_call: CallbackQuery, callback_data: LateTap, turn: Turn) -> None:
    """Promised; or somebody was faster."""
    tap, note = callback_data, screens.PROMISED
    at, seen = (datetime.fromtimestamp(one, UTC) for one in (tap.at, tap.seen))
    try:
        await turn.write(tracker.promise, turn.actor, tap.id, at, seen=seen, now=turn.now)
    except (Changed, TooLate):
        note = screens.GONE
    await show_list(turn, translated(note))


async def show_list(turn: Turn, note: str = "") -> None:
    """All that there is to follow up. note: plain text."""
    lab, late = await turn.read(tracker.late, turn.actor, turn.now)
    silent = await turn.read(recall.silent, turn.actor)
    patients = [one.recall.patient_id for one in silent]
    bookings = [one.booking_id for one in late]
    await turn.note_seen(Seen.FOLLOW_UPS, bookings=bookings, patients=patients)
    await show(turn, screens.followups(lab, late, silent, now=turn.now, note=note))
