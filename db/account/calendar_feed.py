"""Which calendars are open: a number for each account, from which the address is derived."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Table,
    case,
    cast,
    false,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import metadata
from db.uow import Uow
from domain.account.calendar_feed import CalendarFeed

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column(
        "account_id", ForeignKey("accounts.id", name="calendar_of_an_account"), primary_key=True
    ),
    Column("number", Integer, nullable=False),
    Column("closed", Boolean, nullable=False, server_default=false()),
)
LOTS = 1_000_000_000
_NUMBER = case((calendar_feeds.c.closed, 0), else_=calendar_feeds.c.number)


async def find(uow: Uow, account_id: int) -> CalendarFeed:
    """An account's; 0 for none."""
    number = select(_NUMBER).where(calendar_feeds.c.account_id == account_id)
    return CalendarFeed(account_id, await uow.number(number) or 0)


async def open_anew(uow: Uow, account_id: int) -> CalendarFeed:
    """Another address, which ends the one before.

    The first number is drawn by lot: who was forgotten and comes again has no earlier address.
    """
    drawn = cast(1 + func.floor(func.random() * LOTS), Integer)
    first = insert(calendar_feeds).values(account_id=account_id, number=drawn)
    more = {"number": calendar_feeds.c.number + 1, "closed": False}
    anew = first.on_conflict_do_update(index_elements=[calendar_feeds.c.account_id], set_=more)
    number = await uow.number(anew.returning(calendar_feeds.c.number))
    return CalendarFeed(account_id, number or 0)


async def close(uow: Uow, account_id: int) -> None:
    """None is open any more."""
    is_it = calendar_feeds.c.account_id == account_id
    await uow.run(update(calendar_feeds).where(is_it).values(closed=True))
