"""How exactly and how fast messages arrive: steady, burst, lanes, noisy."""

from dataclasses import asdict, dataclass
from statistics import median

from bench.house import House, say, tell
from bench.plan import Plan, Seen, soon

ROUNDS = 3
STAGING = 4  # seconds between staging and the first instant
STEADY, SECONDS = 600, 30
BURST = 3000
BROADCAST, REMINDERS = 50_000, 20
NOISY_CHAT = 5_000_000_000
RATE = 30
PATIENCE = 60.0  # seconds for what is late


@dataclass(frozen=True)
class Noise:
    """Messages of one chat due in one second; others' messages, so many a second, beside them."""

    messages: int = 10_000
    others: int = 200
    per_s: int = 10


async def steady(house: House) -> None:
    """600 messages over 30 s, 20 at each whole second; bare and ours take turns."""
    await house.clear()
    await house.start_worker()
    ours: list[Seen] = []
    limits: list[Seen] = []
    for turn in range(ROUNDS):
        say(f"steady, round {turn + 1} of {ROUNDS}")
        bare = Plan(f"bare{turn}", soon(2), STEADY, SECONDS)
        limits.append(await house.bare(bare))
        plan = Plan(f"steady{turn}", soon(STAGING), STEADY, SECONDS)
        await house.stage(plan)
        ours.append(await house.watch(plan, PATIENCE))
    house.stop_worker()
    figures = {
        "p50_ms": _middle(ours, 0.5),
        "p99_ms": _middle(ours, 0.99),
        "limit_p50_ms": _middle(limits, 0.5),
        "limit_p99_ms": _middle(limits, 0.99),
        "ratio_p99": round(_middle(ours, 0.99) / _middle(limits, 0.99), 2),
        "rounds_p99_ms": [round(seen.quantile(0.99), 2) for seen in ours],
        "limit_rounds_p99_ms": [round(seen.quantile(0.99), 2) for seen in limits],
    }
    tell("steady", **figures, **_losses(ours), messages=STEADY, seconds=SECONDS, rounds=ROUNDS)


async def burst(house: House) -> None:
    """3,000 messages at one instant, no send rate, one worker; bare and ours take turns."""
    await house.clear()
    await house.start_worker()
    ours: list[tuple[Plan, Seen]] = []
    limits: list[tuple[Plan, Seen]] = []
    for turn in range(ROUNDS):
        say(f"burst, round {turn + 1} of {ROUNDS}")
        bare = Plan(f"limit{turn}", soon(2), BURST)
        limits.append((bare, await house.bare(bare)))
        plan = Plan(f"burst{turn}", soon(STAGING), BURST)
        await house.stage(plan)
        ours.append((plan, await house.watch(plan, PATIENCE)))
    house.stop_worker()
    rate, limit = median(_rates(ours)), median(_rates(limits))
    figures = {
        "per_s": round(rate),
        "limit_per_s": round(limit),
        "ratio": round(rate / limit, 3),
        "rounds_per_s": [round(each) for each in _rates(ours)],
        "limit_rounds_per_s": [round(each) for each in _rates(limits)],
    }
    tell("burst", **figures, **_losses([seen for _, seen in ours]), messages=BURST, rounds=ROUNDS)


async def lanes(house: House) -> None:
    """Reminders while a broadcast of 50,000 is under way at 30/s, beside the same ones alone."""
    say("lanes")
    await house.clear()
    await house.start_worker(RATE)
    alone = Plan("alone", soon(STAGING), REMINDERS // 2, REMINDERS // 2)
    await house.stage(alone)
    quiet = await house.watch(alone, PATIENCE)
    await house.record()
    broadcast = Plan("broadcast", soon(STAGING), BROADCAST)
    reminders = Plan("reminder", broadcast.start + 3, REMINDERS, REMINDERS)
    await house.bulk(broadcast, lane=1)
    await house.stage(reminders)
    await house.ring(broadcast)
    seen = await house.watch(reminders, PATIENCE)
    house.stop_worker()
    figures = {
        "delay_p50_ms": round(seen.quantile(0.5), 2),
        "delay_max_ms": round(seen.quantile(1), 2),
        "alone_p50_ms": round(quiet.quantile(0.5), 2),
        "alone_max_ms": round(quiet.quantile(1), 2),
    }
    tell("lanes", **figures, **_losses([seen]), broadcast=BROADCAST, send_rate=RATE)


async def noisy(house: House, noise: Noise = Noise()) -> None:
    """Other people's messages beside the many of one chat, at 30/s.

    unseen: how many of the others' had not come PATIENCE after the last one was due.
    """
    say("noisy")
    await house.clear()
    await house.start_worker(RATE)
    seconds = noise.others // noise.per_s
    alone = Plan("quiet", soon(STAGING), noise.others, seconds)
    await house.stage(alone)
    quiet = await house.watch(alone, PATIENCE)
    loud = Plan("noise", soon(STAGING), noise.messages)
    others = Plan("other", loud.start, noise.others, seconds)
    await house.bulk(loud, lane=0, to=NOISY_CHAT)
    await house.bulk(others, lane=0)
    await house.ring(others)
    seen = (await house.watch(others, PATIENCE)).at_least(PATIENCE)
    house.stop_worker()
    figures = {
        "others_p50_ms": round(seen.quantile(0.5), 2),
        "others_p99_ms": round(seen.quantile(0.99), 2),
        "alone_p50_ms": round(quiet.quantile(0.5), 2),
        "alone_p99_ms": round(quiet.quantile(0.99), 2),
    }
    told = {"unseen": seen.lost, "patience_s": PATIENCE, "send_rate": RATE, **asdict(noise)}
    tell("noisy", **figures, early=seen.early, dup=seen.dup, **told)


def _middle(rounds: list[Seen], part: float) -> float:
    return round(median(seen.quantile(part) for seen in rounds), 2)


def _rates(rounds: list[tuple[Plan, Seen]]) -> list[float]:
    return [len(seen.late) / (seen.last_at - plan.start) for plan, seen in rounds]


def _losses(rounds: list[Seen]) -> dict[str, int]:
    return {
        "early": sum(seen.early for seen in rounds),
        "lost": sum(seen.lost for seen in rounds),
        "dup": sum(seen.dup for seen in rounds),
    }
