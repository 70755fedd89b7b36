"""/team for owners: who works here, one of them, an invitation; and what a newcomer reads."""

from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton

from domain.account.actor import Role
from domain.manage.team import ROLES, Invite, Joined, Member, Team
from screens.account.commands import staff_commands
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.manage.callbacks import TeamDo, TeamTap
from screens.messages.compose import lines
from screens.messages.state import Reader
from screens.moment import short_moment
from screens.screen import Screen, Translate

TITLES: dict[Role, str] = {
    Role.OWNER: "owner",
    Role.MANAGER: "manager",
    Role.DESK: "desk",
    Role.COLLECTOR: "collector",
    Role.PATIENT: "patient",
}
MAY: dict[Role, str] = {
    Role.OWNER: "everything, and says who is staff",
    Role.MANAGER: "plans: times, closures, tests, broadcasts, numbers",
    Role.DESK: "runs the day: bookings, callers, reports",
    Role.COLLECTOR: "sees the day by initials, marks who came and what was taken",
}
LIST = TeamTap(do=TeamDo.LIST)


def team(it: Team, reader: Reader, note: str, t: Translate) -> Screen:
    """Everybody, a button each, and who is invited."""
    said = [f"• {_person(member, t)}" for member in it.members]
    waiting = [
        "✉️ "
        + t("{name}, {role}: invited until {when}").format(
            name=escape(one.name),
            role=title(one.role, t),
            when=short_moment(one.expires_at, reader.zone, reader.now, t),
        )
        for one in it.invites
    ]
    rows: list[Row] = [[button(t("Invite someone"), TeamTap(do=TeamDo.INVITE), PRIMARY)]]
    rows += [
        [button(_short(member, t), TeamTap(do=TeamDo.OPEN, value=member.id))]
        for member in it.members
        if not member.by_settings
    ]
    rows += [
        [
            button(
                t("Withdraw: {name}").format(name=one.name),
                TeamTap(do=TeamDo.WITHDRAW, value=one.id),
            )
        ]
        for one in it.invites
    ]
    shown = "\n".join([*said, *waiting])
    return Screen(lines(note, f"<b>{t('Your team')}</b>", shown), keyboard(rows))


def which_role(t: Translate) -> Screen:
    """Invite to what?"""
    said = "\n".join(f"• <b>{title(role, t)}</b>: {t(MAY[role])}" for role in ROLES)
    taps = [
        [button(title(role, t).capitalize(), TeamTap(do=TeamDo.NAME, role=role))] for role in ROLES
    ]
    return Screen(
        lines(f"<b>{t('What will they do?')}</b>", said), keyboard([*taps, [back(LIST, t)]])
    )


def which_name(role: Role, note: str, t: Translate) -> Screen:
    """What do colleagues call them?"""
    question = t("What is their name? Colleagues see it, patients do not.")
    return Screen(
        lines(note, t("Inviting: {role}").format(role=title(role, t)), f"<b>{question}</b>"),
        keyboard([[back(TeamTap(do=TeamDo.INVITE), t)]]),
    )


def invited(it: Invite, link: str, reader: Reader, t: Translate) -> Screen:
    """The link, once: nobody can look it up later."""
    until = short_moment(it.expires_at, reader.zone, reader.now, t)
    text = t("Send this link to {name}. It works once, until {when}.")
    copy = InlineKeyboardButton(text=t("Copy the link"), copy_text=CopyTextButton(text=link))
    withdraw = button(t("Withdraw"), TeamTap(do=TeamDo.WITHDRAW, value=it.id), DANGER)
    return Screen(
        lines(
            text.format(name=f"<b>{escape(it.name)}</b>", when=until),
            escape(link),
        ),
        keyboard([[copy], [back(LIST, t), withdraw]]),
    )


def person(it: Member, is_asked: bool, reader: Reader, t: Translate) -> Screen:
    """One of the staff. is_asked: whether revoking is asked about."""
    since = ""
    if it.since is not None:
        when = short_moment(it.since, reader.zone, reader.now, t)
        since = t("Here since {when}.").format(when=when)
    head = lines(f"<b>{_person(it, t)}</b>", since)
    if is_asked:
        tap = TeamTap(do=TeamDo.REVOKE, value=it.id, seen=it.role)
        yes = button(t("Yes, revoke"), tap, DANGER)
        ask = t("Take all of that away from them?")
        return Screen(
            lines(head, f"<b>{ask}</b>"),
            keyboard([[back(TeamTap(do=TeamDo.OPEN, value=it.id), t), yes]]),
        )
    changes = [
        [
            button(
                t("Make {role}").format(role=title(role, t)),
                TeamTap(do=TeamDo.CHANGE, value=it.id, role=role, seen=it.role),
            )
        ]
        for role in ROLES
        if role is not it.role
    ]
    revoke = button(t("Revoke …"), TeamTap(do=TeamDo.ASK, value=it.id), DANGER)
    return Screen(head, keyboard([*changes, [back(LIST, t), revoke]]))


def welcome(it: Joined, t: Translate) -> Screen:
    """To a newcomer: what they are and what they have."""
    hello = t("Welcome, {name}. You are now: {role}.")
    said = "\n".join(
        f"/{command.command} — {command.description}" for command in staff_commands(it.role, t)
    )
    return Screen(
        lines(hello.format(name=escape(it.name), role=f"<b>{title(it.role, t)}</b>"), said)
    )


def has_joined(it: Joined, t: Translate) -> str:
    """To who invited them; HTML."""
    return t("{name} has joined as {role}.").format(name=escape(it.name), role=title(it.role, t))


def changed(name: str, role: Role, t: Translate) -> str:
    """A note after a change; HTML."""
    if role is Role.PATIENT:
        return t("{name} is not staff any more.").format(name=escape(name or t("They")))
    return t("{name} is now {role}.").format(name=escape(name or t("They")), role=title(role, t))


def your_role(role: Role, t: Translate) -> str:
    """To whose role was changed; HTML."""
    if role is Role.PATIENT:
        return t("You are not staff here any more. Booking works as for everybody.")
    return t("You are now: {role}.").format(role=f"<b>{title(role, t)}</b>")


def withdrawn(t: Translate) -> str:
    """A note."""
    return t("That invitation does not work any more.")


def stale(t: Translate) -> str:
    """A note: somebody was faster."""
    return t("Somebody has changed that meanwhile; here is how it is now.")


def no_name(t: Translate) -> str:
    """A note."""
    return t("Please type a name of at most 40 characters.")


def title(role: Role, t: Translate) -> str:
    """A role in a word."""
    return t(TITLES[role])


def _person(it: Member, t: Translate) -> str:
    who = escape(it.name) or (t("You") if it.is_me else f"<code>{it.id}</code>")
    how = f" ({t('set in ADMIN_IDS')})" if it.by_settings else ""
    return f"{who}, {title(it.role, t)}{how}"


def _short(it: Member, t: Translate) -> str:
    return f"{it.name or it.id}, {title(it.role, t)}"
