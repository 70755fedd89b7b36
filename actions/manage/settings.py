"""Numbers of the house that managers set: how much one account may have."""

from dataclasses import replace
from datetime import datetime

from actions import audit, undo
from db.account.personal import retire as retiring
from db.manage import settings as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry
from domain.caps import MONTHS, MOST, TRIED, Caps, Setting, SettingChange, SettingState
from domain.refusals import Changed, NumberInvalid
from domain.undo import ONE, Undo

CHANGED = "setting_changed"


async def look(
    uow: Uow, actor: Actor, usual: Caps, now: datetime | None = None
) -> tuple[SettingState, ...]:
    """All of them. usual: by the environment. now: if it is to be said what is old by then.

    Raises NotFound.
    """
    only_manager(actor)
    chosen = await rows.chosen(uow)
    numbers = usual.numbers
    found = tuple(SettingState(one, numbers[one], chosen.get(one)) for one in Setting)
    if now is None:
        return found
    tried = sorted({*TRIED, chosen.get(Setting.KEEP_MONTHS) or TRIED[0]})
    aged = tuple([await retiring.aged(uow, min(one, MONTHS), now) for one in tried])
    return tuple(
        replace(one, aged=aged) if one.setting is Setting.KEEP_MONTHS else one for one in found
    )


async def change(uow: Uow, actor: Actor, wanted: SettingChange, now: datetime) -> Undo:
    """Set one, for everybody and from now on. Raises NotFound, NumberInvalid, Changed."""
    only_manager(actor)
    most = MONTHS if wanted.setting is Setting.KEEP_MONTHS else MOST
    if wanted.chosen is not None and not 0 <= wanted.chosen <= most:
        raise NumberInvalid(most)
    number = await rows.change(uow, wanted)
    if number is None:
        raise Changed
    name = str(wanted.setting)
    before, after = {name: wanted.seen}, {name: wanted.chosen}
    await audit.note(uow, Entry(now, actor.id, CHANGED, "setting", number, before, after))
    facts = {"name": name, "before": wanted.seen, "after": wanted.chosen}
    return await undo.begin(uow, actor, CHANGED, number, facts=facts, span=ONE, now=now)


async def put_back(uow: Uow, _actor: Actor, taken: Undo, _now: datetime) -> None:
    """Undo a change. Raises Changed if it has been changed since."""
    was = taken.facts
    back = SettingChange(Setting(was["name"]), chosen=was["before"], seen=was["after"])
    if await rows.change(uow, back) is None:
        raise Changed
