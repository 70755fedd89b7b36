"""Quiet hours, looked at once more as a message is about to be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.account import quiet as rows
from db.booking.catalogue import first_lab
from db.uow import Database
from domain.account.quiet import Way
from domain.booking.booking import Visit
from domain.booking.reminding import is_early_enough
from domain.messages.content import OWN
from domain.messages.delivery import Cause, Claim
from domain.time.zones import Stretch
from screens.messages.content import Call

Drawn = tuple[Call, ...]
"""The calls that send it, in order."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """It goes at another instant. why: it waits for something else, too."""

    until: datetime
    why: Cause | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """The quiet hours that somebody is in."""

    hours: Stretch
    way: Way

    def heed(
        self, item: Claim, what: Drawn | Cause | PutOff, visits: Mapping[int, Visit]
    ) -> Drawn | Cause | PutOff:
        """What becomes of a message. What they planned themselves comes when they said.

        What the lab plans waits until these hours are over, if it is of use then. The rest tells
        of what has just happened: it comes at once, without a sound.
        """
        kind = item.content.get("kind")
        if not isinstance(what, tuple) or (kind in OWN and self.way is Way.DELAY):
            return what
        is_question = "asks" in item.content  # of fasting: of use on its morning alone
        if self.way is Way.DELAY and kind in {"reminder", "broadcast"} and not is_question:
            visit = visits.get(item.booking_id or 0)
            end, hours = self.hours.end, int(item.content.get("hours", 0))
            if visit is None or is_early_enough(end, visit.starts_at, hours):
                return PutOff(end)
        return tuple((name, fields | {"disable_notification": True}) for name, fields in what)


async def asleep(database: Database, batch: Sequence[Claim], now: datetime) -> dict[int, Night]:
    """Messages that are due in the quiet hours of their recipients, by id.

    Whoever has chosen no zone is where the visit is, or the lab.
    """
    ids = {number for item in batch if (number := _id_of(item)) is not None}
    if not ids:
        return {}
    async with database.read() as uow:
        found = await rows.of_each(uow, ids)
        quiet = [(it, found[int(it.recipient)]) for it in batch if _id_of(it) in found]
        is_lost = any(not (hours.zone or it.zone) for it, hours in quiet)
        lab = await first_lab(uow) if is_lost else None
    nights = {}
    for item, hours in quiet:
        zone = item.zone or (lab.zone if lab else "UTC")
        if night := hours.night_at(max(now, item.fire_at), zone):
            nights[item.id] = Night(night, hours.way)
    return nights


def _id_of(item: Claim) -> int | None:
    return int(item.recipient) if item.recipient.isdecimal() else None
