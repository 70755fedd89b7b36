"""Somebody says when they do not want to be woken; their reminders follow. Safe to run twice."""

from dataclasses import replace
from datetime import datetime

from db.account import quiet as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.account.quiet import Quiet, may_be_quiet
from domain.booking.reminding import instant


async def keep(uow: Uow, actor: Actor, quiet: Quiet, now: datetime) -> Quiet:
    """From now on, in the actor's own zone. Raises QuietHoursInvalid."""
    may_be_quiet(quiet.begins, quiet.ends)
    kept = replace(quiet, zone=actor.zone if actor.zone_known else "")
    await follow(uow, actor.id, kept, now)
    await rows.keep(uow, actor.id, kept)
    return kept


async def follow(uow: Uow, account_id: int, quiet: Quiet, now: datetime) -> None:
    """Reminders that wait are planned for when these quiet hours let them; at one instant once.

    Before the account's row is locked.
    """
    found = sorted(await rows.waiting(uow, account_id, now), key=lambda one: -one.hours)
    planned = [
        (one, instant(one.starts_at.replace(microsecond=0), one.hours, quiet, one.zone, now=now))
        for one in found
    ]
    kept = {(one.booking_id, at): one.id for one, at in planned}.values()
    moved = [(one.id, at) for one, at in planned if at != one.at and one.id in kept and at > now]
    if moved:
        await rows.put(uow, moved)
    if len(kept) < len(planned):
        await rows.withdraw(uow, {one.id for one, _ in planned} - {*kept})
    for _, at in moved:
        uow.ring_at(at)
