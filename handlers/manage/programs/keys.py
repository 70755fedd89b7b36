"""/keys for owners: a new one is chosen by taps and named in words; its secret is shown once."""

from base64 import b32encode
from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.account import api_key
from domain.account.access import KeyText, KeyWish, Scope
from domain.refusals import EntryInvalid, NotFound
from fsm.draft import new_intent
from fsm.manage.conversations import KeyDraft, Naming
from handlers.dialog import LEAVING, TYPED, UNREADABLE, Open, ask, begin, finish, leave_for, show
from handlers.roles import is_owner
from handlers.turn import Turn, secret_for
from screens.language import translated
from screens.manage import programs as screens
from screens.manage.callbacks import KeyDo, KeysTap
from screens.screen import Screen

USUAL = frozenset((Scope.READ, Scope.BOOK))
TERM = 365  # days


def router() -> Router:
    router = Router(name="keys")
    message, taps = router.message, router.callback_query
    message.register(keys_command, Command("keys", ignore_case=True), is_owner)
    message.register(left_by_word, Naming.key, LEAVING, is_owner)
    message.register(name_typed, Naming.key, TYPED, is_owner, Open(KeyDraft))
    message.register(unreadable_sent, Naming.key, UNREADABLE, is_owner, Open(KeyDraft))
    taps.register(list_tapped, KeysTap.filter(F.do == KeyDo.LIST), is_owner)
    taps.register(choice_tapped, KeysTap.filter(F.do == KeyDo.CHOOSE), is_owner)
    taps.register(next_tapped, KeysTap.filter(F.do == KeyDo.NAME), is_owner)
    taps.register(key_tapped, KeysTap.filter(F.do.in_({KeyDo.OPEN, KeyDo.ASK})), is_owner)
    taps.register(end_tapped, KeysTap.filter(F.do == KeyDo.END), is_owner)
    return router


async def keys_command(_message: Message, turn: Turn) -> None:
    await begin(turn)
    await show(turn, await _keys(turn))


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await finish(turn, None, await _keys(turn))


async def choice_tapped(_call: CallbackQuery, callback_data: KeysTap, turn: Turn) -> None:
    """A tick more or less; without any it is the beginning."""
    await begin(turn)
    is_first = callback_data == KeysTap(do=KeyDo.CHOOSE)
    scopes = USUAL if is_first else screens.scopes_in(callback_data.scopes)
    await show(turn, screens.choose(scopes, TERM if is_first else callback_data.days))


async def next_tapped(_call: CallbackQuery, callback_data: KeysTap, turn: Turn) -> None:
    await begin(turn)
    scopes = screens.scopes_in(callback_data.scopes)
    if not scopes:
        note = translated(screens.NO_SCOPE)
        await show(turn, screens.choose(scopes, callback_data.days, note))
        return
    chosen = {"scopes": callback_data.scopes, "days": callback_data.days}
    await _ask_name(turn, KeyDraft(intent=new_intent(), card=turn.tapped, **chosen))


async def name_typed(_message: Message, draft: KeyDraft, turn: Turn) -> None:
    """Make it and show it, this once."""
    key = key_for(draft.intent, turn.keys.present)
    until = turn.now + timedelta(days=draft.days) if draft.days else None
    wish = KeyWish(turn.words, screens.scopes_in(draft.scopes), until)
    try:
        made = await turn.write(
            api_key.make, turn.actor, wish, key, intent=draft.intent, now=turn.now
        )
    except EntryInvalid:
        await _ask_name(turn, draft, translated(screens.NO_NAME))
        return
    await finish(turn, draft, screens.made(made, str(key), turn.reader))


async def unreadable_sent(_message: Message, draft: KeyDraft, turn: Turn) -> None:
    await _ask_name(turn, draft, translated(screens.NO_NAME))


async def left_by_word(_message: Message, turn: Turn) -> None:
    await leave_for(turn, KeyDraft, await _keys(turn))


async def key_tapped(_call: CallbackQuery, callback_data: KeysTap, turn: Turn) -> None:
    """One of them, or the question whether to end it."""
    try:
        found = await turn.read(api_key.find, turn.actor, callback_data.value)
    except NotFound:
        await show(turn, await _keys(turn, translated(screens.STALE)))
        return
    draw = screens.ask_end if callback_data.do is KeyDo.ASK else screens.key
    await show(turn, draw(found, turn.reader))


async def end_tapped(_call: CallbackQuery, callback_data: KeysTap, turn: Turn) -> None:
    """The answer is the same if somebody else has ended it before."""
    try:
        await turn.write(api_key.end, turn.actor, callback_data.value, turn.now)
    except NotFound:
        await show(turn, await _keys(turn, translated(screens.STALE)))
        return
    await show(turn, await _keys(turn, translated(screens.ENDED)))


def key_for(intent: str, key: str) -> KeyText:
    """The same when its update is handled again."""
    short = b32encode(secret_for(f"{intent}:id", key)[:5]).decode().lower()
    return KeyText.of(short, secret_for(intent, key))


async def _ask_name(turn: Turn, draft: KeyDraft, note: str = "") -> None:
    scopes = screens.scopes_in(draft.scopes)
    await ask(turn, draft, screens.which_name(scopes, draft.days, note), Naming.key)


async def _keys(turn: Turn, note: str = "") -> Screen:
    return screens.keys(await turn.read(api_key.list_keys, turn.actor), turn.reader, note)
