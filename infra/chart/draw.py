"""The child of infra/chart/__init__.py: a chart as JSON on stdin, a PNG on stdout."""

import io
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

INK, PALE, LINE = "#1f2933", "#6b7785", "#e3e8ee"
OOM_SCORE = Path("/proc/self/oom_score_adj")
SIZE, DOTS = (8.0, 2.9), 125  # inches and dots per inch of one panel: 1000 pixels wide
CROWDED = 16  # labels that stand side by side


def main() -> None:
    """Draw what stdin asks for; where memory is short, this process is to go and not the bot."""
    with suppress(OSError):
        OOM_SCORE.write_text("1000")
    chart = json.load(sys.stdin)
    sys.stdout.buffer.write(picture(chart))


def picture(chart: dict[str, Any]) -> bytes:
    """The PNG of a chart (see infra.chart.Chart)."""
    panels = chart["panels"]
    width, height = SIZE
    size, layout = (width, height * max(1, len(panels))), ConstrainedLayoutEngine(hspace=0.08)
    figure = Figure(figsize=size, dpi=DOTS, layout=layout)
    figure.suptitle(chart["title"], color=INK, fontsize=17, fontweight="bold")
    for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
        _panel(axes, panel, chart["empty"])
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor="white")
    return out.getvalue()


def _panel(axes: Axes, panel: dict[str, Any], empty: str) -> None:
    labels = panel["labels"]
    places = range(len(labels))
    below = [0.0] * len(labels)
    for bars in panel["bars"]:
        axes.bar(places, bars["values"], 0.72, below, color=bars["colour"], label=bars["name"])
        below = [low + high for low, high in zip(below, bars["values"], strict=True)]
    axes.set_title(panel["title"], loc="left", color=INK, fontsize=15)
    step = -(-len(labels) // CROWDED)
    axes.set_xticks(list(places)[::step], labels[::step])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.tick_params(colors=PALE, length=0, labelsize=13)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=LINE)
    axes.spines[:].set_visible(False)
    if any(below):
        axes.legend(
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=len(panel["bars"]),
            fontsize=13,
            labelcolor=INK,
            frameon=False,
        )
    else:
        axes.set_ylim(0, 1)
        axes.set_yticks([])
        axes.text(0.5, 0.5, empty, transform=axes.transAxes, ha="center", color=PALE, fontsize=14)


if __name__ == "__main__":
    main()
