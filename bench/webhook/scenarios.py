"""The load: a text, a whole booking, a month's calendar, an open loop, memory."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bench.house import say, tell
from bench.processes import anonymous_of
from bench.webhook.crowd import WORDS, Crowd, Job, at_most
from bench.webhook.measure import AT_ONCE, Rows, Slice, acked, figures, interleaved, measured, ratio
from bench.webhook.site import Bot, Participant, Site

OURS, PLAIN, BARE = "slotbell", "aiogram", "bare"
PATIENCE = 5.0  # seconds after the last one was due
THINK = 0.5  # seconds between two taps of one person there
KNOWN = 200
FIFTHS = 5
LEAVES = 5


@dataclass(frozen=True)
class Form:
    """How much. texts, talks: of one slice; seconds, paces, rates: of the open loop, rounds
    of it and updates a second; people: of memory, two updates each.
    """

    rounds: int
    texts: int
    talks: int
    seconds: float
    paces: int
    people: int
    rates: Sequence[int] = (120, 200)


QUICK = Form(rounds=4, texts=80, talks=16, seconds=4, paces=1, people=400)
FULL = Form(rounds=5, texts=400, talks=50, seconds=10, paces=2, people=50_000)


async def text(site: Site, bots: Sequence[Bot], form: Form) -> Rows:
    """Words that are answered by five buttons; from people whom the bot knows."""
    people = site.strangers(KNOWN)

    def jobs(crowd: Crowd) -> list[Job]:
        return [partial(crowd.say, people[n % KNOWN], WORDS) for n in range(form.texts)]

    return tell_all("text", await interleaved(site, bots, form.rounds, jobs))


async def booking(site: Site, bots: Sequence[Bot], form: Form) -> Rows:
    """Whole conversations of strangers; figures are means of their updates."""

    def jobs(crowd: Crowd) -> list[Job]:
        return [partial(crowd.talk, person) for person in site.strangers(form.talks)]

    return tell_all("booking", await interleaved(site, bots, form.rounds, jobs))


async def month(site: Site, bots: Sequence[Bot], form: Form) -> Rows:
    """A calendar's months back and forth: our bot alone, for no peer has one.

    Opening it is a part, so figures are means of LEAVES taps and two updates before them.
    """

    def jobs(crowd: Crowd) -> list[Job]:
        return [partial(crowd.leaf, person, LEAVES) for person in site.strangers(form.talks // 2)]

    ours = [bot for bot in bots if bot.name == OURS]
    return tell_all("month", await interleaved(site, ours, form.rounds, jobs))


def tell_all(scenario: str, rows: Rows) -> Rows:
    """One line for each bot. x_bare, x_aiogram: its CPU beside theirs."""
    for name, mine in rows.items():
        beside = {
            f"x_{other}": ratio(rows, name, other).middle
            for other in (BARE, PLAIN)
            if other in rows
        }
        tell(scenario, bot=name, **figures(mine), **beside)
    return rows


async def open_loop(site: Site, bots: Sequence[Bot], form: Form) -> None:
    """Conversations on a clock that waits for nobody, at so many updates a second."""
    for rate in form.rates:
        rounds: dict[str, list[Slice]] = {bot.name: [] for bot in bots}
        for turn in range(form.paces):
            for bot in bots if turn % 2 == 0 else reversed(bots):
                await site.house.settle_down()
                rounds[bot.name].append(await paced(site, bot, rate, form.seconds))
        for bot in bots:
            acks = [acked(each.acks) for each in rounds[bot.name]]
            middle = sorted(acks, key=lambda each: each["p99_ms"])[len(acks) // 2]
            told = {"rate": rate, **middle, "rounds_p99_ms": [each["p99_ms"] for each in acks]}
            sent = sum(len(each.acks) for each in rounds[bot.name]) / form.seconds / form.paces
            tell("open_loop", bot=bot.name, **told, sent_per_s=round(sent, 1), seconds=form.seconds)


async def paced(site: Site, bot: Bot, rate: int, seconds: float) -> Slice:
    """Acknowledgements that were due once the first conversations end, until the last begins.

    PATIENCE later nobody waits any more: what is open by then counts as it is.
    """
    say(f"{bot.name} at {rate}/s")
    ramp = bot.of.steps * THINK
    people = site.strangers(int(rate * (ramp + seconds) / bot.of.steps))
    begin = time.perf_counter() + 0.2

    async def work() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ramp + seconds + PATIENCE), asyncio.TaskGroup() as tasks:
                for number, person in enumerate(people):
                    at = begin + number * bot.of.steps / rate
                    tasks.create_task(bot.crowd.talk_by(person, at, THINK))

    found = await measured(site, bot, work)
    await asyncio.sleep(2)  # a bot that fell behind is still at what was open
    window = (begin + ramp, begin + ramp + seconds)
    kept = [ack for ack in found.acks if window[0] <= ack.due < window[1]]
    return Slice(**{**vars(found), "acks": kept})


async def memory(site: Site, ours: Participant, form: Form) -> None:
    """A fresh process: many strangers write something and open a booking. Anonymous MB.

    after_mb: as it grew, after each fifth of the people.
    """
    say("memory")
    async with site.bot(ours) as bot:
        start = anonymous_of(bot.pid)

        async def both(person: int) -> None:
            await bot.crowd.say(person, WORDS)
            await bot.crowd.say(person, ours.opening)

        after = []
        for _ in range(FIFTHS):
            people = site.strangers(form.people // FIFTHS)
            await at_most(AT_ONCE, [partial(both, person) for person in people])
            after.append(anonymous_of(bot.pid))
        told = {"start_mb": start, "after_mb": after, "people": form.people}
        tell("memory", bot=bot.name, **told, updates=2 * form.people)
