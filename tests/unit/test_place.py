"""A place has the zone that people there live by; what is no place has none, and does no harm."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.zones import is_zone
from infra.places import zone_at

CITIES = [
    ("Europe/Lisbon", 38.7223, -9.1393),
    ("Europe/London", 51.5074, -0.1278),
    ("Europe/Berlin", 52.52, 13.405),
    ("Europe/Madrid", 40.4168, -3.7038),
    ("Atlantic/Canary", 28.1235, -15.4363),
    ("Europe/Moscow", 55.7558, 37.6173),
    ("Europe/Kaliningrad", 54.7104, 20.4522),
    ("Asia/Kolkata", 19.076, 72.8777),
    ("Asia/Kathmandu", 27.7172, 85.324),
    ("Asia/Tokyo", 35.6762, 139.6503),
    ("Asia/Dubai", 25.2048, 55.2708),
    ("Asia/Singapore", 1.3521, 103.8198),
    ("Africa/Nairobi", -1.2921, 36.8219),
    ("Africa/Lagos", 6.5244, 3.3792),
    ("America/New_York", 40.7128, -74.006),
    ("America/Phoenix", 33.4484, -112.074),
    ("America/Los_Angeles", 34.0522, -118.2437),
    ("America/Sao_Paulo", -23.5505, -46.6333),
    ("America/Argentina/Buenos_Aires", -34.6037, -58.3816),
    ("America/St_Johns", 47.5615, -52.7126),
    ("Australia/Adelaide", -34.9285, 138.6007),
    ("Pacific/Auckland", -36.8485, 174.7633),
    ("Pacific/Chatham", -43.9535, -176.5597),
]
NAN, INFINITY = float("nan"), float("inf")
anything = st.floats() | st.integers() | st.sampled_from([10**400, -(10**400), -0.0])


@pytest.mark.parametrize(("zone", "latitude", "longitude"), CITIES)
def test_a_city_has_its_zone(zone: str, latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) == zone


def test_longitude_and_latitude_are_not_mixed_up() -> None:
    assert zone_at(9.03, 38.74) == "Africa/Addis_Ababa"
    assert zone_at(38.74, 9.03) != "Africa/Addis_Ababa"


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (30, -40), (-48.9, -123.4), (90, 0), (0, 180), (0, -180)]
)
def test_the_high_seas_and_the_north_pole_have_no_zone(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) is None


def test_the_station_at_the_south_pole_has_the_zone_it_lives_by() -> None:
    assert zone_at(-90, 0) == "Antarctica/McMurdo"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.01, 13), (-90.01, 13), (52, 180.01), (52, -180.01), (NAN, 13), (52, INFINITY)],
)
def test_numbers_beyond_the_globe_are_no_place(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) is None


@given(anything, anything)
def test_any_two_numbers_are_answered(latitude: float, longitude: float) -> None:
    zone = zone_at(latitude, longitude)
    assert zone is None or is_zone(zone)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_place_on_earth_has_a_zone_that_we_know_or_none(
    latitude: float, longitude: float
) -> None:
    zone = zone_at(latitude, longitude)
    assert zone is None or (is_zone(zone) and not zone.startswith("Etc/"))


def test_the_map_is_read_at_the_first_need_alone() -> None:
    program = (
        "import psutil, pytz\n"
        "import domain.time.zones\n"
        "rss = lambda: psutil.Process().memory_info().rss // 2**20\n"
        "begun = rss()\n"
        "from infra.places import zone_at\n"
        "ready = rss()\n"
        "assert zone_at(38.7223, -9.1393) == 'Europe/Lisbon'\n"
        "print(ready - begun, rss() - begun)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    at_start, in_use = map(int, done.stdout.split())
    assert at_start < 8, "MiB while nobody has shared a place"
    assert 8 <= in_use < 64, "MiB that the map takes for good"
