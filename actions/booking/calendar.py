"""A person's visits as a calendar that any program can subscribe to, by an address of their own."""

from datetime import datetime

from db.account import account as accounts
from db.account import calendar_feed as rows
from db.booking import booking as booking_rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.account.calendar_feed import MOST, PAST, CalendarFeed, account_in, opens
from domain.booking.booking import BookingView
from domain.keys import Keys
from domain.refusals import NotFound


async def find(uow: Uow, actor: Actor) -> CalendarFeed:
    """The actor's."""
    return await rows.find(uow, actor.id)


async def open_anew(uow: Uow, actor: Actor) -> CalendarFeed:
    """Another address; the one before shows nothing any more."""
    return await rows.open_anew(uow, actor.id)


async def close(uow: Uow, actor: Actor) -> None:
    """No address shows anything any more."""
    await rows.close(uow, actor.id)


async def visits(uow: Uow, token: str, keys: Keys, now: datetime) -> tuple[list[BookingView], str]:
    """What is to come, and what was in the last 30 days; and the language of whose it is.

    Raises NotFound for any other token.
    """
    account_id = account_in(token)
    if account_id is None or account_id >= 2**63:
        raise NotFound
    if not opens(token, await rows.find(uow, account_id), keys):
        raise NotFound
    found, _total = await booking_rows.bookings_of(uow, account_id, now, offset=0, limit=MOST)
    locales = await accounts.locales(uow, [account_id])
    return [one for one in found if one.ends_at > now - PAST], locales.get(account_id, "")
