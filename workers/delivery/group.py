"""Messages to groups and channels: the author's rights are looked at again before each one."""

from dataclasses import replace
from datetime import timedelta

import structlog

from db.messages import chat
from domain.messages.chat import may_schedule_there
from domain.messages.delivery import Cause, Claimed, Fault
from domain.refusals import NotFound, Refusal
from infra.telegram import FAILURES, classify
from screens.messages.content import Call
from workers.deps import Deps

log = structlog.get_logger(__name__)


def is_group(claimed: Claimed) -> bool:
    """Whether it goes to a group or channel: those have ids below zero."""
    return claimed.recipient.startswith("-")


async def may_go(deps: Deps, claimed: Claimed) -> Fault | None:
    """Why it must not go there any more; None if it may. Nothing has been sent by a fault here."""
    chat_id = int(claimed.recipient)
    try:
        found = await deps.rights.look(chat_id, claimed.author_id)
    except FAILURES as error:
        fault = classify(error)
        is_flood = fault.cause is Cause.FLOODED
        return fault if is_flood else replace(fault, cause=Cause.NOT_REACHED, wait=timedelta())
    if found is None:
        return None  # the wire's own refusal says why: removed, moved, or gone
    try:
        may_schedule_there(found)
    except NotFound:
        return Fault(Cause.NO_RIGHTS, "the author or the bot is not there any more")
    except Refusal as refused:
        return Fault(Cause.NO_RIGHTS, refused.code)
    return None


async def follow(deps: Deps, call: Call, new: int) -> Call:
    """The same call to the supergroup that a group has become; written down for what waits."""
    method, fields = call
    old = int(fields["chat_id"])
    async with deps.database.begin() as uow:
        await chat.migrate(uow, old, new)
    log.info("group_followed", old=old, new=new)
    return method, {**fields, "chat_id": new}
