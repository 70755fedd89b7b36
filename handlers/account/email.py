"""/email: a person's email addresses, each proved by a code that was mailed to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.account import email as addresses
from actions.account.email import Mint
from domain import refusals
from domain.account.email import Address, CodeVerdict, read_code
from domain.refusals import NotFound
from fsm.account.conversations import Address as Asking
from fsm.account.conversations import AddressDraft
from fsm.draft import load, new_intent, save
from handlers import card as show
from handlers.content_types import SENT
from handlers.turn import Turn, intent_of
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens import refusal
from screens.account import email as screens
from screens.account.callbacks import EmailDo, EmailTap
from screens.screen import Screen

TYPED = F.text & ~F.text.startswith("/")
REFUSED = (
    refusals.AddressInvalid,
    refusals.AddressUnsubscribed,
    refusals.TooManyAddresses,
    refusals.TooManyCodes,
)


def router() -> Router:
    """The command, its buttons, and what is typed while an address or a code is asked for."""
    asked = Router(name="address")
    asked.message.register(asked_for, Command("email", ignore_case=True))
    asked.message.register(left, StateFilter(Asking), F.text.func(is_one_of(BACK | CANCEL)), opened)
    asked.message.register(address_written, Asking.writing, TYPED, opened)
    asked.message.register(code_written, Asking.proving, TYPED, opened)
    asked.message.register(unreadable_sent, StateFilter(Asking), F.content_type.in_(SENT), opened)
    taps = asked.callback_query
    taps.register(list_tapped, EmailTap.filter(F.do == EmailDo.LIST))
    taps.register(add_tapped, EmailTap.filter(F.do == EmailDo.ADD))
    taps.register(step_tapped, EmailTap.filter(F.do.in_(set(STEPS))))
    return asked


async def opened(_message: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: the conversation is open; hands on its draft."""
    draft = await load(state, AddressDraft)
    return False if draft is None else {"draft": draft}


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command: the list, or the address beside it is taken at once."""
    await show.end(turn.state, turn.bot)
    draft = AddressDraft(intent=new_intent())
    if command.args and turn.has_mail:
        await _add(turn, draft, command.args, intent_of(message))
    else:
        await _list(turn, draft, "")


async def left(_message: Message, draft: AddressDraft, turn: Turn) -> None:
    """Back to the list, in words."""
    await _list(turn, draft, "")


async def address_written(message: Message, draft: AddressDraft, turn: Turn) -> None:
    """An address: a code is mailed to it."""
    await _add(turn, draft, message.text or "", intent_of(message))


async def code_written(message: Message, draft: AddressDraft, turn: Turn) -> None:
    """A code; another address is taken, too."""
    text = message.text or ""
    code = read_code(text)
    if code is None and "@" in text:
        await _add(turn, draft, text, intent_of(message))
    elif code is None:
        await _found(turn, draft, _ask_again(turn, draft, screens.no_code()))
    else:
        await _found(turn, draft, _check(turn, draft, code))


async def unreadable_sent(_message: Message, draft: AddressDraft, turn: Turn) -> None:
    """A photo or the like."""
    note = screens.only_typed()
    if draft.address_id:
        await _found(turn, draft, _ask_again(turn, draft, note))
    else:
        await _ask(turn, draft, screens.ask_address(note))


async def list_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """The list; whatever was asked is given up."""
    await _list(turn, await _taken_over(call, turn), "")
    return call.answer()


async def add_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """An address is to be typed."""
    draft = await _taken_over(call, turn)
    if turn.has_mail:
        await _ask(turn, draft, screens.ask_address(""))
    else:
        await _list(turn, draft, "")
    return call.answer()


async def step_tapped(call: CallbackQuery, callback_data: EmailTap, turn: Turn) -> Any:
    """Something about one address, also long after the conversation that showed it."""
    draft = replace(await _taken_over(call, turn), address_id=callback_data.value)
    return call.answer(await _found(turn, draft, STEPS[callback_data.do](turn, draft)))


async def _taken_over(call: CallbackQuery, turn: Turn) -> AddressDraft:
    """The tapped message becomes the card of a conversation; one elsewhere is over."""
    card = call.message.message_id if call.message else None
    open_one = await load(turn.state, AddressDraft)
    if open_one is None or open_one.card != card:
        await show.end(turn.state, turn.bot)
    return AddressDraft(intent=new_intent(), card=card)


async def _add(turn: Turn, draft: AddressDraft, text: str, seed: str) -> None:
    try:
        async with turn.database.begin() as uow:
            mint = Mint(seed, turn.bot.token)
            made = await addresses.ask_code(uow, turn.actor, text, mint, turn.now)
    except REFUSED as refused:
        note = refusal.words(refused)
        await _ask(turn, replace(draft, address_id=0), screens.ask_address(note))
    else:
        await _mailed(turn, draft, made)


async def _mail_again(turn: Turn, draft: AddressDraft) -> str | None:
    if not turn.has_mail:
        await _list(turn, draft, "")
        return None
    try:
        async with turn.database.begin() as uow:
            mint = Mint(new_intent(), turn.bot.token)
            made = await addresses.ask_code_again(uow, turn.actor, draft.address_id, mint, turn.now)
    except REFUSED as refused:
        await _ask_again(turn, draft, refusal.words(refused))
        return None
    await _mailed(turn, draft, made)
    return None if made.is_confirmed else screens.another()


async def _mailed(turn: Turn, draft: AddressDraft, made: Address) -> None:
    if made.is_confirmed:
        await _list(turn, draft, screens.known())
    else:
        screen = screens.ask_code(made, "")
        await _ask(turn, replace(draft, address_id=made.id), screen)


async def _check(turn: Turn, draft: AddressDraft, code: str) -> None:
    async with turn.database.begin() as uow:
        mint = Mint("", turn.bot.token)
        checked = await addresses.check_code(
            uow, turn.actor, draft.address_id, code, mint, turn.now
        )
    if checked.verdict is not CodeVerdict.CONFIRMED:
        return await _ask_again(turn, draft, screens.verdict(checked))
    found = await _find(turn, draft)
    return await _close(turn, draft, screens.confirmed(found))


async def _ask_again(turn: Turn, draft: AddressDraft, note: str = "") -> None:
    found = await _find(turn, draft)
    if found.is_confirmed:
        await _list(turn, draft, screens.known())
    else:
        await _ask(turn, draft, screens.ask_code(found, note))


async def _ask_remove(turn: Turn, draft: AddressDraft) -> None:
    await _close(turn, draft, screens.ask_remove(await _find(turn, draft)))


async def _remove(turn: Turn, draft: AddressDraft) -> None:
    async with turn.database.begin() as uow:
        await addresses.remove(uow, turn.actor, draft.address_id)
    await _list(turn, draft, screens.removed())


async def _find(turn: Turn, draft: AddressDraft) -> Address:
    async with turn.database.read() as uow:
        return await addresses.find(uow, turn.actor, draft.address_id)


async def _found(turn: Turn, draft: AddressDraft, step: Awaitable[str | None]) -> str | None:
    """Do the step, and hand on its toast.

    An address that is gone, or somebody else's, leads back to the list.
    """
    try:
        return await step
    except NotFound:
        await _list(turn, draft, screens.not_found())
    return None


async def _list(turn: Turn, draft: AddressDraft, note: str) -> None:
    async with turn.database.read() as uow:
        found = await addresses.own(uow, turn.actor)
    await _close(turn, draft, screens.menu(found, turn.has_mail, note))


async def _ask(turn: Turn, draft: AddressDraft, screen: Screen) -> None:
    card = await show.place(turn.event, draft.card, screen, turn.bot)
    await turn.state.set_state(Asking.proving if draft.address_id else Asking.writing)
    await save(turn.state, replace(draft, card=card))


async def _close(turn: Turn, draft: AddressDraft, screen: Screen) -> None:
    await show.place(turn.event, draft.card, screen, turn.bot)
    await turn.state.clear()


STEPS: dict[EmailDo, Callable[[Turn, AddressDraft], Awaitable[str | None]]] = {
    EmailDo.CODE: _ask_again,
    EmailDo.AGAIN: _mail_again,
    EmailDo.REMOVE: _ask_remove,
    EmailDo.YES: _remove,
}
"""What is done with the address that a button names; the answer is a toast."""
