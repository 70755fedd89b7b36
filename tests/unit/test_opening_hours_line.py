"""A line of opening hours is read exactly as written, in seven languages, or is asked about."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.manage.opening_hours_line import TypedHours, read
from domain.refusals import OpeningHoursUnclear
from tests.unit.test_opening_hours import KNOWN, TODAY

WORKDAYS, WEEK = frozenset(range(5)), frozenset(range(7))
DASHES = (
    "..",
    " … ",
    " through ",
    "-",
    "–",
    "—",
    "−",
    "‑",
    "~",
    " - ",
    " – ",
    " — ",
    " to ",
    " till ",
    " bis ",
    " a ",
    " à ",
    " до ",
)
REST = " every 15 min x3"


def line(text: str, locale: str = "en") -> TypedHours:
    return read(text, TODAY, KNOWN.get, locale)


def refused(text: str, locale: str = "en") -> OpeningHoursUnclear:
    with pytest.raises(OpeningHoursUnclear) as found:
        line(text, locale)
    return found.value


@pytest.mark.parametrize("between_hours", DASHES)
@pytest.mark.parametrize("between_days", DASHES)
def test_every_dash_and_word_stands_between_days_and_between_hours(
    between_days: str, between_hours: str
) -> None:
    found = line(f"mon{between_days}fri 8{between_hours}12{REST}")
    assert (found.weekdays, found.hours) == (WORKDAYS, ((time(8), time(12)),))


@pytest.mark.parametrize(
    "text",
    [
        "mon-fri 8-12 every 15 min x3",
        "Monday through Friday, 8am to noon, every 15 minutes, 3 seats",
        "weekdays from 8 to 12, 15-minute slots, 3 people",
        "Mo bis Fr von 8 bis 12 Uhr alle 15 Minuten, 3 Plätze",
        "montags bis freitags 8:00–12:00 alle 15 Min x3",
        "werktags 8 Uhr 00 bis 12 Uhr alle 15 Min × 3",
        "с понедельника по пятницу с 8 до 12 каждые 15 минут, 3 места",
        "пн-пт 8:00—12:00 каждые 15 мин х3",
        "по будням 08:00-12:00 каждые 15 мин x3",
        "de lunes a viernes de 8 a 12 cada 15 minutos, 3 plazas",
        "lu-vi 8:00 a 12:00 cada 15 min x3",
        "lun, mar, mié, jue y vie de 8h a 12h cada 15 min x3",
        "segunda a sexta das 8 às 12 a cada 15 minutos, 3 vagas",
        "segunda-feira a sexta-feira 8h-12h a cada 15 min x3",
        "seg, ter, qua, qui e sex 8h00 às 12h00 cada 15 min x3",
        "du lundi au vendredi de 8h à 12h toutes les 15 minutes, 3 places",
        "lun-ven 8h00-12h toutes les 15 min x3",
        "सोमवार से शुक्रवार तक 8 से 12 बजे तक हर 15 मिनट, 3 सीट",
        "सोम-शुक्र 8-12 बजे हर 15 मिनट x3",
        "mon-fri 0800-1200 every 15 m x 3",
        "x3 every quarter of an hour 8-12pm mon-fri",
        "3x 15 min mon to fri between 8 and 12",
        "daily except weekends 8-12 every 15 x3",
        "mon–thu & fri 8~12 every 15 mins ×3",
        "Mon.–Fri.: 8.00–12.00 every 15 min. x3.",
    ],
)
@pytest.mark.parametrize("locale", ["en", "de-DE", "ru", "hi", "xx"])
def test_the_same_hours_in_seven_languages_for_readers_of_any(text: str, locale: str) -> None:
    hours = ((time(8), time(12)),)
    assert line(text, locale) == TypedHours(WORKDAYS, hours, minutes=15, capacity=3)


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [
        ("9am-12pm", time(9), time(12)),
        ("9 a.m. – 1 p.m.", time(9), time(13)),
        ("8-1pm", time(8), time(13)),
        ("1-5pm", time(13), time(17)),
        ("9am-5", time(9), time(17)),
        ("12-3pm", time(12), time(15)),
        ("0930-1215", time(9, 30), time(12, 15)),
        ("9h30-12h", time(9, 30), time(12)),
        ("9.30-12.15", time(9, 30), time(12, 15)),
        ("noon to 4pm", time(12), time(16)),
        ("20:00-24:00", time(20), time()),
        ("20:00-0:00", time(20), time()),
        ("8pm-midnight", time(20), time()),
        ("9pm-12am", time(21), time()),
        ("0:00-23:59", time(), time()),
        ("0:00-24:00", time(), time()),
        ("22:00-02:00", time(22), time(2)),
        ("10pm-2am", time(22), time(2)),
        ("22-6", time(22), time(6)),
    ],
)
def test_clocks_of_twelve_hours_midnight_and_nights(hours: str, opens: time, closes: time) -> None:
    found = line(f"daily {hours}{REST}")
    assert (found.weekdays, found.hours) == (WEEK, ((opens, closes),))


@pytest.mark.parametrize(
    ("text", "part", "named"),
    [
        ("mon-fri 12-9" + REST, "hours", "12-9"),
        ("mon-fri 10-12am" + REST, "hours", "10-12am"),  # noon or midnight
        ("mon-fri 24:00-2:00" + REST, "hours", "24:00-2:00"),  # before Monday, or after it
        ("mon-fri 0:00-0:00" + REST, "hours", "0:00-0:00"),
        ("mon-fri 8.5-12" + REST, "hours", "8.5-12"),
        ("mon-fri 8-12-14" + REST, "unread", "-14"),
        ("mon-wed-fri 8-12" + REST, "unread", "-fri"),
        ("mon-mon 8-12" + REST, "weekdays", "mon-mon"),
        ("mon : fri 8-12" + REST, "weekdays", "fri"),
        ("mon-sat no wednesday 8-12" + REST, "unread", "no"),
        ("daily mon-fri 8-12" + REST, "weekdays", ""),
        ("mon 8-12, tue 9-11" + REST, "groups", "tue"),
        ("8-12 mon 14-16" + REST, "groups", "14-16"),
        ("first monday 8-12" + REST, "unread", "first"),
        ("alternate mondays 8-12" + REST, "unread", "alternate"),
        ("mon-fri mornings" + REST, "unread", "mornings"),
        ("mon-fri 8-12 every other week every 15 x3", "every", "other"),
        ("mon-fri 8-12 every 2 days x3", "unread", "days"),
        ("mon-fri 8-12 every 15-20 min x3", "every", "20 min"),
        ("mon-fri 8-12 every 15 min every 20 min x3", "every", "every 20 min"),
        ("mon-fri 8-12 every 15 x2-3", "unread", "-3"),
        ("mon-fri 8-12 every 15 x3 4 seats", "seats", "4 seats"),
        ("mon-fri 8-12 every 15 x3 until further notice", "date", "further notice"),
        ("mon-fri 8-12 every 15 x3 from tomorrow", "date", "tomorrow"),
        ("mon-fri 8-12 every 15 x3 until 12/11", "date", "12/11"),
        ("mon-fri 8-12 every 15 x3 holidays germany", "unread", "germany"),
        ("sa-do 8-12" + REST, "weekdays", ""),  # to Thursday in German, to Sunday in Spanish
        ("mon-fri 22:00-02:00, 1:00-3:00" + REST, "overlap", ""),
        ("sun 22-2, 23-24" + REST, "overlap", ""),
        ("mon-fri 8-12" + REST + " for CBC" * 200, "test", ""),
        ("mon-fri 8-12" + REST + "," * 600, "long", ""),
    ],
)
def test_what_is_not_understood_is_named(text: str, part: str, named: str) -> None:
    found = refused(text)
    assert found.part == part
    assert found.text == named or part in {"test", "weekdays"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from 1 dec to 31 dec", (date(2026, 12, 1), date(2026, 12, 31))),
        ("from 1st of December until 24.12.", (date(2026, 12, 1), date(2026, 12, 24))),
        ("bis 31. Dezember", (None, date(2026, 12, 31))),
        ("desde el 1 de diciembre hasta el 2 de enero", (date(2026, 12, 1), date(2027, 1, 2))),
        ("с 1 декабря до 31 декабря", (date(2026, 12, 1), date(2026, 12, 31))),
        ("à partir du 1er décembre jusqu'au 31 décembre", (date(2026, 12, 1), date(2026, 12, 31))),
        ("until dec 31, 2027", (None, date(2027, 12, 31))),
    ],
)
def test_dates_bound_the_hours(text: str, found: tuple[date | None, date]) -> None:
    typed = line("8:00-12:00 daily every 15 min x3 " + text)
    assert (typed.first_day, typed.last_day) == found


def test_days_and_dates_are_left_out() -> None:
    found = line("daily 8-12 every 15 x3 except sun, 24-26 dec and 1 jan")
    assert found.weekdays == WEEK - {6}
    assert found.exceptions == {*(date(2026, 12, day) for day in (24, 25, 26)), date(2027, 1, 1)}


PARTS = (
    "mon-fri 7:00-11:00",
    "every 15 min",
    "x3",
    "for CBC, lipid until 31 dec",
    "buffer 5 min",
)
WHOLE = line(" ".join(PARTS))
ODD = (
    "blarg",
    "first",
    "7",
    "noon",
    "3rd",
    "alternate",
    "monthly",
    "14",
    "may",
    "evening",
    "25:00",
)


@given(st.permutations(PARTS))
def test_parts_stand_in_any_order(parts: list[str]) -> None:
    assert line(" ".join(parts)) == WHOLE


@settings(max_examples=300)
@given(st.permutations(PARTS), st.sampled_from(ODD), st.data())
def test_a_word_too_many_is_asked_about_wherever_it_stands(
    parts: list[str], odd: str, data: st.DataObject
) -> None:
    words = " ".join(parts).split()
    at = data.draw(st.integers(0, len(words)))
    refused(" ".join((*words[:at], odd, *words[at:])))


DAY_NAMES = {
    "en": (
        "mon tue wed thu fri sat sun",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    "de": ("Mo Di Mi Do Fr Sa So", "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
    "ru": ("пн вт ср чт пт сб вс", "понедельник вторник среда четверг пятница суббота воскресенье"),
    "es": ("lun mar mié jue vie sáb dom", "lunes martes miércoles jueves viernes sábado domingo"),
    "pt": ("seg ter qua qui sex sáb dom", "segunda terça quarta quinta sexta sábado domingo"),
    "fr": ("lun mar mer jeu ven sam dim", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "hi": ("सोम मंगल बुध गुरु शुक्र शनि रवि", "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार"),
}
COLUMNS = [(language, names.split()) for language, both in DAY_NAMES.items() for names in both]


@given(
    st.sampled_from(COLUMNS),
    st.integers(0, 6),
    st.integers(1, 6),
    st.sampled_from(DASHES),
    st.sampled_from((",", " &", " and", " und", " y", " e", " et", " и", " और", "/")),
    st.integers(0, 6),
)
def test_days_of_the_week_are_those_that_stand_there(
    column: tuple[str, list[str]], first: int, span: int, dash: str, sign: str, other: int
) -> None:
    language, names = column
    days = f"{names[first]}{dash}{names[(first + span) % 7]}{sign} {names[other]}"
    found = line(f"{days} 8-12{REST}", language)
    assert found.weekdays == {*((first + n) % 7 for n in range(span + 1)), other}


STYLES = (
    "{h}:{m:02}",
    "{h:02}:{m:02}",
    "{h}.{m:02}",
    "{h}h{m:02}",
    "{h:02}{m:02}",
    "{x}:{m:02}{half}",
)


@given(
    st.integers(0, 95),
    st.integers(1, 96),
    st.sampled_from(STYLES),
    st.sampled_from(STYLES),
    st.sampled_from(DASHES),
)
def test_hours_are_those_that_stand_there_or_are_asked_about(
    first: int, last: int, style: str, other: str, dash: str
) -> None:
    def shown(quarter: int, how: str) -> str:
        hour, minute = quarter // 4, quarter % 4 * 15
        half = "am" if hour % 24 < 12 else "pm"
        return how.format(h=hour, m=minute, x=hour % 12 or 12, half=half)

    is_mixed = ("half" in style) != ("half" in other)
    try:
        found = line(f"daily {shown(first, style)}{dash}{shown(last, other)}{REST}")
    except OpeningHoursUnclear:
        is_night = first >= 48 and last < 96 and 0 < (last - first) % 96 <= 48
        assert is_mixed or (first >= last and not is_night)
        return
    guesses = (0, 12) if is_mixed else (0,)  # '1-5pm' begins at 13:00, '9am-5' ends at 17:00
    for quarter, at in zip((first, last), found.hours[0], strict=True):
        assert at in {time((quarter // 4 + more) % 24, quarter % 4 * 15) for more in guesses}
