"""Arriving at the door, choosing a time zone and a language, going out of reach."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from db.account import account as accounts
from db.direct import Statements
from db.messages import series
from db.uow import Uow
from domain.account.actor import Account, Actor, Role
from domain.messages.delivery import Cause
from domain.refusals import UnknownZone
from domain.time.zones import is_zone

LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the operator decided: the zone of who chose none, and whose accounts are owners."""

    zone: str
    owners: Collection[int]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the door. locale: IETF tag, empty = not said. is_reachable: False = just left."""

    id: int
    locale: str
    is_reachable: bool = True


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a visitor. `is_current`: nothing about the account needs to be written.

    results: what came of this update when it came before (actions.journal).
    """

    actor: Actor
    results: Sequence[bytes]
    is_current: bool


async def meet(on: Statements, defaults: Defaults, visitor: Visitor, update_id: int) -> Arrival:
    """Who is asking, and what has this update done before? One statement."""
    known, results = await accounts.meet(on, visitor.id, update_id)
    locale = visitor.locale or LOCALE
    if known is not None and (known.locale_chosen or not visitor.locale):
        locale = known.locale
    is_current = (
        known is not None and known.locale == locale and known.is_reachable == visitor.is_reachable
    )
    if known is None and results:  # the update has forgotten them, and comes again
        is_current = True
    account = known or Account(None, locale, Role.PATIENT, visitor.is_reachable)
    actor = replace(actor_of(visitor.id, account, defaults), locale=locale)
    return Arrival(actor, results, is_current)


def actor_of(account_id: int, account: Account, defaults: Defaults) -> Actor:
    """An account as rules see it."""
    return Actor(
        id=account_id,
        role=Role.OWNER if account_id in defaults.owners else account.role,
        zone=account.zone or defaults.zone,
        zone_known=account.zone is not None,
        locale=account.locale,
        locale_chosen=account.locale_chosen,
        quiet=account.quiet,
        agreed=account.agreed,
    )


async def arrive(on: Statements, visitor: Visitor, arrival: Arrival) -> None:
    """Keep what is new about a visitor: the account itself, the language, being reachable."""
    await accounts.keep(on, visitor.id, arrival.actor.locale, visitor.is_reachable)
    if not visitor.is_reachable:
        await series.halt_of(on, [visitor.id], Cause.BLOCKED)


async def set_zone(uow: Uow, actor: Actor, zone: str) -> Actor:
    """The actor with the zone that is now theirs. Raises UnknownZone for what is no IANA name."""
    if not is_zone(zone):
        raise UnknownZone(zone)
    await accounts.set_zone(uow, actor.id, zone)
    return replace(actor, zone=zone, zone_known=True)


async def set_language(uow: Uow, actor: Actor, language: str) -> None:
    """What the actor is spoken to in from now on. language: IETF tag."""
    await accounts.set_locale(uow, actor.id, language)


async def languages(uow: Uow, ids: Collection[int]) -> dict[int, str]:
    """What these accounts are spoken to in."""
    return await accounts.locales(uow, ids)


async def mark_unreachable(uow: Uow, account_id: int) -> None:
    """The person has blocked the bot or is gone; any update of theirs makes them reachable."""
    await accounts.set_reachable(uow, account_id, is_reachable=False)
    await series.halt_of(uow, [account_id], Cause.BLOCKED)
