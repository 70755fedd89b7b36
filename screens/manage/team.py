"""/team for owners: who works here, one of them, an invitation; and what a newcomer reads."""

from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton

from domain.account.actor import Role
from domain.manage.setup import Step
from domain.manage.team import ROLES, Invite, Member, Newcomer, Team
from screens.account.commands import staff_commands
from screens.callback_values import StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.language import Marked, _, marked, translated
from screens.manage.callbacks import SetupDo, SetupTap, TeamDo, TeamTap
from screens.moment import Reader
from screens.screen import Screen, lines

TITLES: dict[Role, Marked] = {
    Role.OWNER: marked("owner"),
    Role.MANAGER: marked("manager"),
    Role.DESK: marked("desk"),
    Role.COLLECTOR: marked("collector"),
    Role.PATIENT: marked("patient"),
}
MAY: dict[Role, Marked] = {
    Role.OWNER: marked("everything, and says who is staff"),
    Role.MANAGER: marked("plans: times, closures, tests, broadcasts, numbers"),
    Role.DESK: marked("runs the day: bookings, callers, reports"),
    Role.COLLECTOR: marked("sees the day by initials, marks who came and what was taken"),
}
LIST = TeamTap(do=TeamDo.LIST)
WITHDRAWN = marked("That invitation does not work any more.")
STALE = marked("Somebody has changed that meanwhile; here is how it is now.")
NO_NAME = marked("Please type a name of at most 40 characters.")


def team(it: Team, reader: Reader, note: str = "") -> Screen:
    """Everybody, a button each, and who is invited."""
    members = [f"• {_person(member)}" for member in it.members]
    waiting = [
        "✉️ "
        + _("{name}, {role}: invited until {when}").format(
            name=escape(one.name),
            role=title(one.role),
            when=reader.short(one.expires_at),
        )
        for one in it.invites
    ]
    rows: list[Row] = [[button(_("Invite someone"), TeamTap(do=TeamDo.INVITE), PRIMARY)]]
    rows += [
        [button(_short(member), TeamTap(do=TeamDo.OPEN, value=member.id))]
        for member in it.members
        if not member.by_settings
    ]
    rows += [
        [
            button(
                _("Withdraw: {name}").format(name=one.name),
                TeamTap(do=TeamDo.WITHDRAW, value=one.id),
            )
        ]
        for one in it.invites
    ]
    shown = "\n".join([*members, *waiting])
    return Screen(lines(note, f"<b>{_('Your team')}</b>", shown), keyboard(rows))


def which_role() -> Screen:
    roles = "\n".join(f"• <b>{title(role)}</b>: {translated(MAY[role])}" for role in ROLES)
    taps = [
        [button(title(role).capitalize(), TeamTap(do=TeamDo.NAME, role=role))] for role in ROLES
    ]
    question = f"<b>{_('What will they do?')}</b>"
    return Screen(lines(question, roles), keyboard([*taps, [back(LIST)]]))


def which_name(role: Role, note: str, *, guided: bool = False) -> Screen:
    """guided: by the setup."""
    leave = SetupTap(do=SetupDo.GO, step=Step.TEAM) if guided else TeamTap(do=TeamDo.INVITE)
    question = _("What is their name? Colleagues see it, patients do not.")
    return Screen(
        lines(note, _("Inviting: {role}").format(role=title(role)), f"<b>{question}</b>"),
        keyboard([[back(leave)]]),
    )


def invited(it: Invite, link: str, reader: Reader, *, guided: bool = False) -> Screen:
    """The link, once: nobody can look it up later. guided: by the setup."""
    until = reader.short(it.expires_at)
    text = _("Send this link to {name}. It works once, until {when}.")
    copy = InlineKeyboardButton(text=_("Copy the link"), copy_text=CopyTextButton(text=link))
    go_on = (
        [button(_("Go on with the setup"), StartTap(do=StartDo.SETUP), PRIMARY)] if guided else []
    )
    withdraw = button(_("Withdraw"), TeamTap(do=TeamDo.WITHDRAW, value=it.id), DANGER)
    return Screen(
        lines(text.format(name=f"<b>{escape(it.name)}</b>", when=until), escape(link)),
        keyboard([[copy], [back(LIST), withdraw], go_on]),
    )


def person(it: Member, reader: Reader) -> Screen:
    changes = [
        [
            button(
                _("Make {role}").format(role=title(role)),
                TeamTap(do=TeamDo.CHANGE, value=it.id, role=role, seen=it.role),
            )
        ]
        for role in ROLES
        if role is not it.role
    ]
    revoke = button(_("Revoke …"), TeamTap(do=TeamDo.ASK, value=it.id), DANGER)
    return Screen(_head(it, reader), keyboard([*changes, [back(LIST), revoke]]))


def ask_revoke(it: Member, reader: Reader) -> Screen:
    tap = TeamTap(do=TeamDo.REVOKE, value=it.id, seen=it.role)
    row = [back(TeamTap(do=TeamDo.OPEN, value=it.id)), button(_("Yes, revoke"), tap, DANGER)]
    question = f"<b>{_('Take all of that away from them?')}</b>"
    return Screen(lines(_head(it, reader), question), keyboard([row]))


def welcome(it: Newcomer) -> Screen:
    """To a newcomer: what they are and what they have."""
    hello = _("Welcome, {name}. You are now: {role}.")
    commands = "\n".join(
        f"/{command.command} — {command.description}" for command in staff_commands(it.role)
    )
    return Screen(
        lines(hello.format(name=escape(it.name), role=f"<b>{title(it.role)}</b>"), commands)
    )


def has_joined(it: Newcomer) -> str:
    """To who invited them; HTML."""
    return _("{name} has joined as {role}.").format(name=escape(it.name), role=title(it.role))


def changed(name: str, role: Role) -> str:
    """A note after a change; HTML."""
    if role is Role.PATIENT:
        return _("{name} is not staff any more.").format(name=escape(name or _("They")))
    return _("{name} is now {role}.").format(name=escape(name or _("They")), role=title(role))


def your_role(role: Role) -> str:
    """To whose role was changed; HTML."""
    if role is Role.PATIENT:
        return _("You are not staff here any more. Booking works as for everybody.")
    return _("You are now: {role}.").format(role=f"<b>{title(role)}</b>")


def title(role: Role) -> str:
    return translated(TITLES[role])


def _head(it: Member, reader: Reader) -> str:
    since = ""
    if it.since is not None:
        when = reader.short(it.since)
        since = _("Here since {when}.").format(when=when)
    return lines(f"<b>{_person(it)}</b>", since)


def _person(it: Member) -> str:
    who = escape(it.name) or (_("You") if it.is_me else f"<code>{it.id}</code>")
    how = f" ({_('set in ADMIN_IDS')})" if it.by_settings else ""
    return f"{who}, {title(it.role)}{how}"


def _short(it: Member) -> str:
    return f"{it.name or it.id}, {title(it.role)}"
