"""`python -m bench [SCENARIO ...]`: one JSON object a line, the machine first; under 10 minutes.

Run it on a quiet machine: `load` stands beside every figure.
"""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import uvloop

from bench.day import day
from bench.delivery import burst, lanes, noisy, steady
from bench.house import House, house, machine
from bench.stock import create, fanout, idle, midnight
from infra import log

SCENARIOS: Mapping[str, Callable[[House], Awaitable[None]]] = {
    "steady": steady,
    "burst": burst,
    "idle": idle,
    "create": create,
    "lanes": lanes,
    "noisy": noisy,
    "fanout": fanout,
    "midnight": midnight,
    "day": day,
}


async def main(names: list[str]) -> None:
    """Run scenarios by their names, all of them if there are none."""
    print(json.dumps(machine()), flush=True)
    with tempfile.TemporaryDirectory(prefix="sbb-", ignore_cleanup_errors=True) as home:
        async with house(Path(home)) as opened:
            for name in names or SCENARIOS:
                await SCENARIOS[name](opened)


if __name__ == "__main__":
    log.set_up("console", "bench")  # to stderr
    if unknown := set(sys.argv[1:]) - set(SCENARIOS):
        sys.exit(f"no scenario {min(unknown)}; there are {', '.join(SCENARIOS)}")
    uvloop.run(main(sys.argv[1:]))
