"""The command line of every peer: `python -m bench.peers.NAME JSON` with the fields of a Plan."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from bench.plan import Plan


def plan() -> Plan:
    """The plan of the command line."""
    return Plan(**json.loads(sys.argv[1]))


def instant(of: Plan, number: int) -> datetime:
    """When a message is due."""
    return datetime.fromtimestamp(of.at(number), UTC)


def run(stage: Callable[[Plan], Coroutine[Any, Any, None]]) -> None:
    """Stage the plan, or send all of it if the peer has no worker."""
    asyncio.run(stage(plan()))
