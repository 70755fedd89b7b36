"""Pictures of numbers, drawn by a process of its own.

matplotlib takes a second and 100 MB to load. A child pays for both and gives them back; the bot
goes on answering meanwhile, and one picture is drawn at a time.
"""

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import infra

WITHIN = 20.0  # seconds; the numbers stand meanwhile, a loaded machine loads matplotlib in six
LARGEST = 2_000_000  # bytes of a picture
DRAWING = "infra.chart.draw"


class ChartFailed(Exception):
    """No picture could be drawn; str() is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Bars:
    """One colour of a panel's stacked bars; as many values as the panel has labels."""

    name: str
    colour: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram: bars over labels, stacked in the order given."""

    title: str
    labels: Sequence[str]
    bars: Sequence[Bars]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: panels one below the other. empty: what stands in a panel without any value."""

    title: str
    panels: Sequence[Panel]
    empty: str


_one_at_a_time = asyncio.Semaphore(1)


async def draw(chart: Chart, within: float = WITHIN) -> bytes:
    """The chart as PNG. Raises ChartFailed, also when it takes longer than `within` seconds."""
    try:
        async with asyncio.timeout(within), _one_at_a_time:
            return await _drawn(json.dumps(asdict(chart)).encode())
    except TimeoutError:
        raise ChartFailed(f"not drawn within {within:g} s") from None
    except OSError as error:
        raise ChartFailed(type(error).__name__) from error


async def _drawn(asked: bytes) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", DRAWING),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=Path(infra.__file__).parent.parent,
        env=_environment(),
    )
    try:
        picture, said = await child.communicate(asked)
    finally:
        await _ended(child)
    if child.returncode or not picture or len(picture) > LARGEST:
        last = said.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise ChartFailed(last[:200] or f"exit code {child.returncode}")
    return picture


async def _ended(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _environment() -> dict[str, str]:
    """None of our secrets; its cache of fonts is where anybody may write."""
    cache = Path(tempfile.gettempdir(), f"slotbell-chart-{os.getuid()}")
    return {
        "PATH": os.defpath,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(cache),
        "OPENBLAS_NUM_THREADS": "1",
    }
