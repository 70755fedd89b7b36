"""Through which every handler talks: it begins, asks, shows and finishes here.

A conversation is one live message, its card. A tap edits it in place; after a typed answer it moves
below that answer. What is shown comes before what is kept: an update that an outage interrupts is
delivered again, and finds the draft as it was.
"""

from dataclasses import replace
from typing import Any, TypeVar

from aiogram import F
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from fsm.draft import Draft, load, save
from handlers import card as cards
from handlers.content_types import SENT
from handlers.turn import Event, Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.screen import Screen

D = TypeVar("D", bound=Draft)

TYPED = F.text & ~F.text.startswith("/")
"""A typed answer; a command is none."""
LEAVING = F.text.func(is_one_of(BACK | CANCEL))
"""'back' or 'cancel', typed: no answer to any question."""
UNREADABLE = F.content_type.in_(SENT)
"""A photo, a voice message or the like, where words were asked for."""


class Open(Filter):
    """A conversation of this kind is open; hands on its `draft`.

    For a button that names a conversation, this very one must be open.
    """

    def __init__(self, kind: type[Draft]) -> None:
        self._kind = kind

    async def __call__(
        self, _event: Event, turn: Turn, callback_data: CallbackData | None = None
    ) -> bool | dict[str, Any]:
        """Fits with a draft, or not."""
        draft = await load(turn.state, self._kind)
        if draft is None or getattr(callback_data, "intent", draft.intent) != draft.intent:
            return False
        return {"draft": draft}


async def begin(turn: Turn) -> Draft | None:
    """End whatever is open, as every command does, for something else begins; what it was."""
    return await cards.end(turn.state, turn.bot)


async def leave(turn: Turn, kind: type[Draft]) -> None:
    """Forget a conversation of this kind, if one is open; its card is left as it is."""
    if await load(turn.state, kind):
        await turn.state.clear()


async def show(turn: Turn, screen: Screen) -> int:
    """Answer without a conversation: in the tapped message, or in a new one. Its id."""
    if isinstance(turn.event, CallbackQuery):
        return await cards.edit(turn.event, screen, turn.bot)
    return await cards.send(turn.event, screen)


async def ask(
    turn: Turn,
    draft: D,
    screen: Screen,
    waiting: State,
    *,
    request: Screen | None = None,
    is_below: bool = False,
    is_in_place: bool = False,
) -> D:
    """Put a question on the card and wait for its answer; the draft as it is kept.

    request: a reply keyboard (for a contact or a place) that comes with the question; one that an
    earlier question brought goes. is_below: in a message of its own, as the tapped one stays.
    is_in_place: the card stays where it is, though something was typed or sent.
    """
    if is_below or is_in_place:
        at = None if is_below else draft.card
        card = await cards.edit_card(turn.bot, turn.state.key.chat_id, at, screen)
    else:
        card = await _place(turn, draft, screen)
    draft = replace(draft, card=card)
    if request is None or await turn.state.get_state() != waiting.state:
        draft = await _without_keyboard(turn, draft)
    await save(turn.state, draft)
    await turn.state.set_state(waiting)
    if request is not None:
        await cards.bring_keyboard(turn.state, turn.bot, request)
    return draft


async def finish(turn: Turn, draft: Draft | None, screen: Screen) -> None:
    """Show the last screen, then forget the conversation; without a draft in a new message."""
    if draft is None:
        await show(turn, screen)
    else:
        await _place(turn, draft, screen)
        await _without_keyboard(turn, draft)
    await turn.state.clear()


async def leave_for(turn: Turn, kind: type[Draft], screen: Screen) -> None:
    """Show what stands outside of conversations: one of this kind is over, another one goes on."""
    draft = await load(turn.state, kind)
    await (show(turn, screen) if draft is None else finish(turn, draft, screen))


async def close(turn: Turn, draft: Draft) -> None:
    """Forget the conversation and take its card away, as what comes now is no card."""
    await turn.state.clear()
    await cards.remove(turn.bot, turn.state.key.chat_id, draft.card)


async def erase(turn: Turn) -> None:
    """Take what was typed out of the chat: a secret does not stay there."""
    if isinstance(turn.event, Message):
        await cards.remove(turn.bot, turn.event.chat.id, turn.event.message_id)


async def _place(turn: Turn, draft: Draft, screen: Screen) -> int:
    """Where the card is now; of a tap on an older card of the conversation, the newer one goes."""
    card = await cards.place(turn.event, draft.card, screen, turn.bot)
    if isinstance(turn.event, CallbackQuery) and draft.card not in {None, card}:
        await cards.remove(turn.bot, turn.state.key.chat_id, draft.card)
    return card


async def _without_keyboard(turn: Turn, draft: D) -> D:
    await cards.take_keyboard(turn.bot, turn.state.key.chat_id, draft.prompt)
    return replace(draft, prompt=None)
