"""What a piece of work costs a bot, and bots taking turns at it, so that drift hits all alike."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.house import say
from bench.processes import fine_cpu_of
from bench.webhook.crowd import Crowd, Job, at_most
from bench.webhook.site import Bot, Site
from bench.webhook.wire import Ack

AT_ONCE = 16
Jobs = Callable[[Crowd], Sequence[Job]]


@dataclass(frozen=True)
class Slice:
    """What some work cost in all. acks: of its updates, in the order they came."""

    acks: Sequence[Ack]
    seconds: float
    bot: float  # seconds of CPU, as postgres
    postgres: float
    statements: int
    round_trips: int
    calls: int
    refused: int

    def ms(self, seconds: float) -> float:
        """An update's part, in milliseconds."""
        return seconds * 1000 / len(self.acks)

    @property
    def per_s(self) -> float:
        """Updates a second."""
        return len(self.acks) / self.seconds


Rows = Mapping[str, list[Slice]]
"""A bot's slices, round by round."""


async def measured(site: Site, bot: Bot, work: Callable[[], Awaitable[object]]) -> Slice:
    """Do the work and say what it cost."""
    hook = bot.crowd.hook
    hook.acks, hook.refused = [], 0
    await site.calls()
    before, cpu = await site.counts(), fine_cpu_of(bot.pid)
    begun = time.perf_counter()
    await work()
    seconds = time.perf_counter() - begun
    cpu, after = fine_cpu_of(bot.pid) - cpu, await site.counts()
    return Slice(
        acks=tuple(hook.acks),
        seconds=seconds,
        bot=cpu,
        postgres=after.postgres - before.postgres,
        statements=after.statements - before.statements - 1,  # the counting itself
        round_trips=after.round_trips - before.round_trips - 1,
        calls=await site.calls(),
        refused=hook.refused,
    )


async def interleaved(site: Site, bots: Sequence[Bot], rounds: int, jobs: Jobs) -> Rows:
    """Every bot does its jobs once to warm up, then once a round; every other round backwards."""
    rows: dict[str, list[Slice]] = {bot.name: [] for bot in bots}
    for bot in bots:
        await at_most(AT_ONCE, jobs(bot.crowd))
    await site.house.settle_down()
    for turn in range(rounds):
        for bot in bots if turn % 2 == 0 else reversed(bots):
            found = await measured(site, bot, partial(at_most, AT_ONCE, jobs(bot.crowd)))
            rows[bot.name].append(found)
            say(f"{turn + 1}: {bot.name} {found.ms(found.bot):.2f} ms, {found.per_s:.0f}/s")
    return rows


def figures(rows: Sequence[Slice]) -> dict[str, object]:
    """Medians over the rounds, for each update."""
    return {
        "bot_ms": round(median(each.ms(each.bot) for each in rows), 3),
        "postgres_ms": round(median(each.ms(each.postgres) for each in rows), 3),
        "statements": round(median(each.statements / len(each.acks) for each in rows), 2),
        "round_trips": round(median(each.round_trips / len(each.acks) for each in rows), 2),
        "calls": round(median(each.calls / len(each.acks) for each in rows), 2),
        "per_s": round(median(each.per_s for each in rows), 1),
        **acked([ack for each in rows for ack in each.acks]),
        "updates": sum(len(each.acks) for each in rows),
        "refused": sum(each.refused for each in rows),
        "rounds_bot_ms": [round(each.ms(each.bot), 2) for each in rows],
    }


def acked(acks: Sequence[Ack]) -> dict[str, float]:
    """Milliseconds within which half and 99 % of the updates were acknowledged."""
    took = sorted(ack.seconds * 1000 for ack in acks)
    return {
        f"p{part}_ms": round(took[min(len(took) - 1, len(took) * part // 100)], 1)
        for part in (50, 99)
    }


@dataclass(frozen=True)
class Ratio:
    """One bot's CPU an update in terms of another's.

    middle: in the same round, the median; quickest: of either's quickest round, which a busy
    machine disturbs least.
    """

    middle: float
    quickest: float


def ratio(rows: Rows, one: str, other: str) -> Ratio:
    """See there."""
    mine, theirs = ([each.ms(each.bot) for each in rows[name]] for name in (one, other))
    middle = median(a / b for a, b in zip(mine, theirs, strict=True))
    return Ratio(round(middle, 2), round(min(mine) / min(theirs), 2))
