"""The waiting list in the worker: seats that nobody took go to the next, and sleeping ones to
the first. The message that asked says so when its time is over.

Each seat that is asked about has an alarm in Redis for the end of its time; whatever it misses, the
sweep finds.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from actions.booking import held_seat
from db.account import account as accounts
from db.booking import held_seats as rows
from db.booking import waitlist
from infra.telegram import FAILURES
from screens.booking import waitlist as screens
from screens.language import speaking
from workers.content.chat import edit
from workers.deps import Deps
from workers.outage import REDIS

log = structlog.get_logger(__name__)
MOST = 200  # seats in one transaction
ALARM = "seat_alarm"


async def set_alarms(deps: Deps, untils: Mapping[int, datetime]) -> None:
    """Look as soon as the time of these seats is over, by their offers' ids."""
    try:
        for number, until in untils.items():
            second = int(until.timestamp())
            await deps.redis.enqueue_job(
                ALARM, second, _job_id=f"seat:{number}", _defer_until=until
            )
    except REDIS as error:
        log.warning("alarm_failed", error=type(error).__name__)


async def pass_on(ctx: dict[Any, Any], second: int) -> None:
    """An alarm: somebody's time was over at this second (since 1970)."""
    deps: Deps = ctx["deps"]
    await go_on(deps, max(deps.clock.utc(), datetime.fromtimestamp(second, UTC)))


async def go_on(deps: Deps, now: datetime) -> None:
    """One look."""
    async with deps.database.begin() as uow:
        missed = await held_seat.time_out(uow, now, MOST)
    async with deps.database.begin() as uow:
        ended = await held_seat.end_over(uow, now, MOST)
    async with deps.database.begin() as uow:
        held = await held_seat.give_out_all(uow, now, MOST)
    if missed or held or ended:
        log.info("seats_passed_on", missed=missed, held=held, ended=ended)
    await _show_missed(deps)


async def _show_missed(deps: Deps) -> None:
    async with deps.database.read() as uow:
        messages = await rows.to_show(uow, MOST)
        if not messages:
            return
        seats = await waitlist.seats(uow, messages)
        locales = await accounts.locales(uow, {seat.entry.account_id for seat in seats.values()})
    for number, seat in seats.items():
        account_id = seat.entry.account_id
        with speaking(locales.get(account_id, "")):
            screen = screens.missed(seat)
        try:
            await edit(deps.wire, account_id, messages[number], screen)
        except FAILURES as error:
            log.info("missed_seat_not_shown", offer_id=number, error=type(error).__name__)
        async with deps.database.begin() as uow:
            await rows.shown(uow, number)
