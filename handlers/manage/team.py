"""/team for owners, and the link that lets a newcomer in."""

from contextlib import suppress

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.account import account
from actions.manage import team
from domain.account.actor import Role
from domain.guess import Guessed
from domain.manage.team import PREFIX, RoleChange
from domain.refusals import Changed, NameInvalid, NotFound
from fsm.draft import load, new_intent
from fsm.manage.conversations import InviteDraft, Inviting
from handlers.account.start import show_menu
from handlers.dialog import (
    LEAVING,
    TYPED,
    UNREADABLE,
    Open,
    ask,
    begin,
    finish,
    leave_for,
    look_aside,
    show,
    tell,
)
from handlers.guessing import attempt
from handlers.manage import setup
from handlers.roles import is_owner
from handlers.turn import Turn, token_for
from screens.language import translated
from screens.manage import team as screens
from screens.manage.callbacks import TeamDo, TeamTap
from screens.screen import Screen

LINK = "https://t.me/{username}?start={token}"


def router() -> Router:
    """The link for everybody; the rest for owners."""
    router = Router(name="team")
    message, taps = router.message, router.callback_query
    message.register(link_opened, CommandStart(magic=F.args.startswith(PREFIX)))
    message.register(team_command, Command("team", ignore_case=True), is_owner)
    message.register(left_by_word, Inviting.naming, LEAVING, is_owner)
    message.register(name_typed, Inviting.naming, TYPED, is_owner, Open(InviteDraft))
    message.register(unreadable_sent, Inviting.naming, UNREADABLE, is_owner, Open(InviteDraft))
    taps.register(list_tapped, TeamTap.filter(F.do == TeamDo.LIST), is_owner)
    taps.register(invite_tapped, TeamTap.filter(F.do == TeamDo.INVITE), is_owner)
    taps.register(role_tapped, TeamTap.filter(F.do == TeamDo.NAME), is_owner)
    taps.register(withdraw_tapped, TeamTap.filter(F.do == TeamDo.WITHDRAW), is_owner)
    taps.register(person_tapped, TeamTap.filter(F.do.in_({TeamDo.OPEN, TeamDo.ASK})), is_owner)
    taps.register(change_tapped, TeamTap.filter(F.do.in_({TeamDo.CHANGE, TeamDo.REVOKE})), is_owner)
    return router


async def link_opened(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Somebody opens an invitation."""
    await begin(turn)
    token = (command.args or "").removeprefix(PREFIX)
    newcomer = await attempt(turn, Guessed.INVITE, team.join, turn.actor, token, turn.now)
    await show(turn, screens.welcome(newcomer))
    await show_menu(turn.bot, turn.actor.id, newcomer.role, turn.actor.locale)
    await tell(turn, newcomer.invited_by, lambda: Screen(screens.has_joined(newcomer)))


async def team_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await show(turn, await _team(turn))


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await finish(turn, None, await _team(turn))


async def invite_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await finish(turn, None, screens.which_role())


async def role_tapped(_call: CallbackQuery, callback_data: TeamTap, turn: Turn) -> None:
    if callback_data.role is Role.PATIENT:
        raise NotFound
    await begin(turn)
    await _ask_name(
        turn, InviteDraft(intent=new_intent(), card=turn.tapped, role=callback_data.role)
    )


async def name_typed(_message: Message, draft: InviteDraft, turn: Turn) -> None:
    """Make the invitation and show its link, this once."""
    token = token_for(draft.intent, turn.keys.present)
    try:
        invite = await turn.write(
            team.invite, turn.actor, draft.invited_as, turn.words, token=token, now=turn.now
        )
    except NameInvalid:
        await _ask_name(turn, draft, translated(screens.NO_NAME))
        return
    link = LINK.format(username=turn.username, token=PREFIX + token)
    await finish(turn, draft, screens.invited(invite, link, turn.reader, guided=draft.guided))


async def unreadable_sent(_message: Message, draft: InviteDraft, turn: Turn) -> None:
    await _ask_name(turn, draft, translated(screens.NO_NAME))


async def left_by_word(_message: Message, turn: Turn) -> None:
    draft = await load(turn.state, InviteDraft)
    if draft is not None and draft.guided:
        await setup.leave(turn, draft)
    else:
        await leave_for(turn, InviteDraft, await _team(turn))


async def withdraw_tapped(_call: CallbackQuery, callback_data: TeamTap, turn: Turn) -> None:
    """The answer is the same if somebody else has withdrawn it before."""
    with suppress(NotFound):
        await turn.write(team.withdraw, turn.actor, callback_data.value, turn.now)
    await show(turn, await _team(turn, translated(screens.WITHDRAWN)))


async def person_tapped(_call: CallbackQuery, callback_data: TeamTap, turn: Turn) -> None:
    """One of them, or the question whether to revoke."""
    try:
        member = await turn.read(team.find, turn.actor, callback_data.value, turn.owners)
    except NotFound:
        await show(turn, await _team(turn, translated(screens.STALE)))
        return
    draw = screens.ask_revoke if callback_data.do is TeamDo.ASK else screens.person
    await show(turn, draw(member, turn.reader))


async def change_tapped(_call: CallbackQuery, callback_data: TeamTap, turn: Turn) -> None:
    """Another role, or none: the person is told, and their menu follows."""
    role = Role.PATIENT if callback_data.do is TeamDo.REVOKE else callback_data.role
    change = RoleChange(callback_data.value, seen=callback_data.seen, role=role)
    try:
        member = await turn.write(team.change, turn.actor, change, turn.owners, now=turn.now)
    except (NotFound, Changed):
        await show(turn, await _team(turn, translated(screens.STALE)))
        return
    locales = await turn.read(account.languages, [member.id])
    await show_menu(turn.bot, member.id, role, locales.get(member.id, ""))
    await tell(turn, member.id, lambda: Screen(screens.your_role(role)))
    await show(turn, await _team(turn, screens.changed(member.name, role)))


async def _ask_name(turn: Turn, draft: InviteDraft, note: str = "") -> None:
    screen = screens.which_name(draft.invited_as, note, guided=draft.guided)
    await ask(turn, draft, screen, Inviting.naming)


async def _team(turn: Turn, note: str = "") -> Screen:
    found = await turn.read(team.team, turn.actor, turn.owners, turn.now)
    return screens.team(found, turn.reader, note)
