"""Reports: the desk confirms for whom a file is, its patient opens it with a secret.

Whoever opens it has three tries, and cannot forward it. How a file comes: handlers.desk.file.
"""

from dataclasses import replace
from typing import Any

import structlog
from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from actions.desk import report
from domain.audit import Seen
from domain.desk.report import (
    PHOTO,
    Report,
    ReportPreview,
    ReportRequest,
    Secret,
    number_of,
)
from domain.guess import Guessed
from domain.refusals import (
    BeingCorrected,
    Changed,
    DoneBefore,
    Locked,
    NotFound,
    Replaced,
    SecretInvalid,
    SecretWrong,
    VisitOff,
)
from domain.time.zones import to_wall
from fsm.desk.conversations import OpenDraft, ReportDraft, Reporting
from fsm.draft import load, new_intent
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, close, erase, finish, over, show, tell
from handlers.guessing import attempt
from handlers.roles import is_desk
from handlers.turn import Turn
from screens import refusal
from screens.account import start
from screens.callback_values import OpenTap
from screens.desk import report as screens
from screens.desk.callbacks import AgainTap, ReportDo, ReportForTap, ReportPageTap, ReportTap
from screens.language import translated
from screens.screen import Screen

log = structlog.get_logger(__name__)


def router() -> Router:
    router = Router(name="report")
    words, taps = router.message, router.callback_query
    words.register(sending_left, Reporting.choosing, LEAVING, is_desk)
    words.register(number_typed, Reporting.choosing, TYPED, is_desk, Open(ReportDraft))
    words.register(sending_left, Reporting.sending, LEAVING, is_desk)
    words.register(first_secret_typed, Reporting.sending, TYPED, is_desk, without_secret)
    words.register(new_secret_typed, Reporting.unlocking, TYPED, is_desk, Open(OpenDraft))
    words.register(opening_left, Reporting.opening, LEAVING)
    words.register(proof_typed, Reporting.opening, TYPED, Open(OpenDraft))
    taps.register(choice_tapped, ReportTap.filter(), is_desk, Open(ReportDraft))
    taps.register(booking_tapped, ReportForTap.filter(), is_desk, Open(ReportDraft))
    taps.register(old_choice_tapped, ReportTap.filter(), is_desk)
    taps.register(old_choice_tapped, ReportForTap.filter(), is_desk)
    taps.register(old_choice_tapped, ReportPageTap.filter(), is_desk)
    taps.register(secret_tapped, AgainTap.filter(F.is_secret), is_desk)
    taps.register(again_tapped, AgainTap.filter(), is_desk)
    taps.register(open_tapped, OpenTap.filter())
    return router


async def without_secret(_message: Message, turn: Turn) -> bool | dict[str, Any]:
    """Filter: a report is about to be sent, and its secret is asked for."""
    draft = await load(turn.state, ReportDraft)
    return False if draft is None or draft.has_secret else {"draft": draft}


async def number_typed(_message: Message, draft: ReportDraft, turn: Turn) -> None:
    """For which booking."""
    number = number_of(turn.words)
    if number is None:
        await ask_booking(turn, draft, translated(screens.NO_NUMBER))
    else:
        await _choose(turn, draft, number)


async def booking_tapped(
    _call: CallbackQuery, callback_data: ReportForTap, draft: ReportDraft, turn: Turn
) -> None:
    await _choose(turn, draft, callback_data.id)


async def first_secret_typed(_message: Message, draft: ReportDraft, turn: Turn) -> None:
    """The secret, which does not stay in the chat."""
    note = ""
    preview = await _preview(turn, draft, draft.booking_id)
    try:
        hashed = _secret(turn).hash_for(preview.reader.patient_id)
        draft = replace(draft, secret_hash=hashed, has_secret=True)
    except SecretInvalid as refused:
        note = refusal.words(refused)
    await _ask_choice(turn, draft, preview, note)
    await erase(turn)


async def sending_left(_message: Message, turn: Turn) -> None:
    await finish(turn, await load(turn.state, ReportDraft), screens.left())


async def choice_tapped(
    call: CallbackQuery, callback_data: ReportTap, draft: ReportDraft, turn: Turn
) -> Any:
    if callback_data.do is ReportDo.LEAVE:
        await finish(turn, draft, screens.left())
        return None
    is_correction = callback_data.do is ReportDo.REPLACE
    request = ReportRequest(
        booking_id=draft.booking_id,
        file=draft.file,
        more=draft.files[1:],
        replaces=(draft.latest or None) if is_correction else None,
        secret_hash=draft.secret_hash,
        intent=draft.intent,
    )
    try:
        sent = await turn.write(report.send, turn.actor, request, turn.now)
    except Changed as refused:
        return call.answer(refusal.words(refused), show_alert=True)
    await finish(turn, draft, screens.sent(sent, turn.now))
    return None


async def old_choice_tapped(
    _call: CallbackQuery, callback_data: ReportTap | ReportForTap | ReportPageTap, turn: Turn
) -> None:
    """A preview that is forgotten. Raises DoneBefore for a second tap: what it shows stays."""
    if await turn.read(report.was_sent, turn.actor, callback_data.intent):
        raise DoneBefore
    is_left = isinstance(callback_data, ReportTap) and callback_data.do is ReportDo.LEAVE
    gone = over(turn, start.SEND_FILE_AGAIN, None)
    await show(turn, screens.left() if is_left else gone)


async def again_tapped(_call: CallbackQuery, callback_data: AgainTap, turn: Turn) -> None:
    """Tell the patient once more. Raises NotFound, Replaced."""
    sent = await turn.write(report.again, turn.actor, callback_data.id, turn.now)
    await show(turn, screens.sent(sent, turn.now))


async def secret_tapped(_call: CallbackQuery, callback_data: AgainTap, turn: Turn) -> None:
    await begin(turn)
    draft = OpenDraft(intent=new_intent(), report_id=callback_data.id)
    await ask(turn, draft, screens.ask_secret(), Reporting.unlocking)


async def new_secret_typed(_message: Message, draft: OpenDraft, turn: Turn) -> None:
    """Kept, and taken out of the chat. Raises NotFound."""
    try:
        await turn.write(
            report.new_secret, turn.actor, draft.report_id, _secret(turn), now=turn.now
        )
    except SecretInvalid as refused:
        await show(turn, Screen(refusal.words(refused)))
        return
    await finish(turn, draft, screens.unlocked())
    await erase(turn)


async def open_tapped(call: CallbackQuery, callback_data: OpenTap, turn: Turn) -> Any:
    """A patient's [Open]: who are you? Raises NotFound for another's report."""
    await begin(turn)
    try:
        await turn.read(report.look, turn.actor, callback_data.id, turn.now)
    except Replaced as replaced:
        await show(turn, screens.corrected(replaced.by))
        return None
    except Locked as locked:
        return call.answer(refusal.words(locked), show_alert=True)
    draft = OpenDraft(intent=new_intent(), report_id=callback_data.id)
    await ask(turn, draft, screens.prove(), Reporting.opening, is_below=True)
    return None


async def proof_typed(_message: Message, draft: OpenDraft, turn: Turn) -> None:
    """Right or wrong, it does not stay in the chat. Raises NotFound, and asks no more then."""
    await erase(turn)
    try:
        opened = await attempt(
            turn,
            Guessed.REPORT,
            report.open_it,
            turn.actor,
            draft.report_id,
            _secret(turn),
            now=turn.now,
        )
    except SecretInvalid as refused:
        await show(turn, Screen(refusal.words(refused)))
        return
    except (NotFound, BeingCorrected):  # it was taken back meanwhile, or is replaced just now
        await turn.state.clear()
        raise
    except Replaced as replaced:
        await turn.state.clear()
        await show(turn, screens.corrected(replaced.by))
        return
    if isinstance(opened, SecretWrong):
        await show(turn, Screen(refusal.words(opened)))
    elif isinstance(opened, Locked):
        await finish(turn, draft, Screen(refusal.words(opened)))
        found = await turn.read(report.locked, turn.actor, draft.report_id, turn.now)
        await tell(turn, found.sent_by, lambda: screens.locked(found))
    else:
        await _show_file(turn, draft, opened)


async def opening_left(_message: Message, turn: Turn) -> None:
    await begin(turn)
    await show(turn, start.menu())


async def _choose(turn: Turn, draft: ReportDraft, booking_id: int) -> None:
    """The preview; the question again if it is no booking, is off, or a file is unfit."""
    if draft.is_unfit:
        await ask_booking(turn, draft)
        return
    try:
        await take_booking(turn, draft, booking_id)
    except (NotFound, VisitOff) as refused:
        await ask_booking(turn, draft, refusal.words(refused))


async def take_booking(
    turn: Turn, draft: ReportDraft, booking_id: int, note: str = "", *, is_in_place: bool = False
) -> None:
    """The preview for a booking. Raises NotFound, FileUnfit, VisitOff."""
    preview = await _preview(turn, draft, booking_id)
    kept = preview.reader.kept(turn.keys)
    chosen = replace(
        draft,
        booking_id=booking_id,
        latest=preview.latest.id if preview.latest else 0,
        has_secret=bool(kept),
        secret_hash="" if preview.reader.secret_hash else kept,
    )
    await _ask_choice(turn, chosen, preview, note, is_in_place=is_in_place)


async def _preview(turn: Turn, draft: ReportDraft, booking_id: int) -> ReportPreview:
    found = await turn.read(report.preview, turn.actor, booking_id, draft.file)
    await turn.note_seen(Seen.REPORT, bookings=[booking_id])
    return found


async def ask_booking(
    turn: Turn, draft: ReportDraft, note: str = "", *, page: int = 0, is_in_place: bool = False
) -> None:
    """Nothing is sent by a guess. is_in_place: as in dialog.ask. Raises FileUnfit."""
    if draft.is_unfit:
        screen = screens.one_unfit(draft.intent, len(draft.files))
    elif draft.meant:
        meant = draft.meant[: screens.MOST]
        found = await turn.read(report.choices, turn.actor, meant, draft.file)
        await turn.note_seen(Seen.REPORT, bookings=[one.id for one in found])
        screen = screens.which(draft.intent, found, note)
    else:
        screen = await _whose(turn, draft, note, page)
    again = replace(draft, booking_id=0)
    await ask(turn, again, screen, Reporting.choosing, is_in_place=is_in_place)


async def _whose(turn: Turn, draft: ReportDraft, note: str, page: int) -> Screen:
    lab, found = await turn.read(report.awaiting, turn.actor, draft.file, page, now=turn.now)
    await turn.note_seen(Seen.REPORT, bookings=[one.booking.id for one in found.items])
    return screens.whose(
        draft.intent,
        found,
        note,
        lab=lab,
        today=to_wall(turn.now, lab.zone).date(),
        born=lambda one: one.birth_year(turn.keys, turn.now.year),
    )


async def _ask_choice(
    turn: Turn,
    draft: ReportDraft,
    preview: ReportPreview,
    note: str = "",
    *,
    is_in_place: bool = False,
) -> None:
    """To whom it goes, by name and birth year."""
    kept = draft.secret_hash or preview.reader.secret_hash
    born = replace(preview.reader, secret_hash=kept).birth_year(turn.keys, turn.now.year)
    screen = screens.preview(
        draft.intent, preview, draft.files, note, has_secret=draft.has_secret, born=born
    )
    await ask(turn, draft, screen, Reporting.sending, is_in_place=is_in_place)


async def _show_file(turn: Turn, draft: OpenDraft, it: Report) -> None:
    """Page by page, each in a message of its own, so that none comes twice or is left out."""
    await close(turn, draft)
    try:
        for number, (kind, file_id) in enumerate(it.pages, 1):
            send = turn.bot.send_photo if kind == PHOTO else turn.bot.send_document
            caption = screens.caption(number, len(it.pages))
            await send(turn.actor.id, file_id, caption=caption, protect_content=True)
    except TelegramBadRequest:
        log.warning("report_file_gone", report_id=it.id)
        await tell(turn, turn.actor.id, screens.cannot_show)
        await tell(turn, it.sent_by, lambda: screens.file_gone(it))


def _secret(turn: Turn) -> Secret:
    return Secret(turn.words, turn.keys)
