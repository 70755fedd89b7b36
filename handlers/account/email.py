"""/email: a person's email addresses, each proved by a code that was mailed to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.types import CallbackQuery, Message

from actions.account import email as addresses
from actions.account.email import Mint
from domain import refusals
from domain.account.email import Address, CodeVerdict, read_code
from domain.guess import Guessed
from domain.refusals import NotFound
from fsm.account.conversations import Address as Asking
from fsm.account.conversations import AddressDraft
from fsm.draft import load, new_intent
from handlers.dialog import LEAVING, TYPED, UNREADABLE, Open, ask, begin, finish, look_aside, show
from handlers.guessing import attempt
from handlers.turn import Turn, intent_of
from screens import refusal
from screens.account import email as screens
from screens.account.callbacks import EmailDo, EmailTap
from screens.language import translated
from screens.screen import Screen

REFUSED = (
    refusals.AddressInvalid,
    refusals.AddressUnsubscribed,
    refusals.TooManyAddresses,
    refusals.TooManyCodes,
)


def router() -> Router:
    router = Router(name="address")
    typed, is_open = router.message, Open(AddressDraft)
    typed.register(email_command, Command("email", ignore_case=True))
    typed.register(left_by_word, StateFilter(Asking), LEAVING, is_open)
    typed.register(address_typed, Asking.writing, TYPED, is_open)
    typed.register(code_typed, Asking.proving, TYPED, is_open)
    typed.register(unreadable_sent, StateFilter(Asking), UNREADABLE, is_open)
    tap = router.callback_query
    tap.register(list_tapped, EmailTap.filter(F.do == EmailDo.LIST))
    tap.register(add_tapped, EmailTap.filter(F.do == EmailDo.ADD))
    tap.register(step_tapped, EmailTap.filter(F.do.in_(set(STEPS))))
    return router


async def email_command(message: Message, command: CommandObject, turn: Turn) -> None:
    """The list, or the address beside the command is taken at once."""
    if command.args and turn.has_mail:
        await begin(turn)
        draft = AddressDraft(intent=new_intent())
        await _add(turn, draft, command.args, intent_of(message))
    else:
        await look_aside(turn)
        found = await turn.read(addresses.own, turn.actor)
        await show(turn, screens.menu(found, turn.has_mail, ""))


async def left_by_word(_message: Message, draft: AddressDraft, turn: Turn) -> None:
    await _list(turn, draft)


async def address_typed(message: Message, draft: AddressDraft, turn: Turn) -> None:
    """An address: a code is mailed to it."""
    await _add(turn, draft, turn.words, intent_of(message))


async def code_typed(message: Message, draft: AddressDraft, turn: Turn) -> None:
    """A code; another address is taken, too."""
    code = read_code(turn.words)
    if code is None and "@" in turn.words:
        await _add(turn, draft, turn.words, intent_of(message))
    elif code is None:
        await _step(turn, draft, _ask_again(turn, draft, translated(screens.NO_CODE)))
    else:
        await _step(turn, draft, _check(turn, draft, code))


async def unreadable_sent(_message: Message, draft: AddressDraft, turn: Turn) -> None:
    note = translated(screens.ONLY_TYPED)
    if draft.address_id:
        await _step(turn, draft, _ask_again(turn, draft, note))
    else:
        await _ask(turn, draft, screens.ask_address(note))


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """The list; whatever was asked is given up."""
    await _list(turn, await _taken_over(turn))


async def add_tapped(_call: CallbackQuery, turn: Turn) -> None:
    draft = await _taken_over(turn)
    await (_ask(turn, draft, screens.ask_address("")) if turn.has_mail else _list(turn, draft))


async def step_tapped(call: CallbackQuery, callback_data: EmailTap, turn: Turn) -> object:
    """Something about one address, also long after the conversation that showed it."""
    draft = replace(await _taken_over(turn), address_id=callback_data.value)
    return call.answer(await _step(turn, draft, STEPS[callback_data.do](turn, draft)))


async def _taken_over(turn: Turn) -> AddressDraft:
    """The tapped message becomes the card of a conversation; one elsewhere is over."""
    draft = await load(turn.state, AddressDraft)
    if draft is None or draft.card != turn.tapped:
        await begin(turn)
    return AddressDraft(intent=new_intent(), card=turn.tapped)


async def _add(turn: Turn, draft: AddressDraft, text: str, seed: str) -> None:
    mint = Mint(seed, turn.keys)
    try:
        made = await turn.write(
            addresses.ask_code,
            turn.actor,
            text,
            mint,
            now=turn.now,
            limits=(await turn.allowed()).limits,
        )
    except REFUSED as refused:
        note = refusal.words(refused)
        await _ask(turn, replace(draft, address_id=0), screens.ask_address(note))
    else:
        await _mailed(turn, draft, made)


async def _mail_again(turn: Turn, draft: AddressDraft) -> str | None:
    if not turn.has_mail:
        await _list(turn, draft)
        return None
    mint, number = Mint(new_intent(), turn.keys), draft.address_id
    try:
        made = await turn.write(
            addresses.ask_code_again,
            turn.actor,
            number,
            mint=mint,
            now=turn.now,
            limits=(await turn.allowed()).limits,
        )
    except REFUSED as refused:
        await _ask_again(turn, draft, refusal.words(refused))
        return None
    await _mailed(turn, draft, made)
    return None if made.is_confirmed else translated(screens.ANOTHER)


async def _mailed(turn: Turn, draft: AddressDraft, made: Address) -> None:
    if made.is_confirmed:
        await _list(turn, draft, translated(screens.KNOWN))
    else:
        await _ask(turn, replace(draft, address_id=made.id), screens.ask_code(made, ""))


async def _check(turn: Turn, draft: AddressDraft, code: str) -> None:
    mint, number = Mint("", turn.keys), draft.address_id
    checked = await attempt(
        turn,
        Guessed.CODE,
        addresses.check_code,
        turn.actor,
        number,
        code,
        mint=mint,
        now=turn.now,
    )
    if checked.verdict is CodeVerdict.CONFIRMED:
        await finish(turn, draft, screens.confirmed(await _find(turn, draft)))
    else:
        await _ask_again(turn, draft, screens.verdict(checked))


async def _ask_again(turn: Turn, draft: AddressDraft, note: str = "") -> None:
    found = await _find(turn, draft)
    if found.is_confirmed:
        await _list(turn, draft, translated(screens.KNOWN))
    else:
        await _ask(turn, draft, screens.ask_code(found, note))


async def _ask_remove(turn: Turn, draft: AddressDraft) -> None:
    await finish(turn, draft, screens.ask_remove(await _find(turn, draft)))


async def _remove(turn: Turn, draft: AddressDraft) -> None:
    await turn.write(addresses.remove, turn.actor, draft.address_id)
    await _list(turn, draft, translated(screens.REMOVED))


async def _find(turn: Turn, draft: AddressDraft) -> Address:
    return await turn.read(addresses.find, turn.actor, draft.address_id)


async def _step(turn: Turn, draft: AddressDraft, step: Awaitable[str | None]) -> str | None:
    """Do the step, and hand on its toast.

    An address that is gone, or somebody else's, leads back to the list.
    """
    try:
        return await step
    except NotFound:
        await _list(turn, draft, translated(screens.NOT_FOUND))
    return None


async def _list(turn: Turn, draft: AddressDraft, note: str = "") -> None:
    found = await turn.read(addresses.own, turn.actor)
    await finish(turn, draft, screens.menu(found, turn.has_mail, note))


async def _ask(turn: Turn, draft: AddressDraft, screen: Screen) -> None:
    await ask(turn, draft, screen, Asking.proving if draft.address_id else Asking.writing)


STEPS: dict[EmailDo, Callable[[Turn, AddressDraft], Awaitable[str | None]]] = {
    EmailDo.CODE: _ask_again,
    EmailDo.AGAIN: _mail_again,
    EmailDo.REMOVE: _ask_remove,
    EmailDo.YES: _remove,
}
"""What is done with the address that a button names; the answer is a toast."""
