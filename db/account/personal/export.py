"""All that is kept of a person, and what is planned for them."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, TextClause, bindparam, text

from db.account.personal.holdings import HOLDINGS, Holding
from db.uow import Uow, filled
from domain.account.privacy import Planned

_PLANNED = text("""
    SELECT a.created_at AS since,
           (SELECT count(*) FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
             WHERE b.account_id = a.id AND b.status IN ('held', 'booked') AND s.ends_at > :now)
             AS visits,
           (SELECT count(*) FROM scheduled_messages AS m
             WHERE m.author_id = a.id AND m.status = 'scheduled' AND m.series_id IS NULL
               AND m.content ->> 'kind'
                   NOT IN ('reminder', 'failure', 'news', 'broadcast', 'code', 'webhook'))
             AS messages,
           (SELECT count(*) FROM message_series AS r
             WHERE r.author_id = a.id AND r.status IN ('active', 'paused')) AS series
      FROM accounts AS a WHERE a.id = :account
""")


async def planned(uow: Uow, account_id: int, now: datetime) -> Planned | None:
    """What ends if this account is forgotten; None if there is no such account."""
    values = {"account": account_id, "now": now}
    return await uow.find(lambda row: filled(Planned, row), _PLANNED, values)


async def everything(uow: Uow, account_id: int) -> dict[str, list[dict[str, Any]]]:
    """By table, its rows about this account, without what opens something and others' ids."""
    values = {"account": account_id}
    return {
        table: [row.shown for row in await uow.all(statement, values)]
        for table, statement in _statements().items()
    }


@cache
def _statements() -> dict[str, TextClause]:
    """One for each table: PostgreSQL takes seconds to plan all of them together."""
    account = bindparam("account", type_=BigInteger)
    return {one.table: text(_rows_of(one)).bindparams(account) for one in HOLDINGS}


def _rows_of(one: Holding) -> str:
    hidden = "".join(f" - '{name}'" for name in one.hidden)
    shown = f"SELECT to_jsonb(t){hidden} AS shown FROM {one.table} AS t"  # noqa: S608 - ours alone
    return f"{shown} WHERE {one.whose} ORDER BY t"
