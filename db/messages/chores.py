"""Whether there is anything to do beside sending; one cheap statement, for it is asked for ever."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text

from db.base import Instant
from db.uow import Uow

# Each is answered by a partial index that is empty on most days.
_DUE = text("""
    SELECT EXISTS (SELECT FROM undos WHERE state = 'open' AND until <= :now) AS undos,
           EXISTS (SELECT FROM broadcasts WHERE NOT is_told) AS broadcasts,
           EXISTS (SELECT FROM closures WHERE status = 'open') AS closures
""").bindparams(bindparam("now", type_=Instant))


@dataclass(frozen=True, slots=True)
class Due:
    """What there is to look at."""

    undos: bool
    broadcasts: bool
    closures: bool


async def due(uow: Uow, now: datetime) -> Due:
    """What there is to look at now."""
    row = await uow.first(_DUE, {"now": now})
    if row is None:
        return Due(undos=False, broadcasts=False, closures=False)
    return Due(row.undos, row.broadcasts, row.closures)
