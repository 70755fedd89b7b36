"""/team for owners, and the link that lets a newcomer in."""

import secrets
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.manage import team
from domain.account.actor import Role
from domain.manage.team import PREFIX
from domain.refusals import Changed, NameInvalid, NotFound
from fsm.draft import load, new_intent, save
from fsm.manage.conversations import InviteDraft, Inviting
from handlers import card as show
from handlers.account.start import show_menu
from handlers.content_types import SENT
from handlers.roles import is_owner
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from infra.telegram import FAILURES
from screens.manage import team as screens
from screens.manage.callbacks import TeamDo, TeamTap
from screens.screen import Screen

Owners = Collection[int]
LINK = "https://t.me/{username}?start={token}"


def router() -> Router:
    """The link for everybody; the rest for owners."""
    both = Router(name="team")
    both.message.register(link_opened, CommandStart(magic=F.args.startswith(PREFIX)))
    asked = both.message
    asked.register(asked_for, Command("team", ignore_case=True), is_owner)
    asked.register(left_by_word, Inviting.naming, F.text.func(is_one_of(BACK | CANCEL)), is_owner)
    asked.register(name_typed, Inviting.naming, F.text & ~F.text.startswith("/"), is_owner, naming)
    asked.register(unreadable_sent, Inviting.naming, F.content_type.in_(SENT), is_owner, naming)
    taps = both.callback_query
    taps.register(list_tapped, TeamTap.filter(F.do == TeamDo.LIST), is_owner)
    taps.register(invite_tapped, TeamTap.filter(F.do == TeamDo.INVITE), is_owner)
    taps.register(role_tapped, TeamTap.filter(F.do == TeamDo.NAME), is_owner)
    taps.register(withdraw_tapped, TeamTap.filter(F.do == TeamDo.WITHDRAW), is_owner)
    taps.register(person_tapped, TeamTap.filter(F.do.in_({TeamDo.OPEN, TeamDo.ASK})), is_owner)
    taps.register(change_tapped, TeamTap.filter(F.do.in_({TeamDo.CHANGE, TeamDo.REVOKE})), is_owner)
    return both


async def naming(_event: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a name is asked for; hands on the draft."""
    draft = await load(state, InviteDraft)
    return False if draft is None else {"draft": draft}


async def link_opened(message: Message, command: CommandObject, turn: Turn) -> None:
    """Somebody opens an invitation."""
    await show.end(turn.state, turn.bot)
    token = (command.args or "").removeprefix(PREFIX)
    async with turn.database.begin() as uow:
        joined = await team.join(uow, turn.actor, token, turn.now)
    await show.send(message, screens.welcome(joined))
    await show_menu(turn.bot, turn.actor.id, joined.role)
    await _tell(turn, joined.invited_by, screens.has_joined(joined))


async def asked_for(message: Message, turn: Turn, owners: Owners) -> None:
    """The command."""
    await show.end(turn.state, turn.bot)
    await show.send(message, await _team(turn, owners, ""))


async def list_tapped(call: CallbackQuery, turn: Turn, owners: Owners) -> Any:
    """Back to everybody."""
    await turn.state.clear()
    return await show.answer(call, await _team(turn, owners, ""), turn.bot)


async def invite_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """To which role?"""
    await turn.state.clear()
    return await show.answer(call, screens.which_role(), turn.bot)


async def role_tapped(call: CallbackQuery, callback_data: TeamTap, turn: Turn) -> Any:
    """Then the name."""
    if callback_data.role is Role.PATIENT:
        raise NotFound
    await show.end(turn.state, turn.bot)
    card = call.message.message_id if call.message else None
    draft = InviteDraft(intent=new_intent(), card=card, role=str(callback_data.role))
    await turn.state.set_state(Inviting.naming)
    await save(turn.state, draft)
    return await show.answer(call, screens.which_name(draft.wanted, ""), turn.bot)


async def name_typed(message: Message, draft: InviteDraft, turn: Turn, username: str) -> None:
    """The invitation is made, and its link shown this once."""
    token = secrets.token_urlsafe(24)
    try:
        async with turn.database.begin() as uow:
            whom = (draft.wanted, message.text or "")
            made = await team.invite(uow, turn.actor, whom, token, turn.now)
    except NameInvalid:
        await unreadable_sent(message, draft, turn)
        return
    link = LINK.format(username=username, token=PREFIX + token)
    await show.move(message, draft.card, screens.invited(made, link, turn.reader), turn.bot)
    await turn.state.clear()


async def unreadable_sent(message: Message, draft: InviteDraft, turn: Turn) -> None:
    """No name."""
    screen = screens.which_name(draft.wanted, screens.no_name())
    card = await show.move(message, draft.card, screen, turn.bot)
    await save(turn.state, InviteDraft(intent=draft.intent, card=card, role=draft.role))


async def left_by_word(message: Message, turn: Turn, owners: Owners) -> None:
    """'back' and 'cancel' are no names."""
    draft = await load(turn.state, InviteDraft)
    screen = await _team(turn, owners, "")
    await show.move(message, draft.card if draft else None, screen, turn.bot)
    await turn.state.clear()


async def withdraw_tapped(
    call: CallbackQuery, callback_data: TeamTap, turn: Turn, owners: Owners
) -> Any:
    """An invitation works no more."""
    note = screens.withdrawn()
    with suppress(NotFound):
        async with turn.database.begin() as uow:
            await team.withdraw(uow, turn.actor, callback_data.value, turn.now)
    return await show.answer(call, await _team(turn, owners, note), turn.bot)


async def person_tapped(
    call: CallbackQuery, callback_data: TeamTap, turn: Turn, owners: Owners
) -> Any:
    """One of them, or the question whether to revoke."""
    try:
        async with turn.database.read() as uow:
            found = await team.find(uow, turn.actor, callback_data.value, owners)
    except NotFound:
        return await show.answer(call, await _team(turn, owners, screens.stale()), turn.bot)
    is_asked = callback_data.do is TeamDo.ASK
    return await show.answer(call, screens.person(found, is_asked, turn.reader), turn.bot)


async def change_tapped(
    call: CallbackQuery, callback_data: TeamTap, turn: Turn, owners: Owners
) -> Any:
    """Another role, or none; who it is hears of it and has the menu for it."""
    role = Role.PATIENT if callback_data.do is TeamDo.REVOKE else callback_data.role
    wanted = team.Change(callback_data.value, callback_data.seen, role)
    try:
        async with turn.database.begin() as uow:
            found = await team.find(uow, turn.actor, callback_data.value, owners)
            await team.change(uow, turn.actor, wanted, owners, turn.now)
    except (NotFound, Changed):
        return await show.answer(call, await _team(turn, owners, screens.stale()), turn.bot)
    await show_menu(turn.bot, found.id, role)
    await _tell(turn, found.id, screens.your_role(role))
    note = screens.changed(found.name, role)
    return await show.answer(call, await _team(turn, owners, note), turn.bot)


async def _team(turn: Turn, owners: Owners, note: str) -> Screen:
    async with turn.database.read() as uow:
        found = await team.team(uow, turn.actor, owners, turn.now)
    return screens.team(found, turn.reader, note)


async def _tell(turn: Turn, account_id: int, text: str) -> None:
    """A courtesy: the list says the same, so nothing is lost if it does not arrive."""
    with suppress(*FAILURES):
        await turn.bot.send_message(account_id, text)
