"""E-mail addresses: prove one by a code mailed to it, list, remove, stop.

A mail with a code is a row like any message, so the worker sends it and nothing waits for the
mail server in chat.
"""

from dataclasses import dataclass
from datetime import datetime

from actions.found import existing
from db.account import email as rows
from db.messages.schedule import insert_message
from db.uow import Uow
from domain.account.actor import Actor
from domain.account.email import (
    CODE_LIVES,
    CODE_TRIES,
    CODES_PER_HOUR,
    HOUR,
    Address,
    CodeCheck,
    CodeDemand,
    CodeVerdict,
    code_hash,
    code_of,
    lives_until,
    mailbox,
    parse_address,
)
from domain.account.limits import LIMITS, Limits
from domain.keys import Keys
from domain.messages.content import Channel, Code, to_json
from domain.messages.schedule import whole_second
from domain.refusals import AddressUnsubscribed, NotFound, TooManyAddresses, TooManyCodes


@dataclass(frozen=True, slots=True)
class Mint:
    """What a code is made from. seed: the id of this wish, for one code. keys: the processes'."""

    seed: str
    keys: Keys


async def ask_code(
    uow: Uow, actor: Actor, text: str, mint: Mint, *, now: datetime, limits: Limits = LIMITS
) -> Address:
    """Have a code mailed to a typed address; none to one that is confirmed already.

    The same seed again mails nothing more. Raises AddressInvalid, AddressUnsubscribed,
    TooManyAddresses, TooManyCodes.
    """
    address = parse_address(text)
    known = await rows.find_by_address(uow, actor.id, address)
    if known is not None and known.is_confirmed:
        return known
    demand = await rows.code_demand(uow, actor.id, mailbox(address), now - HOUR)
    _may_have(demand, limits)
    if not await _stage(uow, actor, address, mint, demand=demand, now=now):
        if known is None:
            raise NotFound  # removed since this wish
        return known
    await rows.note_code(uow, actor.id, mailbox(address), now, since=now - HOUR)
    key = mint.keys.present
    hashed = code_hash(address, code_of(mint.seed, key), key)
    values = {"account_id": actor.id, "address": address, "mailbox": mailbox(address)}
    return await rows.keep_code(uow, values | {"code_hash": hashed, "now": now})


async def ask_code_again(
    uow: Uow,
    actor: Actor,
    address_id: int,
    mint: Mint,
    *,
    now: datetime,
    limits: Limits = LIMITS,
) -> Address:
    """Another code for an address; the one before is void. Raises NotFound, and as ask_code."""
    found = await find(uow, actor, address_id)
    return await ask_code(uow, actor, found.address, mint, now=now, limits=limits)


async def check_code(
    uow: Uow, actor: Actor, address_id: int, code: str, *, mint: Mint, now: datetime
) -> CodeCheck:
    """Whether the code is the one that was mailed; five tries, 15 minutes. Raises NotFound.

    A wrong code is an answer and no refusal, for the try must be committed. Of `mint` only the
    keys count.
    """
    found = await find(uow, actor, address_id)
    if found.is_confirmed:
        return CodeCheck(CodeVerdict.CONFIRMED)
    tried = await rows.try_code(
        uow,
        {
            "id": address_id,
            "account_id": actor.id,
            "hashes": [code_hash(found.address, code, key) for key in mint.keys.all],
            "now": now,
            "since": now - CODE_LIVES,
            "most": CODE_TRIES,
        },
    )
    if tried is None:
        is_spent = await rows.is_code_spent(uow, actor.id, address_id, CODE_TRIES)
        return CodeCheck(CodeVerdict.SPENT if is_spent else CodeVerdict.EXPIRED)
    if tried.is_right:
        return CodeCheck(CodeVerdict.CONFIRMED)
    left = CODE_TRIES - tried.tries
    return CodeCheck(CodeVerdict.WRONG if left else CodeVerdict.SPENT, left)


async def find(uow: Uow, actor: Actor, address_id: int) -> Address:
    """One of this account's addresses. Raises NotFound."""
    return existing(await rows.find(uow, actor.id, address_id))


async def own(uow: Uow, actor: Actor) -> tuple[Address, ...]:
    """This account's addresses, the oldest first; those unsubscribed are left out."""
    return tuple(await rows.of_account(uow, actor.id))


async def confirmed(uow: Uow, actor: Actor) -> tuple[Address, ...]:
    """Those that messages can be sent to."""
    return tuple(found for found in await own(uow, actor) if found.is_confirmed)


async def remove(uow: Uow, actor: Actor, address_id: int) -> None:
    """Forget an address; what is planned for it will not be sent. Raises NotFound."""
    if not await rows.remove(uow, actor.id, address_id):
        raise NotFound


async def unsubscribe(uow: Uow, address_id: int, now: datetime) -> None:
    """Whoever reads mail there wants no more, from nobody. Raises NotFound."""
    if not await rows.unsubscribe(uow, address_id, now):
        raise NotFound


def _may_have(demand: CodeDemand, limits: Limits) -> None:
    if demand.is_unsubscribed:
        raise AddressUnsubscribed
    if limits.addresses and demand.others >= limits.addresses:
        raise TooManyAddresses(limits.addresses)


async def _stage(
    uow: Uow, actor: Actor, address: str, mint: Mint, *, demand: CodeDemand, now: datetime
) -> bool:
    """Stage the mail; False if this very wish was staged before."""
    at = whole_second(now)
    values = {
        "author_id": actor.id,
        "channel": Channel.EMAIL,
        "recipient": address,
        "content": to_json(Code(mint.seed)),
        "due_at": at,
        "fire_at": at,
        "stale_after": lives_until(now),
        "intent": f"code:{mint.seed}",
    }
    if await insert_message(uow, values) is None:
        return False
    if max(demand.of_account, demand.of_mailbox) >= CODES_PER_HOUR:
        raise TooManyCodes  # which undoes the mail, too
    uow.ring_at(at)
    return True
