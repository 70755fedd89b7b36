"""Pictures of numbers: bars over labels, as PNG.

A child turns them into pixels, which takes 50 ms in which the process would answer nobody.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from pathlib import Path

import infra

WITHIN = 20.0  # seconds; the numbers stand meanwhile
LARGEST = 2_000_000  # bytes of a picture
INK, PALE, LINE = "#1f2933", "#6b7785", "#e3e8ee"
WIDTH, TITLE, PANEL = 1000, 60, 340  # pixels; the heights of the title and of one panel
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 56, 40  # of a panel, around its bars
CROWDED = 16  # labels that stand side by side
SHARE = 0.72  # of the room for a bar that the bar takes
LETTER = 9.2  # pixels of a letter of a legend, about
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)


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

    @property
    def heights(self) -> list[float]:
        """Of each label's whole stack."""
        return [sum(stack) for stack in zip(*(each.values for each in self.bars), strict=True)]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: panels one below the other. empty: what stands in a panel without any value."""

    title: str
    panels: Sequence[Panel]
    empty: str


_one_at_a_time = asyncio.Semaphore(1)


async def draw(chart: Chart, within: float = WITHIN) -> bytes:
    """The chart as PNG, 1000 pixels wide. Raises ChartFailed, also after `within` seconds."""
    try:
        async with asyncio.timeout(within), _one_at_a_time:
            return await _drawn(svg(chart).encode())
    except TimeoutError:
        raise ChartFailed(f"not drawn within {within:g} s") from None
    except OSError as error:
        raise ChartFailed(type(error).__name__) from error


async def _drawn(asked: bytes) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.chart.draw"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=Path(infra.__file__).parent.parent,
        env={"PATH": os.defpath},  # none of our secrets
    )
    try:
        picture, said = await child.communicate(asked)
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    if child.returncode or not picture or len(picture) > LARGEST:
        last = said.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise ChartFailed(last[:200] or f"exit code {child.returncode}")
    return picture


def svg(chart: Chart) -> str:
    """A chart as SVG."""
    height = TITLE + PANEL * len(chart.panels)
    size = f'width="{WIDTH}" height="{height}"'
    fonts = 'font-family="Noto Sans, Noto Sans Devanagari"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {fonts}>',
        f'<rect {size} fill="white"/>',
        _words(WIDTH / 2, 40, chart.title, size=27, anchor="middle", weight="bold"),
    ]
    for number, panel in enumerate(chart.panels):
        parts.append(f'<g transform="translate(0 {TITLE + number * PANEL})">')
        parts.append(_words(LEFT, 32, panel.title, size=24))
        parts += _plot(panel) if any(panel.heights) else [_nothing(chart.empty)]
        parts += [*_labels(panel), "</g>"]
    return "".join([*parts, "</svg>"])


def _words(
    x: float, y: float, text: str, *, size: int, anchor: str = "start", **others: str
) -> str:
    more = "".join(f' font-{name}="{value}"' for name, value in others.items() if name != "fill")
    fill = others.get("fill", INK)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"'
        f"{more}>{escape(text)}</text>"
    )


def _nothing(text: str) -> str:
    return _words(WIDTH / 2, PANEL / 2, text, size=22, anchor="middle", fill=PALE)


def _plot(panel: Panel) -> Iterator[str]:
    """The lines, the bars on them, and what their colours mean."""
    most = max(panel.heights)
    step = next((one for one in STEPS if most / one <= 4), -(-int(most) // 4))
    top = step * -(-most // step)
    floor = PANEL - BOTTOM
    scale = (floor - TOP) / top
    for value in range(0, int(top) + 1, step):
        y = floor - value * scale
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>'
        yield _words(LEFT - 10, y + 7, str(value), size=20, anchor="end", fill=PALE)
    stacks = [
        list(accumulate(stack)) for stack in zip(*(b.values for b in panel.bars), strict=True)
    ]
    for bars, at in zip(panel.bars, range(len(panel.bars)), strict=True):
        for number, each in enumerate(bars.values):
            if each:
                x, width = _place(panel, number)
                y = floor - stacks[number][at] * scale
                size = f'width="{width:.1f}" height="{each * scale:.1f}"'
                yield f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{escape(bars.colour)}"/>'
    yield from _legend(panel)


def _place(panel: Panel, number: int) -> tuple[float, float]:
    """Where a bar begins, and how wide it is."""
    room = (WIDTH - LEFT - RIGHT) / len(panel.labels)
    return LEFT + room * (number + (1 - SHARE) / 2), room * SHARE


def _labels(panel: Panel) -> Iterator[str]:
    step = -(-len(panel.labels) // CROWDED)
    for number in range(0, len(panel.labels), step):
        x, width = _place(panel, number)
        label = panel.labels[number]
        yield _words(x + width / 2, PANEL - 12, label, size=20, anchor="middle", fill=PALE)


def _legend(panel: Panel) -> Iterator[str]:
    """From the right, so that it ends with the plot."""
    x: float = WIDTH - RIGHT
    for bars in reversed(panel.bars):
        x -= len(bars.name) * LETTER + 20
        yield _words(x, 30, bars.name, size=19)
        yield f'<rect x="{x - 22:.1f}" y="15" width="16" height="16" fill="{escape(bars.colour)}"/>'
        x -= 36
