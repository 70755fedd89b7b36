"""Where a lab is on the map, as people copy it from one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.manage.line.place import Pin, pin_of
from domain.refusals import EntryInvalid

HERE = Pin(52.52, 13.405)


@pytest.mark.parametrize(
    "text",
    [
        "52.52, 13.405",
        "52.52,13.405",
        " 52,52 ; 13,405 ",
        "52,52, 13,405",
        "52.52 13.405",
        "52.52/13.405",
        "52.5200° N, 13.4050° E",
        "52°31'12\"N 13°24'18\"E",
        "52° 31′ 12″ n, 13° 24′ 18″ e",
        "52°31.2' N, 13°24.3' E",
        "geo:52.52,13.405",
        "geo:52.52,13.405;u=35",
        "https://maps.google.com/?q=52.52,13.405",
        "https://www.google.com/maps/search/?api=1&query=52.52%2C13.405",
        "https://www.google.com/maps/place/L/@52.1,13.1,17z/data=!3m1!8m2!3d52.52!4d13.405",
        "https://www.google.com/maps/@52.52,13.405,17z",
        "https://www.openstreetmap.org/?mlat=52.52&mlon=13.405#map=12/52.1/13.1",
        "https://www.openstreetmap.org/#map=18/52.52/13.405",
        "https://maps.apple.com/?z=17&ll=52.52,13.405",
    ],
)
def test_one_place_is_written_in_many_ways(text: str) -> None:
    assert pin_of(text) == HERE


def test_south_and_west_count_backwards() -> None:
    for text in ("-33.5, -70.25", "33.5 S, 70.25 W", "−33.5 −70.25", "33°30' S 70°15' W"):
        assert pin_of(text) == Pin(-33.5, -70.25)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "52.52", "52.52,", "here", "5 Linden Street", "90.1, 13", "52, 180.5"),
        *("52°75' N 13° E", "52.52, 13.405, 3", "1e5, 3", "٣, x", "https://example.com/", "geo:"),
        *(
            "https://maps.google.com/?q=99,13",
            "52.52 13.405 <b>",
            "N, E",
            "https://yandex.com/maps/?ll=13.4%2C52.5",
        ),
    ],
)
def test_anything_else_is_asked_again(text: str) -> None:
    with pytest.raises(EntryInvalid) as refused:
        pin_of(text)
    assert refused.value.field == "g"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_shown_is_read_again(latitude: float, longitude: float) -> None:
    pin = Pin(round(latitude, 6) + 0.0, round(longitude, 6) + 0.0)
    assert pin_of(f"{pin.latitude:f}, {pin.longitude:f}") == pin


@given(st.text(max_size=60))
def test_it_is_a_place_or_refused(text: str) -> None:
    try:
        pin = pin_of(text)
    except EntryInvalid:
        return
    assert abs(pin.latitude) <= 90
    assert abs(pin.longitude) <= 180
