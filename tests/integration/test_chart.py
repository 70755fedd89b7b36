"""Pictures are drawn by a child, which may be slow or break and takes nobody with it."""

import pytest

from infra.chart import Bars, Chart, ChartFailed, Panel, draw

CHART = Chart("A <title>", (Panel("Seats", ["1", "2"], (Bars("sent", "#3e7cb1", [1, 2]),)),), "-")


async def test_a_chart_becomes_a_png() -> None:
    picture = await draw(CHART, within=60)
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20])
    assert width == 1000


async def test_a_chart_without_values_is_a_picture_too() -> None:
    panel = Panel("Seats", ["1", "2"], (Bars("sent", "#3e7cb1", [0, 0]),))
    assert (await draw(Chart("T", (panel, panel), "Nothing"), within=60)).startswith(b"\x89PNG")


async def test_what_cannot_be_drawn_is_told() -> None:
    broken = Chart("T", (Panel("Seats", ["1", "2"], (Bars("sent", "no colour", [1, 2]),)),), "-")
    with pytest.raises(ChartFailed, match="color"):
        await draw(broken, within=60)


async def test_a_slow_drawing_is_given_up() -> None:
    with pytest.raises(ChartFailed, match="not drawn within"):
        await draw(CHART, within=0.001)
