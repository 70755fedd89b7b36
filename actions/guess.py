"""Whatever a secret opens: wrong ones are counted, and managers hear of who guesses."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from actions import audit
from db.account import guess as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.audit import Entry, Facts
from domain.guess import EVERYBODY, SEVERAL, Attempt, Guessed, Watch, is_wrong
from domain.messages.schedule import whole_second
from domain.refusals import InviteInvalid

R = TypeVar("R")
SOON = timedelta(seconds=1)


async def attempt(
    uow: Uow,
    action: Callable[[Uow], Awaitable[R]],
    actor: Actor,
    what: Guessed,
    *,
    watch: Watch,
    now: datetime,
) -> Attempt[R | InviteInvalid]:
    """Do it. InviteInvalid is returned, as the guess is to be kept; raises what it raises else."""
    result: R | InviteInvalid
    try:
        result = await action(uow)
    except InviteInvalid as refused:
        result = refused
    if not is_wrong(result):
        return Attempt(result)
    is_told = bool(watch.guesses) and await _count(uow, actor, what, watch=watch, now=now)
    return Attempt(result, is_wrong=True, is_told=is_told)


async def _count(uow: Uow, actor: Actor, what: Guessed, *, watch: Watch, now: datetime) -> bool:
    """Whether managers are told. What an account is told of does not count for all together."""
    guesses = await rows.count(uow, actor.id, now)
    if guesses >= watch.guesses:
        return await _tell(uow, actor, actor.id, what, guesses=guesses, watch=watch, now=now)
    together = await rows.count(uow, EVERYBODY, now)
    if together < watch.guesses * SEVERAL:
        return False
    return await _tell(uow, actor, EVERYBODY, what, guesses=together, watch=watch, now=now)


async def _tell(
    uow: Uow,
    actor: Actor,
    account_id: int,
    what: Guessed,
    *,
    guesses: int,
    watch: Watch,
    now: datetime,
) -> bool:
    """Once an hour for an account, and for all of them together."""
    if not await rows.may_tell(uow, account_id, now):
        return False
    due = whole_second(now) + SOON
    facts: Facts = {"what": str(what), "guesses": guesses}
    of = account_id or None
    await audit.note(uow, Entry(now, actor.id, "secret_guessed", "account", of, after=facts))
    await rows.tell_managers(uow, {"account": account_id, **facts}, watch.owners, now=now, due=due)
    uow.ring_at(due)
    return True
