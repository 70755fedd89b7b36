"""`python -m bench.webhook [--quick] [--peers] [SCENARIO ...]`: one JSON object a line.

Slotbell, plain aiogram and a bare aiohttp bot (the limit) run side by side over the same servers
and take turns; `load` stands beside every figure. The last line is Slotbell's CPU an update beside
plain aiogram's. --peers: other frameworks, too.
"""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import argparse
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from bench.house import machine, tell
from bench.webhook import scenarios
from bench.webhook.dashboards import dashboards
from bench.webhook.measure import Rows, ratio
from bench.webhook.participants import ONE_PROCESS, SLOTBELL, others, usual
from bench.webhook.scenarios import FULL, OURS, PLAIN, QUICK, Form
from bench.webhook.site import Bot, Participant, Site, site
from infra import log

COMPARED: Mapping[str, Callable[[Site, Sequence[Bot], Form], Awaitable[Rows]]] = {
    "text": scenarios.text,
    "booking": scenarios.booking,
    "month": scenarios.month,
}
OPEN_LOOP, DASHBOARDS, MEMORY = "open_loop", "dashboards", "memory"
ALL = (*COMPARED, OPEN_LOOP, DASHBOARDS, MEMORY)


async def main(names: Sequence[str], form: Form, participants: Sequence[Participant]) -> None:
    """Run scenarios by their names; what they come to is the last line."""
    print(json.dumps(machine()), flush=True)
    ratios: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="sbw-", ignore_cleanup_errors=True) as home:
        async with site(Path(home)) as opened:
            async with AsyncExitStack() as running:
                bots = [await running.enter_async_context(opened.bot(p)) for p in participants]
                for name in (name for name in COMPARED if name in names):
                    rows = await COMPARED[name](opened, bots, form)
                    if PLAIN in rows:
                        ratios[name] = vars(ratio(rows, OURS, PLAIN))
                if OPEN_LOOP in names:
                    known = [bot for bot in bots if bot.of in usual()]
                    await scenarios.open_loop(opened, known, form)
                if DASHBOARDS in names:
                    ours = next(bot for bot in bots if bot.name == OURS)
                    size = {"rounds": form.rounds, "texts": 4 * form.texts}
                    await dashboards(opened, ours, **size)
            if MEMORY in names:
                for process in (SLOTBELL, ONE_PROCESS):
                    await scenarios.memory(opened, process, form)
    if ratios:
        tell("ratio", of="Slotbell's CPU an update to plain aiogram's", **ratios)


if __name__ == "__main__":
    log.set_up("console", "bench")  # to stderr
    parser = argparse.ArgumentParser(prog="python -m bench.webhook")
    parser.add_argument("names", nargs="*", metavar="SCENARIO", help=", ".join(ALL))
    parser.add_argument("--quick", action="store_true", help="under 3 minutes instead of 15")
    parser.add_argument("--peers", action="store_true", help="other frameworks, too")
    options = parser.parse_args()
    if unknown := set(options.names) - set(ALL):
        parser.error(f"no scenario {min(unknown)}; there are {', '.join(ALL)}")
    taking_part = [*usual(), *(others() if options.peers else [])]
    uvloop.run(main(options.names or ALL, QUICK if options.quick else FULL, taking_part))
