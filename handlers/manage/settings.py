"""/settings for managers: how much one account may have; a number is tapped, typed, and undone."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.manage import settings
from domain.caps import MOST, Setting, SettingChange, SettingState, number_in
from domain.refusals import Changed, NumberInvalid
from domain.undo import Undo
from fsm.draft import new_intent
from fsm.manage.conversations import Setting as Asking
from fsm.manage.conversations import SettingDraft
from handlers.dialog import LEAVING, TYPED, UNREADABLE, Open, ask, begin, finish, leave_for, show
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from screens import refusal
from screens.language import translated
from screens.manage.callbacks import SettingsDo, SettingsTap
from screens.manage.share import settings as screens
from screens.screen import Screen


def router() -> Router:
    router = router_for(is_manager, "settings")
    message, taps = router.message, router.callback_query
    message.register(settings_command, Command("settings", ignore_case=True))
    message.register(left_by_word, Asking.typing, LEAVING)
    message.register(number_typed, Asking.typing, TYPED, Open(SettingDraft))
    message.register(unreadable_sent, Asking.typing, UNREADABLE, Open(SettingDraft))
    taps.register(list_tapped, SettingsTap.filter(F.do == SettingsDo.LIST))
    taps.register(setting_tapped, SettingsTap.filter(F.do == SettingsDo.OPEN))
    taps.register(usual_tapped, SettingsTap.filter(F.do == SettingsDo.USUAL))
    return router


async def settings_command(_message: Message, turn: Turn) -> None:
    await begin(turn)
    await show(turn, await _settings(turn))


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await finish(turn, None, await _settings(turn))


async def setting_tapped(_call: CallbackQuery, callback_data: SettingsTap, turn: Turn) -> None:
    await begin(turn)
    found = await _find(turn, callback_data.setting)
    draft = SettingDraft(
        intent=new_intent(),
        card=turn.tapped,
        setting=str(found.setting),
        seen=screens.seen_of(found.chosen),
    )
    await ask(turn, draft, screens.which_number(found), Asking.typing)


async def number_typed(_message: Message, draft: SettingDraft, turn: Turn) -> None:
    """Set it, if nobody has changed it since it was asked."""
    try:
        number = number_in(turn.words)
    except NumberInvalid as refused:
        await _ask_again(turn, draft, refused)
        return
    wanted = SettingChange(Setting(draft.setting), number, screens.chosen_of(draft.seen))
    await finish(turn, draft, await _changed(turn, wanted))


async def usual_tapped(_call: CallbackQuery, callback_data: SettingsTap, turn: Turn) -> None:
    """What the environment says."""
    seen = screens.chosen_of(callback_data.seen)
    wanted = SettingChange(callback_data.setting, None, seen)
    await finish(turn, None, await _changed(turn, wanted))


async def unreadable_sent(_message: Message, draft: SettingDraft, turn: Turn) -> None:
    await _ask_again(turn, draft, NumberInvalid(MOST))


async def left_by_word(_message: Message, turn: Turn) -> None:
    await leave_for(turn, SettingDraft, await _settings(turn))


async def _changed(turn: Turn, wanted: SettingChange) -> Screen:
    try:
        undo = await turn.write(settings.change, turn.actor, wanted, turn.now)
    except Changed:
        return await _settings(turn, translated(screens.STALE))
    found = await _find(turn, wanted.setting)
    return await _settings(turn, screens.changed(found.setting, found.number), undo)


async def _ask_again(turn: Turn, draft: SettingDraft, refused: NumberInvalid) -> None:
    found = await _find(turn, Setting(draft.setting))
    screen = screens.which_number(found, refusal.words(refused))
    await ask(turn, draft, screen, Asking.typing)


async def _find(turn: Turn, setting: Setting) -> SettingState:
    found = await turn.read(settings.look, turn.actor, turn.caps.usual, turn.now)
    return next(one for one in found if one.setting is setting)


async def _settings(turn: Turn, note: str = "", undo: Undo | None = None) -> Screen:
    found = await turn.read(settings.look, turn.actor, turn.caps.usual)
    return screens.settings(found, note, undo)
