"""Pictures are drawn by a child, which may be slow or break and takes nobody with it."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.chart import BOTTOM, PANEL, TOP, Bars, Chart, ChartFailed, Panel, draw, svg

CHART = Chart("A <title>", (Panel("Seats", ["1", "2"], (Bars("sent", "#3e7cb1", [1, 2]),)),), "-")


async def test_a_chart_becomes_a_png() -> None:
    picture = await draw(CHART, within=60)
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20])
    assert width == 1000


async def test_a_chart_without_values_is_a_picture_too() -> None:
    panel = Panel("Seats", ["1", "2"], (Bars("sent", "#3e7cb1", [0, 0]),))
    assert (await draw(Chart("T", (panel, panel), "Nothing"), within=60)).startswith(b"\x89PNG")


async def test_every_script_of_our_languages_has_its_letters() -> None:
    """A letter that no font has is a box of its own: the same for all, so two texts look alike."""
    bars = (Bars("x", "#3e7cb1", [1]),)
    shown = [
        await draw(Chart(text, (Panel("P", ["1"], bars),), "-"))
        for text in ("Größe", "Grüße", "Визит", "Визав", "मुलाक़ात", "मुलायात", "Ação", "Aqão")
    ]
    assert len(set(shown)) == len(shown)


def test_words_are_words_and_no_markup() -> None:
    drawn = ET.fromstring(svg(CHART))
    assert "A <title>" in [one.text for one in drawn.iter()]


@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=31), min_size=1, max_size=4).map(
        lambda stacks: [stack[: min(map(len, stacks))] for stack in stacks]
    )
)
def test_bars_stay_in_their_panel_on_whole_numbers(stacks: list[list[int]]) -> None:
    count = len(stacks[0])
    bars = [Bars(f"b{number}", "#3e7cb1", values) for number, values in enumerate(stacks)]
    panel = Panel("P", [str(number) for number in range(count)], bars)
    drawn = ET.fromstring(svg(Chart("T", (panel,), "-")))
    rects = [one.attrib for one in drawn.iter() if one.tag.endswith("rect")][1:]
    shown = [each for each in rects if each["width"] != "16"]
    assert len(shown) == sum(bool(value) for values in stacks for value in values)
    for each in shown:
        top, height = float(each["y"]), float(each["height"])
        assert top >= TOP - 0.2
        assert top + height <= PANEL - BOTTOM + 0.2


async def test_what_cannot_be_drawn_is_told() -> None:
    with pytest.raises(ChartFailed, match="ValueError"):
        await draw(Chart("\x00", (), "-"), within=60)


async def test_a_slow_drawing_is_given_up() -> None:
    with pytest.raises(ChartFailed, match="not drawn within"):
        await draw(CHART, within=0.001)
