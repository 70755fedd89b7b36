"""/privacy, /my_data and /forget_me: what is kept, all of it in a file, all of it deleted."""

import json
from datetime import UTC, datetime

import structlog
from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from actions.account import privacy
from domain.account.actor import Role
from fsm.draft import Draft, load
from handlers.account.start import show_menu
from handlers.dialog import begin, look_aside, show
from handlers.turn import Turn
from screens.account import privacy as screens
from screens.account.callbacks import PrivacyDo, PrivacyTap
from screens.language import Marked, translated

log = structlog.get_logger(__name__)
NAME = "my-data.json"
FAR = 2**42  # milliseconds since 1970; a forged tap counts no farther


def router() -> Router:
    router = Router(name="privacy")
    message, taps = router.message, router.callback_query
    message.register(privacy_command, Command("privacy", ignore_case=True))
    message.register(file_command, Command("my_data", "mydata", ignore_case=True))
    asks = Command("forget_me", "forget", "delete_me", "deleteme", ignore_case=True)
    message.register(forget_command, asks)
    taps.register(about_tapped, PrivacyTap.filter(F.do == PrivacyDo.SHOW))
    taps.register(texts_tapped, PrivacyTap.filter(F.do.in_({PrivacyDo.FULL, PrivacyDo.NEUTRAL})))
    taps.register(file_tapped, PrivacyTap.filter(F.do == PrivacyDo.FILE))
    taps.register(forget_tapped, PrivacyTap.filter(F.do == PrivacyDo.ASK))
    taps.register(go_on_tapped, PrivacyTap.filter(F.do == PrivacyDo.SURE))
    taps.register(yes_tapped, PrivacyTap.filter(F.do == PrivacyDo.YES))
    taps.register(no_tapped, PrivacyTap.filter(F.do == PrivacyDo.NO))
    return router


async def privacy_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await _show(turn)


async def about_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await look_aside(turn)
    await _show(turn)


async def texts_tapped(_call: CallbackQuery, callback_data: PrivacyTap, turn: Turn) -> None:
    """Whether reminders and news name the test."""
    is_full = callback_data.do is PrivacyDo.FULL
    await look_aside(turn)
    await turn.write(privacy.set_full_texts, turn.actor, is_full=is_full)
    await show(turn, screens.about(is_full=is_full))


async def file_command(_message: Message, turn: Turn) -> None:
    await _send_file(turn)


async def file_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await _send_file(turn)


async def forget_command(_message: Message, turn: Turn) -> None:
    await _ask(turn)


async def forget_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await _ask(turn)


async def go_on_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await begin(turn)
    await show(turn, screens.sure(int(turn.now.timestamp() * 1000)))


async def yes_tapped(_call: CallbackQuery, callback_data: PrivacyTap, turn: Turn) -> None:
    """Done, with nothing else open: what an update finds open is kept beside what it does."""
    done = None
    if await load(turn.state, Draft) is None:
        asked_at = datetime.fromtimestamp(min(callback_data.at, FAR) / 1000, UTC)
        who = (turn.actor, asked_at, tuple(turn.owners))
        done = await turn.write(privacy.forget, *who, now=turn.now)
    if done is None:
        await _ask(turn, screens.AGAIN)
        return
    log.info("account_forgotten", visits=done.visits, messages=done.messages)
    await show(turn, screens.forgotten(done.visits))
    if turn.actor.locale_chosen:
        await show_menu(turn.bot, turn.actor.id, Role.PATIENT, turn.actor.locale)


async def no_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await show(turn, screens.kept())


async def _show(turn: Turn) -> None:
    is_full = await turn.read(privacy.has_full_texts, turn.actor)
    await show(turn, screens.about(is_full=is_full))


async def _ask(turn: Turn, note: Marked | None = None) -> None:
    await begin(turn)
    planned = await turn.read(privacy.planned, turn.actor, turn.now)
    if turn.actor.is_staff or planned is None:
        await show(turn, screens.of_staff())
    else:
        await show(turn, screens.ask(planned, translated(note) if note else ""))


async def _send_file(turn: Turn) -> None:
    """In memory: what one account may have is limited."""
    await look_aside(turn)
    found = await turn.read(privacy.everything, turn.actor, turn.now)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    file = BufferedInputFile(text.encode(), NAME)
    await turn.bot.send_document(turn.actor.id, file, caption=translated(screens.FILE))
