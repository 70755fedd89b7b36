"""Where each open conversation is: the question and ids, never what a person has typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, delete, select

from db.base import Instant, metadata
from db.uow import Uow, filled

bookmarks = Table(
    "bookmarks",
    metadata,
    Column(
        "account_id",
        BigInteger,
        ForeignKey("accounts.id", name="bookmark_of_an_account"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("place", Text, nullable=False),
    Column("at", Instant, nullable=False),
    prefixes=["UNLOGGED"],
)

_KEEP = """
WITH over AS (DELETE FROM bookmarks WHERE account_id = ANY($1::bigint[]))
INSERT INTO bookmarks (account_id, place, at)
SELECT new.account_id, new.place, new.at
  FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) AS new (account_id, place, at)
  JOIN accounts ON accounts.id = new.account_id
ON CONFLICT (account_id) DO UPDATE SET place = excluded.place, at = excluded.at
RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation's question with what is known there, as text; and when it was asked."""

    place: str
    at: datetime


async def keep(uow: Uow, places: Mapping[int, Place | None]) -> None:
    """By account; None: nothing is open there."""
    open_now = {account: place for account, place in places.items() if place is not None}
    await uow.at_once(
        _KEEP,
        [account for account in places if account not in open_now],
        list(open_now),
        [place.place for place in open_now.values()],
        [place.at for place in open_now.values()],
    )


async def since(uow: Uow, at: datetime) -> dict[int, Place]:
    """Where conversations are that went on after an instant, by account; others are dropped."""
    await uow.run(delete(bookmarks).where(bookmarks.c.at < at))
    return {row.account_id: filled(Place, row) for row in await uow.all(select(bookmarks))}
