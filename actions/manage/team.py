"""Who works here: inviting, joining, changing, revoking. For owners, but for joining."""

from collections.abc import Collection
from datetime import datetime

from actions import audit
from actions.found import existing
from db.account import api_key, web_session
from db.manage import team as rows
from db.uow import Uow
from domain.account.actor import Actor, Role, only_owner
from domain.audit import Entry, Facts
from domain.manage.team import (
    VALID_FOR,
    Invite,
    Member,
    Newcomer,
    RoleChange,
    Team,
    hashed,
    is_below,
    name_of,
)
from domain.refusals import AlreadyStaff, Changed, InviteInvalid, NotFound


async def team(uow: Uow, actor: Actor, owners: Collection[int], now: datetime) -> Team:
    """Everybody, and who is invited. owners: ids by ADMIN_IDS. Raises NotFound."""
    only_owner(actor)
    return Team(await rows.members(uow, owners, actor.id), await rows.open_invites(uow, now))


async def everybody(uow: Uow) -> dict[int, Role]:
    """The roles of all staff by their rows; for the process itself, not for a person."""
    return {member.id: member.role for member in await rows.members(uow)}


async def invite(
    uow: Uow, actor: Actor, role: Role, name: str, *, token: str, now: datetime
) -> Invite:
    """Let somebody in who brings this token. Raises NotFound, NameInvalid."""
    only_owner(actor)
    if role is Role.PATIENT:
        raise NotFound
    new = Invite(0, name_of(name), role, now + VALID_FOR)
    made = await rows.insert_invite(uow, new, hashed(token), made_by=actor.id, now=now)
    facts: Facts = {"role": str(role)}
    await audit.note(uow, Entry(now, actor.id, "invite_made", "invite", made.id, after=facts))
    return made


async def withdraw(uow: Uow, actor: Actor, invite_id: int, now: datetime) -> None:
    """Its link stops working. Raises NotFound, also if it had been used."""
    only_owner(actor)
    if not await rows.withdraw_invite(uow, invite_id, now):
        raise NotFound
    await audit.note(uow, Entry(now, actor.id, "invite_withdrawn", "invite", invite_id))


async def join(uow: Uow, actor: Actor, token: str, now: datetime) -> Newcomer:
    """Take an invitation; the first of two people with the same token is let in.

    Raises InviteInvalid, and AlreadyStaff for somebody with that role or a higher one: the link
    still works.
    """
    role = await rows.role_offered(uow, hashed(token), now)
    if role is None:
        raise InviteInvalid
    if not is_below(actor.role, role):
        raise AlreadyStaff
    await rows.lock_roles(uow, (actor.id,))
    newcomer = await rows.use_invite(uow, hashed(token), actor.id, now)
    if newcomer is None:
        raise InviteInvalid
    await rows.hire(uow, actor.id, newcomer, now)
    before, after = {"role": str(actor.role)}, {"role": str(role)}
    await audit.note(uow, Entry(now, actor.id, "staff_joined", "staff", actor.id, before, after))
    return newcomer


async def find(uow: Uow, actor: Actor, account_id: int, owners: Collection[int]) -> Member:
    """One of the staff. Raises NotFound."""
    only_owner(actor)
    return existing(await rows.find_member(uow, account_id, owners, actor.id))


async def change(
    uow: Uow, actor: Actor, wanted: RoleChange, owners: Collection[int], *, now: datetime
) -> Member:
    """Give another role; returns the member as before. Sessions of their browsers end, and of an
    owner open invitations and API keys.

    Nobody changes themselves, and when two owners revoke each other, one stays. owners: ids by
    ADMIN_IDS. Raises NotFound, Changed if it is another role by now.
    """
    member, account_id = await find(uow, actor, wanted.account_id, owners), wanted.account_id
    if account_id == actor.id or wanted.seen is Role.PATIENT:
        raise NotFound
    roles = await rows.lock_roles(uow, (actor.id, account_id))
    if actor.id not in owners and roles.get(actor.id) is not Role.OWNER:
        raise NotFound
    if not await rows.change_role(uow, wanted):
        raise Changed
    if wanted.seen is Role.OWNER:
        await rows.withdraw_invites_of(uow, account_id, now)
        await api_key.end_keys_of(uow, account_id, now)
    await web_session.end_sessions_of(uow, account_id, now)
    action = "staff_revoked" if wanted.role is Role.PATIENT else "staff_changed"
    before, after = {"role": str(wanted.seen)}, {"role": str(wanted.role)}
    await audit.note(uow, Entry(now, actor.id, action, "staff", account_id, before, after))
    return member
