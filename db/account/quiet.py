"""Quiet hours of people, and the reminders that follow them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, text, update

from db.account.account import accounts
from db.base import Instant
from db.uow import Uow, filled
from domain.account.quiet import USUAL, Quiet, Way, quiet_of

_ROW = accounts.c
_QUIET = select(_ROW.id, _ROW.quiet_way, _ROW.quiet_from, _ROW.quiet_until, _ROW.zone)
_OF = _QUIET.where(_ROW.id == bindparam("account_id"))
# An account writes its own reminders: so the index of authors finds them.
_WAITING = text("""
    SELECT m.id, CAST(m.content ->> 'hours' AS integer) AS hours, m.due_at AS at, m.booking_id,
           s.starts_at, l.zone
      FROM scheduled_messages AS m JOIN bookings AS b ON b.id = m.booking_id
      JOIN time_slots AS s ON s.id = b.slot_id JOIN labs AS l ON l.id = s.lab_id
     WHERE m.author_id = :account_id AND m.channel <> 'webhook' AND m.due_at > :now
       AND m.status = 'scheduled' AND m.content ->> 'kind' = 'reminder'
       AND NOT m.content ? 'asks'
     ORDER BY m.id FOR NO KEY UPDATE OF m
""").bindparams(bindparam("now", type_=Instant))
_PUT = text("""
    UPDATE scheduled_messages AS m
       SET due_at = asked.at, fire_at = asked.at, version = m.version + 1
      FROM unnest(CAST(:ids AS bigint[]), CAST(:ats AS timestamptz[])) AS asked (id, at)
     WHERE m.id = asked.id AND m.status = 'scheduled'
""")
_WITHDRAW = text("""
    UPDATE scheduled_messages SET status = 'cancelled', version = version + 1
     WHERE id = ANY(CAST(:ids AS bigint[])) AND status = 'scheduled'
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that is planned for `at`, and what it is of. zone: the lab's."""

    id: int
    hours: int
    at: datetime
    booking_id: int
    starts_at: datetime
    zone: str


async def of(uow: Uow, account_id: int) -> Quiet:
    """An account's; the usual ones for who has none."""
    return await uow.find(_quiet_of, _OF, {"account_id": account_id}) or USUAL


async def of_each(uow: Uow, ids: Iterable[int]) -> dict[int, Quiet]:
    """Those of these accounts that have any, by their ids."""
    found = await uow.all(_QUIET.where(_ROW.id.in_(list(ids))))
    return {row.id: _quiet_of(row) for row in found if row.quiet_way != Way.OFF}


async def keep(uow: Uow, account_id: int, quiet: Quiet) -> None:
    """All but the zone."""
    values = {
        "quiet_way": str(quiet.way),
        "quiet_from": quiet.begins,
        "quiet_until": quiet.ends,
    }
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(**values))


async def waiting(uow: Uow, account_id: int, now: datetime) -> list[Waiting]:
    """An account's reminders that are still to come, locked."""
    rows = await uow.all(_WAITING, {"account_id": account_id, "now": now})
    return [filled(Waiting, row) for row in rows]


async def put(uow: Uow, moved: Sequence[tuple[int, datetime]]) -> None:
    """Plan locked reminders, by their ids, for other instants."""
    ids, ats = [number for number, _ in moved], [at for _, at in moved]
    await uow.run(_PUT, {"ids": ids, "ats": ats})


async def withdraw(uow: Uow, ids: Collection[int]) -> None:
    """Send none of these locked reminders."""
    await uow.run(_WITHDRAW, {"ids": list(ids)})


def _quiet_of(row: Row[Any]) -> Quiet:
    return quiet_of(row.quiet_way, row.quiet_from, row.quiet_until, row.zone)
