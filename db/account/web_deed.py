"""What requests of programs and browsers have done, kept in the transaction that did it.

The same request again, by its intent, is answered from here and does nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, Table, Text, delete, select
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow, filled

web_deeds = Table(
    "web_deeds",
    metadata,
    Column("caller", Text, primary_key=True),  # such as key:5 or session:7
    Column("intent", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("result", LargeBinary, nullable=False),
    Index("deeds_by_time", "at"),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What came of a request. request_hash: of all that was asked for."""

    request_hash: str
    result: bytes


async def find(uow: Uow, caller: str, intent: str) -> Deed | None:
    is_it = (web_deeds.c.caller == caller, web_deeds.c.intent == intent)
    return await uow.find(lambda row: filled(Deed, row), select(web_deeds).where(*is_it))


async def record(uow: Uow, caller: str, intent: str, deed: Deed, *, at: datetime) -> bool:
    """Keep it; False if somebody else has: the transaction must not be committed then.

    Whoever is second waits here for the first to commit.
    """
    values = {"caller": caller, "intent": intent, "at": at}
    values |= {"request_hash": deed.request_hash, "result": deed.result}
    return await uow.run(insert(web_deeds).values(**values).on_conflict_do_nothing()) > 0


async def forget(uow: Uow, before: datetime) -> int:
    """Drop those from before an instant; how many."""
    return await uow.run(delete(web_deeds).where(web_deeds.c.at < before))
