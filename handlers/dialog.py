"""Through which every handler talks: it begins, asks, shows and finishes here.

A conversation is one live message, its card. A tap edits it in place; after a typed answer it moves
below that answer. What is shown comes before what is kept: an update that an outage interrupts is
delivered again, and finds the draft as it was.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from aiogram import Bot, F
from aiogram.enums import ContentType as Kind
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNotFound
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyKeyboardRemove

from actions.account import account
from domain.typed_answers import Answer
from fsm.draft import Conversation, Draft, fitting, load, save
from handlers.turn import Event, Turn
from handlers.typed_words import is_one_of
from screens.account import start
from screens.language import Marked, speaking, translated
from screens.screen import Screen

D = TypeVar("D", bound=Draft)
PLAIN = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
UNKNOWN = (TelegramBadRequest, TelegramNotFound)
"""How a server answers to what it does not know."""

COMMAND = F.text.startswith("/") | F.caption.startswith("/")
"""Also below a photo: a command is never an answer, and what it stands under is no file alone."""
TYPED = F.text & ~COMMAND
"""A typed answer."""
LEAVING = F.text.func(is_one_of(Answer.BACK, Answer.CANCEL))
"""'back' or 'cancel', typed: no answer to any question."""
UNREADABLE = ~COMMAND & F.content_type.in_(
    {
        *(Kind.ANIMATION, Kind.AUDIO, Kind.CHECKLIST, Kind.CONTACT, Kind.DICE, Kind.DOCUMENT),
        *(Kind.GAME, Kind.INVOICE, Kind.LIVE_PHOTO, Kind.LOCATION, Kind.PAID_MEDIA, Kind.PHOTO),
        *(Kind.POLL, Kind.RICH_MESSAGE, Kind.STICKER, Kind.STORY, Kind.VENUE, Kind.VIDEO),
        *(Kind.VIDEO_NOTE, Kind.VOICE),
    }
)
"""What people send on purpose and is no text; the rest are notes of Telegram's own."""


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


async def begin(turn: Turn, *, is_told: bool = True) -> Draft | None:
    """End whatever is open, for something else begins; what it was.

    is_told: its card says so; elsewhere it only loses its buttons.
    """
    draft = await load(turn.state, Draft)
    if draft is not None:
        is_told = is_told and draft.card not in {None, turn.tapped}
        if draft.begun and is_told:
            dropped = Screen(translated(start.DROPPED[draft.begun]))
            await _edit(turn.bot, turn.state.key.chat_id, draft.card, dropped)
        else:
            await disarm(turn.bot, turn.state.key.chat_id, draft.card)
        await take_keyboard(turn.bot, turn.state.key.chat_id, draft.prompt)
    await turn.state.clear()
    return draft


async def is_heard_again(event: object, given: dict[str, Any]) -> bool:
    """Whether an edited message is the last that was heard: it is heard in its new words then.

    given: as handlers are given it. What the old words have led to goes.
    """
    state = given.get("state")
    if not isinstance(event, Message) or not isinstance(state, Conversation):
        return False
    shown = await load(state, Draft)
    if shown is None or not await state.hear_again(event.message_id):
        return False
    given["raw_state"] = await state.get_state()
    before = await load(state, Draft)
    if before is not None and before.intent == shown.intent:
        await save(state, replace(before, card=shown.card, prompt=shown.prompt))
    else:
        await take_keyboard(given["bot"], state.key.chat_id, shown.prompt)
        await remove(given["bot"], state.key.chat_id, shown.card)
    return True


async def look_aside(turn: Turn) -> None:
    """Before what only shows something: an open conversation goes on where it was.

    One whose own card was tapped ends, for the card becomes that screen; and one that is hasty.
    """
    draft = await load(turn.state, Draft)
    if draft is not None and (draft.is_hasty or (turn.tapped and draft.card == turn.tapped)):
        await begin(turn)


async def leave(turn: Turn, kind: type[Draft]) -> None:
    """Forget a conversation of this kind, if one is open; its card is left as it is."""
    if await load(turn.state, kind):
        await turn.state.clear()


async def show(turn: Turn, screen: Screen) -> int:
    """Answer without a conversation: in the tapped message, or in a new one. Its id."""
    event = turn.event
    if isinstance(event, Message):
        return await send(event, screen)
    tapped = event.message.message_id if event.message else None
    return await _edit(turn.bot, event.from_user.id, tapped, screen)


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
    is_in_place: the card stays where it is, though something was typed or sent. Raises DraftTooBig.
    """
    fitting(draft)
    if is_below or is_in_place:
        at = None if is_below else draft.card
        card = await _edit(turn.bot, turn.state.key.chat_id, at, screen)
    else:
        card = await _place(turn, draft, screen)
    draft = replace(draft, card=card)
    if request is None or await turn.state.get_state() != waiting.state:
        draft = await _without_keyboard(turn, draft)
    await save(turn.state, draft)
    await turn.state.set_state(waiting)
    if request is not None:
        await bring_keyboard(turn.state, turn.bot, request)
    return draft


async def finish(turn: Turn, draft: Draft | None, screen: Screen) -> None:
    """Show the last screen, then forget the conversation; without a draft in a new message."""
    if draft is None:
        await show(turn, screen)
    else:
        await _place(turn, draft, screen)
        if draft.prompt is not None:
            await take_keyboard(turn.bot, turn.state.key.chat_id, draft.prompt)
    await turn.state.clear()


async def leave_for(turn: Turn, kind: type[Draft], screen: Screen) -> None:
    """Show what stands outside of conversations: one of this kind is over, another one goes on."""
    draft = await load(turn.state, kind)
    await (show(turn, screen) if draft is None else finish(turn, draft, screen))


def over(turn: Turn, lost: Marked, again: CallbackData | None) -> Screen:
    """A tap on a card whose conversation is no more. again: begins it anew."""
    return start.over(translated(lost), again, was_interrupted=turn.was_interrupted)


async def tell(turn: Turn, account_id: int, draw: Callable[[], Screen]) -> None:
    """Tell somebody else in their language; a courtesy, for lists say the same.

    They may have blocked the bot.
    """
    locales = await turn.read(account.languages, [account_id])
    with speaking(locales.get(account_id, "")):
        screen = draw()
    with suppress(TelegramBadRequest, TelegramForbiddenError):
        await turn.bot.send_message(account_id, screen.text, reply_markup=screen.keyboard)


async def close(turn: Turn, draft: Draft) -> None:
    """Forget the conversation and take its card away, as what comes now is no card."""
    await turn.state.clear()
    await remove(turn.bot, turn.state.key.chat_id, draft.card)


async def erase(turn: Turn) -> None:
    """Take what was typed out of the chat: a secret does not stay there."""
    if isinstance(turn.event, Message):
        await remove(turn.bot, turn.event.chat.id, turn.event.message_id)


async def _place(turn: Turn, draft: Draft, screen: Screen) -> int:
    """Where the card is now; of a tap on an older card of the conversation, the newer one goes."""
    card = await show(turn, screen)
    if draft.card != card:
        await remove(turn.bot, turn.state.key.chat_id, draft.card)
    return card


async def _without_keyboard(turn: Turn, draft: D) -> D:
    if draft.prompt is None:
        return draft
    await take_keyboard(turn.bot, turn.state.key.chat_id, draft.prompt)
    return replace(draft, prompt=None)


async def send(message: Message, screen: Screen) -> int:
    """A new message in the chat of `message`."""
    if screen.rich is not None and message.bot is not None:
        try:
            rich = await message.bot.send_rich_message(
                message.chat.id, screen.rich, reply_markup=screen.keyboard
            )
        except UNKNOWN:
            pass  # an older server: the text says the same
        else:
            return rich.message_id
    sent = await message.answer(
        screen.text, reply_markup=screen.keyboard, link_preview_options=PLAIN
    )
    return sent.message_id


async def _edit(bot: Bot, chat_id: int, card: int | None, screen: Screen) -> int:
    """Message `card` becomes `screen`; without one, or with one gone, a new message is sent."""
    inline = screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None
    if card is not None and await _is_enriched(bot, chat_id, card, screen):
        return card
    if card is not None:
        try:
            await bot.edit_message_text(
                screen.text,
                chat_id=chat_id,
                message_id=card,
                reply_markup=inline,
                link_preview_options=PLAIN,
            )
        except TelegramBadRequest as refused:
            if UNCHANGED in refused.message:
                return card
        else:
            return card
    sent = await bot.send_message(
        chat_id, screen.text, reply_markup=screen.keyboard, link_preview_options=PLAIN
    )
    return sent.message_id


async def _is_enriched(bot: Bot, chat_id: int, card: int, screen: Screen) -> bool:
    """Whether message `card` shows the screen's blocks now; False where there are none."""
    if screen.rich is None:
        return False
    inline = screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None
    try:
        await bot.edit_message_text(
            rich_message=screen.rich, chat_id=chat_id, message_id=card, reply_markup=inline
        )
    except UNKNOWN as refused:
        return UNCHANGED in refused.message
    return True


async def remove(bot: Bot, chat_id: int, card: int | None) -> None:
    """Delete message `card`; one that is gone or too old to delete is left as it is."""
    if card is not None:
        try:
            await bot.delete_message(chat_id, card)
        except TelegramBadRequest:
            await disarm(bot, chat_id, card)


async def disarm(bot: Bot, chat_id: int, card: int | None) -> None:
    """Take the buttons off message `card`, as its conversation is over."""
    if card is not None:
        try:
            await bot.edit_message_reply_markup(chat_id=chat_id, message_id=card)
        except TelegramBadRequest:
            return


async def bring_keyboard(state: FSMContext, bot: Bot, screen: Screen) -> None:
    """Send a reply keyboard for the open conversation, which remembers to take it away."""
    draft = await load(state, Draft)
    if draft is not None and draft.prompt is None:
        chat_id = state.key.chat_id
        sent = await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)
        await save(state, replace(draft, prompt=sent.message_id))


async def take_keyboard(bot: Bot, chat_id: int, prompt: int | None) -> None:
    """Take away the reply keyboard that message `prompt` brought, and that message."""
    if prompt is not None:
        gone = await bot.send_message(chat_id, "…", reply_markup=ReplyKeyboardRemove())
        await remove(bot, chat_id, gone.message_id)
        await remove(bot, chat_id, prompt)
