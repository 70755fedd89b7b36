"""The first run: from an empty house to one that can be booked, step by step.

Whatever is done here is done by the actions of /labs, /slots, /tests and /team, or stands beside
them; where somebody is follows from what there is.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from actions import audit
from actions.booking.slot import lab_for
from actions.manage import catalogue, team
from db.booking import catalogue as catalogue_rows
from db.manage import catalogue as rows
from db.uow import Uow
from domain.account.actor import Actor, only_owner
from domain.audit import Entry, Facts
from domain.booking.lab import Lab
from domain.manage.catalogue import Field, FieldChange, Revision, value_of
from domain.manage.setup import (
    House,
    Offered,
    currency_in,
    languages_in,
    main_language,
    prices_of,
)
from domain.manage.standard import standard_tests
from domain.refusals import Changed, NotFound


async def house(uow: Uow, actor: Actor, owners: Collection[int], now: datetime) -> House:
    """What there is. owners: ids by ADMIN_IDS. Raises NotFound for all but owners."""
    only_owner(actor)
    lab = await catalogue_rows.lab_for(uow, actor.id)
    people = await team.team(uow, actor, owners, now)
    others = [one for one in people.members if not one.is_me]
    return House(
        lab,
        has_times=lab is not None and await rows.has_times(uow, lab.id),
        tests=len(await catalogue_rows.tests_offered(uow)),
        team=len(others) + len(people.invites),
    )


async def offered_codes(uow: Uow, actor: Actor) -> tuple[Lab, frozenset[str]]:
    """The lab, and what it offers. Raises NotFound, NothingSetUp."""
    only_owner(actor)
    lab = await lab_for(uow, actor)
    return lab, frozenset(test.code for test in await catalogue_rows.tests_offered(uow))


async def open_lab(uow: Uow, actor: Actor, name: str, now: datetime) -> int:
    """The first lab, by its name alone; its id. Where it is can be said later.

    Raises NotFound, EntryInvalid, and Changed if somebody else has opened it.
    """
    only_owner(actor)
    named = str(value_of(Field.NAME, name))
    await rows.lock_first_lab(uow)
    if await catalogue_rows.first_lab(uow) is not None:
        raise Changed
    values = {"name": named, "address": "", "zone": actor.zone, "currency": currency_in(actor.zone)}
    lab = await catalogue_rows.add_lab(uow, values)
    facts: Facts = {"name": lab.name}
    await audit.note(uow, Entry(now, actor.id, "lab_added", "lab", lab.id, after=facts))
    return lab.id


async def change_lab(uow: Uow, actor: Actor, edit: FieldChange, now: datetime) -> None:
    """As /labs does; with another zone the currency of its country is proposed.

    Raises as catalogue.change_lab.
    """
    only_owner(actor)
    await catalogue.change_lab(uow, actor, edit, now)
    if edit.field is Field.ZONE:
        await _propose_currency(uow, actor, edit.revision.id, now)


async def place(
    uow: Uow,
    actor: Actor,
    seen: Revision,
    *,
    latitude: float,
    longitude: float,
    zone: str | None,
    now: datetime,
) -> None:
    """Where it is on the map; its clock follows while no times are made. zone: of that place.

    Raises NotFound, Changed.
    """
    only_owner(actor)
    await catalogue.set_pin(uow, actor, seen, latitude=latitude, longitude=longitude, now=now)
    lab = await catalogue.lab(uow, actor, seen.id)
    if zone and zone != lab.zone and not lab.languages and not await rows.has_times(uow, lab.id):
        edit = FieldChange(Revision(lab.id, lab.version), Field.ZONE, zone)
        await change_lab(uow, actor, edit, now)


async def confirm(uow: Uow, actor: Actor, seen: Revision, now: datetime) -> None:
    """Clock and currency are right, and these are the languages. Raises NotFound, Changed."""
    only_owner(actor)
    lab = await catalogue.lab(uow, actor, seen.id)
    spoken = lab.languages or languages_in(lab.zone, actor.locale)
    await catalogue.change_lab(uow, actor, FieldChange(seen, Field.LANGUAGES, spoken), now)


async def offer(
    uow: Uow, actor: Actor, codes: Sequence[str], line: str, *, now: datetime
) -> Offered:
    """Offer those of the standard tests that the line has a price for.

    Raises NotFound, EntryInvalid, PriceInvalid, OtherCurrency.
    """
    only_owner(actor)
    if not codes:
        raise NotFound
    lab, known = await lab_for(uow, actor), standard_tests()
    prices = prices_of(line, codes, lab.currency)
    values = [
        known[code].offered(prices[code], lab.currency, main_language(lab))
        for code in codes
        if code in prices
    ]
    added = await rows.offer_tests(uow, values)
    for test_id in added:
        await audit.note(uow, Entry(now, actor.id, "test_added", "test", test_id))
    return Offered(len(added), tuple(code for code in codes if code not in prices))


async def _propose_currency(uow: Uow, actor: Actor, lab_id: int, now: datetime) -> None:
    """As long as nobody has said that it is right."""
    lab = await catalogue.lab(uow, actor, lab_id)
    usual = currency_in(lab.zone)
    if not lab.languages and usual != lab.currency:
        edit = FieldChange(Revision(lab.id, lab.version), Field.CURRENCY, usual)
        await catalogue.change_lab(uow, actor, edit, now)
