"""However a person says where they are, the zones they may mean are found."""

from datetime import UTC, datetime

import pytest
import pytz
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from domain.time.city_names import OTHER_NAMES
from domain.time.zone_search import One, Several, search_zone
from domain.time.zones import is_zone

NOW = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("new york", "America/New_York"),
        ("Mumbai", "Asia/Kolkata"),
        ("PST", "America/Los_Angeles"),
        ("UTC", "UTC"),
    ],
)
def test_a_name_is_one_zone(text: str, zone: str) -> None:
    assert search_zone(text, NOW) == One(zone)


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        ("Kiev, Kyiv, Kiew, Киев, Київ, Europe/Kiev, KIEV, \u200bKiev", "Europe/Kyiv"),
        (
            "Calcutta, Kolkata, Kalkutta, Bombay, Madras, Asia/Calcutta, कोलकाता, मुंबई",
            "Asia/Kolkata",
        ),
        ("Frobisher Bay, Iqaluit", "America/Iqaluit"),
        ("Kijów, Kijow, Kyjev", "Europe/Kyiv"),
        ("Moskwa, Mosca, Moskova, Moskou", "Europe/Moscow"),
        ("Londra, Londyn, Londen, لندن", "Europe/London"),
        ("Batavia, Jakarta, Djakarta", "Asia/Jakarta"),
        ("Königsberg, Kaliningrad", "Europe/Kaliningrad"),
        ("Léopoldville, Kinshasa", "Africa/Kinshasa"),
        ("Rangoon, Rangun, Yangon", "Asia/Yangon"),
        ("Katmandu, Kathmandu, Катманду, काठमांडू", "Asia/Kathmandu"),
        ("Saigon, Ho Chi Minh, Hanoi", "Asia/Ho_Chi_Minh"),
        ("Санкт-Петербург, санкт петербург, St. Petersburg, Leningrad, Москва", "Europe/Moscow"),
        ("Moskau, Moscou, Moscú, Moscow", "Europe/Moscow"),
        ("Peking, Pékin, Pequim, Пекин, 北京, Chungking", "Asia/Shanghai"),
        ("Constantinople, Istanbul, Стамбул, Asia/Istanbul", "Europe/Istanbul"),
        ("München, Munchen, Munich, Köln, Koln, Cologne, Мюнхен", "Europe/Berlin"),
        ("Mailand, Milano, Милан, Venedig, Rom, Roma", "Europe/Rome"),
        ("Genf, Genève, Zürich, zurich, Женева", "Europe/Zurich"),
        ("Нью-Йорк, нью йорк, Nueva York, Nova Iorque, NEW YORK", "America/New_York"),
        ("Lissabon, Lisboa, Лиссабон", "Europe/Lisbon"),
        ("Wien, Vienne, Viena, Вена", "Europe/Vienna"),
        ("Buenos Aires, America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Godthab, Nuuk", "America/Nuuk"),
        ("Алма-Ата, Almaty", "Asia/Almaty"),
        ("Praha, Prag, Prague, Прага", "Europe/Prague"),
        ("København, Kopenhagen, Copenhague", "Europe/Copenhagen"),
        ("Koeln, Muenchen, Düsseldorf, Duesseldorf", "Europe/Berlin"),
        ("Washington D.C., Washington, Boston", "America/New_York"),
        ("L.A., LA, San Francisco", "America/Los_Angeles"),
    ],
)
def test_a_city_has_older_names_and_those_of_other_languages(names: str, zone: str) -> None:
    found = {name: search_zone(name, NOW) for name in names.split(", ")}
    assert {name: at for name, at in found.items() if at != One(zone)} == {}


def test_every_former_name_and_every_languages_name_of_a_zones_city_is_found() -> None:
    for language in ("en", "de", "es", "fr", "hi", "pt", "ru"):
        for zone, names in Locale.parse(language).time_zones.items():
            if "city" in names and is_zone(zone) and zone.partition("/")[0] != "Etc":
                assert search_zone(names["city"], NOW) is not None, (language, zone)
    assert [zone for zone in OTHER_NAMES.values() if zone not in pytz.common_timezones_set] == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("14:45", "Asia/Kolkata"),
        ("2:45 pm", "Asia/Kolkata"),
        ("It is 10:15", "Europe/Rome"),
        ("10:16", "Europe/Berlin"),
        ("4:15", "America/New_York"),
        ("+05:30", "Asia/Kolkata"),
        ("UTC+2", "Europe/Athens"),
        ("Lisbom", "Europe/Lisbon"),
        ("San Fran", "America/Los_Angeles"),
        ("CST", "America/Chicago"),
        ("IST", "Asia/Jerusalem"),
    ],
)
def test_a_clock_an_offset_or_a_typo_offers_zones(text: str, first: str) -> None:
    found = search_zone(text, NOW)
    assert isinstance(found, Several)
    assert first in found.zones
    assert len(found.zones) <= 8


def test_a_bare_offset_is_offered_beside_its_cities() -> None:
    found = search_zone("UTC+2", NOW)
    assert isinstance(found, Several)
    assert found.zones[-1] == "Etc/GMT-2"


@pytest.mark.parametrize("text", ["", " ", "25:00", "14:37", "x" * 4096, "🎉", "<b>", "9"])
def test_what_names_no_place_finds_none(text: str) -> None:
    assert search_zone(text, NOW) is None


@given(st.text(max_size=80), st.datetimes(timezones=st.just(UTC)))
def test_no_text_breaks_the_search(text: str, now: datetime) -> None:
    if not 1900 < now.year < 2100:
        return
    match search_zone(text, now):
        case One(zone):
            assert is_zone(zone)
        case Several(zones):
            assert zones
            assert all(is_zone(zone) for zone in zones)
