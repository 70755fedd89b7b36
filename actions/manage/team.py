"""Who works here: inviting, joining, changing, revoking. For owners, but for joining."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from actions import audit
from db.manage import team as rows
from db.uow import Uow
from domain.account.actor import Actor, Role, only_owner
from domain.audit import Entry, Facts
from domain.manage.team import VALID_FOR, Invite, Joined, Member, Team, hashed, is_below, named
from domain.refusals import AlreadyStaff, Changed, InviteInvalid, NotFound


@dataclass(frozen=True, slots=True)
class Change:
    """Another role for one of the staff. seen: the role that was shown; role: PATIENT revokes."""

    account_id: int
    seen: Role
    role: Role


async def team(uow: Uow, actor: Actor, owners: Collection[int], now: datetime) -> Team:
    """Everybody, and who is invited. owners: ids by ADMIN_IDS. Raises NotFound."""
    only_owner(actor)
    people = await uow.all(rows.members(owners))
    waiting = await uow.all(rows.open_invites(now))
    return Team(
        tuple(_member(row, owners, actor) for row in people), tuple(map(rows.invite_of, waiting))
    )


async def everybody(uow: Uow) -> dict[int, Role]:
    """The roles of all staff by their rows; for the process itself, not for a person."""
    return {row.id: Role(row.role) for row in await uow.all(rows.members(()))}


async def invite(
    uow: Uow, actor: Actor, whom: tuple[Role, str], token: str, now: datetime
) -> Invite:
    """Let somebody in who brings this token. whom: role and name. Raises NotFound, NameInvalid."""
    only_owner(actor)
    role, name = whom
    if role is Role.PATIENT:
        raise NotFound
    made = Invite(0, named(name), role, now + VALID_FOR)
    row = await uow.first(rows.insert_invite(made, hashed(token), actor.id, now))
    if row is None:
        raise NotFound
    await _note(uow, actor, ("invite_made", "invite", row.id), (None, {"role": str(role)}), now)
    return replace(made, id=row.id)


async def withdraw(uow: Uow, actor: Actor, invite_id: int, now: datetime) -> None:
    """Its link works no more. Raises NotFound, also if it had been used."""
    only_owner(actor)
    gone = await uow.first(rows.withdraw_invite(invite_id, now))
    if gone is None:
        raise NotFound
    await _note(uow, actor, ("invite_withdrawn", "invite", invite_id), (None, None), now)


async def join(uow: Uow, actor: Actor, token: str, now: datetime) -> Joined:
    """Take an invitation; of two people who bring the same token one is let in.

    Raises InviteInvalid, and AlreadyStaff for who may as much already: their link still works.
    """
    found = await uow.first(rows.invite_by_token(hashed(token), now))
    if found is None:
        raise InviteInvalid
    role = Role(found.role)
    if not is_below(actor.role, role):
        raise AlreadyStaff
    used = await uow.first(rows.use_invite(hashed(token), actor.id, now))
    if used is None:
        raise InviteInvalid
    await uow.run(rows.hire(actor.id, role, used.name, now))
    change: tuple[Facts, Facts] = ({"role": str(actor.role)}, {"role": str(role)})
    await _note(uow, actor, ("staff_joined", "staff", actor.id), change, now)
    return Joined(used.name, role, used.made_by)


async def find(uow: Uow, actor: Actor, account_id: int, owners: Collection[int]) -> Member:
    """One of the staff. Raises NotFound."""
    only_owner(actor)
    row = await uow.first(rows.member(account_id))
    if row is None:
        raise NotFound
    return _member(row, owners, actor)


async def change(
    uow: Uow, actor: Actor, wanted: Change, owners: Collection[int], now: datetime
) -> None:
    """Another role; who stops being an owner takes their open invitations along.

    Nobody changes themselves, and of two owners who revoke each other one stays. owners: ids by
    ADMIN_IDS. Raises NotFound, Changed if it is another role by now.
    """
    only_owner(actor)
    account_id, seen, role = wanted.account_id, wanted.seen, wanted.role
    if account_id == actor.id or seen is Role.PATIENT:
        raise NotFound
    now_is = {row.id: row.role for row in await uow.all(rows.lock_roles((actor.id, account_id)))}
    if actor.id not in owners and now_is.get(actor.id) != Role.OWNER:
        raise NotFound
    if await uow.first(rows.change_role(account_id, seen, role)) is None:
        raise Changed
    if seen is Role.OWNER:
        await uow.run(rows.withdraw_invites_of(account_id, now))
    action = "staff_revoked" if role is Role.PATIENT else "staff_changed"
    before: Facts = {"role": str(seen)}
    await _note(uow, actor, (action, "staff", account_id), (before, {"role": str(role)}), now)


def _member(row: Row[Any], owners: Collection[int], actor: Actor) -> Member:
    is_owner = row.id in owners
    role = Role.OWNER if is_owner else Role(row.role)
    is_me = row.id == actor.id
    return Member(row.id, row.staff_name or "", role, row.staff_since, is_owner, is_me)


async def _note(
    uow: Uow,
    actor: Actor,
    act: tuple[str, str, int],
    change: tuple[Facts | None, Facts | None],
    now: datetime,
) -> None:
    await audit.note(uow, Entry(now, actor.id, *act, *change))
