"""`python -m bench.peers [NAME ...]`: steady and burst for other schedulers, one JSON line each.

The first run installs bench/peers/requirements.txt into .slotbell/peers.
"""

import asyncio
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.house import ROOT, House, house, machine, say, tell
from bench.peers.environment import ENVIRONMENT, install
from bench.plan import Plan, Seen, soon
from bot.local import child

STEADY, SECONDS, BURST = 600, 30, 3000
STAGING = (8, 16)  # seconds that a peer has to stage, steady and burst
PATIENCE = 60.0


@dataclass(frozen=True)
class Peer:
    """workers: commands to keep running; none: the staging process sends by itself."""

    module: str
    workers: Sequence[Sequence[str]] = ()
    setup: Sequence[str] = ()
    is_ours: bool = False  # runs in our own environment
    extra: Mapping[str, str] = field(default_factory=dict)


ARQ = ("-m", "arq", "bench.peers.arq.Settings")
CELERY = ("-m", "celery", "-A", "bench.peers.celery", "worker", "--pool", "prefork", "-c", "8")
DRAMATIQ = ("-m", "dramatiq", "bench.peers.dramatiq", "--processes", "1", "--threads", "32")
TASKIQ = ("-m", "taskiq", "worker", "bench.peers.taskiq:broker", "-w", "1")
TASKIQ_CLOCK = ("-m", "taskiq", "scheduler", "bench.peers.taskiq:scheduler")
PROCRASTINATE = ("-m", "procrastinate", "--app", "bench.peers.procrastinate.app")
PEERS: Mapping[str, Peer] = {
    "arq": Peer("arq", [ARQ], is_ours=True),
    "arq-10ms": Peer("arq", [ARQ], is_ours=True, extra={"PEER_POLL": "0.01"}),
    "celery": Peer("celery", [CELERY]),
    "dramatiq": Peer("dramatiq", [DRAMATIQ]),
    "taskiq": Peer(
        "taskiq",
        [(*TASKIQ, "--max-async-tasks", "32"), (*TASKIQ_CLOCK, "--update-interval", "1")],
    ),
    "procrastinate": Peer(
        "procrastinate",
        [(*PROCRASTINATE, "worker", "--concurrency", "32", "--fetch-job-polling-interval", "0.25")],
        setup=(*PROCRASTINATE, "schema", "--apply"),
    ),
    "apscheduler": Peer("apscheduler"),
    "ptb": Peer("ptb"),
}


def python(peer: Peer) -> str:
    """The interpreter of a peer."""
    return sys.executable if peer.is_ours else str(ENVIRONMENT / "bin" / "python")


async def measure(name: str, peer: Peer, opened: House) -> None:
    """Both scenarios of one peer, its worker kept running."""
    await opened.redis.flushall()
    environment = dict(os.environ) | {
        "PEER_API": opened.api_url,
        "PEER_REDIS": opened.redis_url,
        "PEER_DATABASE": opened.database_url,
        "PYTHONPATH": str(ROOT),
        **peer.extra,
    }
    if peer.setup:
        await _run(peer, peer.setup, environment)
    with ExitStack() as running:
        for number, command in enumerate(peer.workers):
            log = opened.home / "logs" / f"{name}{number}.log"
            worker = child.start((python(peer), *command), log, env=environment, cwd=ROOT)
            running.callback(worker.stop)
        await asyncio.sleep(5 if peer.workers else 0)
        for scenario in (_steady, _burst):
            await scenario(name, peer, opened, environment)


async def _run(peer: Peer, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    command = (python(peer), *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=dict(environment), stdout=sys.stderr
    )
    if await process.wait():
        raise RuntimeError(f"{' '.join(arguments)} failed")


async def _sent(
    plan: Plan, peer: Peer, opened: House, environment: Mapping[str, str]
) -> tuple[Seen, float]:
    """What arrived, and the seconds that staging took (NaN where it is not apart)."""
    started = time.time()
    await _run(peer, ("-m", f"bench.peers.{peer.module}", plan.json()), environment)
    staged = time.time()
    if peer.workers and staged > plan.start:
        say(f"{plan.name}: staged {staged - plan.start:.1f} s too late, so its figures are worse")
    return await opened.watch(plan, PATIENCE), staged - started if peer.workers else math.nan


async def bare() -> None:
    """The limit of steady, once; that of burst stands beside every peer."""
    with tempfile.TemporaryDirectory(prefix="sbp-", ignore_cleanup_errors=True) as home:
        async with house(Path(home)) as opened:
            say("the bare loop: steady")
            seen = await opened.bare(Plan("bare", soon(2), STEADY, SECONDS))
    p50, p99 = (round(seen.quantile(part), 2) for part in (0.5, 0.99))
    tell("steady", peer="bare loop", p50_ms=p50, p99_ms=p99, **_losses(seen))


async def _steady(name: str, peer: Peer, opened: House, environment: Mapping[str, str]) -> None:
    say(f"{name}: steady")
    plan = Plan(f"{name}-steady", soon(STAGING[0]), STEADY, SECONDS)
    seen, _ = await _sent(plan, peer, opened, environment)
    tell(
        "steady",
        peer=name,
        p50_ms=round(seen.quantile(0.5), 2),
        p99_ms=round(seen.quantile(0.99), 2),
        **_losses(seen),
    )


async def _burst(name: str, peer: Peer, opened: House, environment: Mapping[str, str]) -> None:
    say(f"{name}: burst")
    bare = Plan("bare", soon(2), BURST)
    limit = await opened.bare(bare)
    plan = Plan(f"{name}-burst", soon(STAGING[1] if peer.workers else 5), BURST)
    seen, staging = await _sent(plan, peer, opened, environment)
    rate = len(seen.late) / (seen.last_at - plan.start)
    limit_rate = len(limit.late) / (limit.last_at - bare.start)
    figures = {"per_s": round(rate), "limit_per_s": round(limit_rate)}
    staged = None if math.isnan(staging) else round(staging, 1)
    ratio = round(rate / limit_rate, 3)
    tell("burst", peer=name, **figures, ratio=ratio, staging_s=staged, **_losses(seen))


def _losses(seen: Seen) -> dict[str, int]:
    return {"early": seen.early, "lost": seen.lost, "dup": seen.dup}


async def main(names: Sequence[str]) -> None:
    """Measure peers by their names, all of them if there are none."""
    install()
    print(json.dumps(machine()), flush=True)
    await bare()
    for name in names or PEERS:
        with tempfile.TemporaryDirectory(prefix="sbp-", ignore_cleanup_errors=True) as home:
            async with house(Path(home)) as opened:
                await measure(name, PEERS[name], opened)


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(PEERS):
        sys.exit(f"no peer {min(unknown)}; there are {', '.join(PEERS)}")
    asyncio.run(main(sys.argv[1:]))
