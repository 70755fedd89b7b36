"""Of a line exactly the days and hours that stand there are closed, or it is asked about."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account.actor import Actor, Role
from domain.booking.lab import Lab
from domain.manage.closure_line import TypedClosure, read, stretch_of
from domain.refusals import ClosureUnclear
from domain.time.zones import to_wall
from handlers.turn import Turn
from handlers.typed_words import day_of

LAB = Lab(1, "City Lab", "1 Linden Street", "Europe/Berlin")
MONDAY = datetime(2026, 11, 30, 14, tzinfo=UTC)
DASHES = ("-", "–", "—", "−", " - ", " – ", " to ", " till ", " until ")


def line(text: str, locale: str = "en", now: datetime = MONDAY) -> TypedClosure:
    actor = Actor(1, Role.MANAGER, "Asia/Kolkata", zone_known=True, locale=locale)
    turn = cast(Turn, SimpleNamespace(now=now, actor=actor))

    def read_day(words: str, since: date) -> date | None:
        return day_of(words, turn, LAB, is_alone=True, since=since)

    return read(text, to_wall(now, LAB.zone).date(), read_day, locale)


def refused(text: str, locale: str = "en") -> ClosureUnclear:
    with pytest.raises(ClosureUnclear) as found:
        line(text, locale)
    return found.value


def closed(first: str, end: str = "", reason: str = "") -> TypedClosure:
    """'12-24' to '12-26' are days, the last counted; '12-24 09:00' is a time."""

    def wall(text: str, more: int) -> datetime:
        year = 2026 if text >= "11-30" else 2027
        if " " in text:
            return datetime.fromisoformat(f"{year}-{text}")
        return datetime.fromisoformat(f"{year}-{text}") + timedelta(days=more)

    return TypedClosure(wall(first, 0), wall(end or first, 1), reason)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("24 dec to 26 dec holidays", closed("12-24", "12-26", "holidays")),
        ("24-26 dec Christmas", closed("12-24", "12-26", "Christmas")),
        ("24 dec – 26 dec: Christmas party", closed("12-24", "12-26", "Christmas party")),
        ("between 24 dec and 26 dec", closed("12-24", "12-26")),
        ("tomorrow no staff", closed("12-01", reason="no staff")),
        ("24, 25 and 26 dec", closed("12-24", "12-26")),
        ("dec 24-26 holidays", closed("12-24", "12-26", "holidays")),
        ("2026-12-24 to 2026-12-26 x", closed("12-24", "12-26", "x")),
        ("24.12.-26.12. Weihnachten", closed("12-24", "12-26", "Weihnachten")),
        ("24/12 to 26/12", closed("12-24", "12-26")),
        ("24th to 26th", closed("12-24", "12-26")),
        ("from 24 dec to 2 jan", closed("12-24", "01-02")),
        ("24 dec - 2 jan 2027 Holidays", closed("12-24", "01-02", "Holidays")),
        ("30 dec until 1 jan", closed("12-30", "01-01")),
        ("closed from 24 dec to 26 dec", closed("12-24", "12-26", "closed")),
        ("24 dec holiday", closed("12-24", reason="holiday")),
        ("25 dec Christmas day", closed("12-25", reason="Christmas day")),
        ("26 mar 2027 Good Friday", closed("03-26", reason="Good Friday")),
        ("1 may May Day", closed("05-01", reason="May Day")),
        ("next week", closed("12-07", "12-13")),
        ("the whole of next week renovation", closed("12-07", "12-13", "renovation")),
        ("this week", closed("11-30", "12-06")),
        ("this weekend", closed("12-05", "12-06")),
        ("tomorrow and wednesday", closed("12-01", "12-02")),
        ("tomorrow to friday training", closed("12-01", "12-04", "training")),
        ("mon-wed", closed("12-07", "12-09")),
        ("friday to monday", closed("12-04", "12-07")),
        ("the day after tomorrow", closed("12-02")),
        ("in 2 weeks", closed("12-14")),
        ("today", closed("11-30")),
        ("30 nov", closed("11-30")),
        ("tomorrow all day stocktaking", closed("12-01", reason="stocktaking")),
        ("tomorrow room 4 flooded", closed("12-01", reason="room 4 flooded")),
        ("analyser 2 down tomorrow", closed("12-01", reason="analyser 2 down")),
        ("tomorrow (analyser down)", closed("12-01", reason="(analyser down)")),
        ("tomorrow 9-12 analyser down", closed("12-01 09:00", "12-01 12:00", "analyser down")),
        ("tomorrow 9am-12pm analyser", closed("12-01 09:00", "12-01 12:00", "analyser")),
        ("tomorrow 0930-1215 x", closed("12-01 09:30", "12-01 12:15", "x")),
        ("24 dec 0930-1215", closed("12-24 09:30", "12-24 12:15")),
        ("24 dec 2030-2130 x", closed("12-24 20:30", "12-24 21:30", "x")),
        ("24 dec 2026 930-1015 x", closed("12-24 09:30", "12-24 10:15", "x")),
        ("tomorrow 9.30 to 12", closed("12-01 09:30", "12-01 12:00")),
        ("9am to 12pm tomorrow", closed("12-01 09:00", "12-01 12:00")),
        ("tomorrow between 9 and 12", closed("12-01 09:00", "12-01 12:00")),
        ("tomorrow after 12 analyser down", closed("12-01 12:00", "12-02 00:00", "analyser down")),
        ("tomorrow from 14:00", closed("12-01 14:00", "12-02 00:00")),
        ("tomorrow until noon", closed("12-01 00:00", "12-01 12:00")),
        ("tomorrow before 10: late start", None),
        ("tomorrow before 10: no staff", closed("12-01 00:00", "12-01 10:00", "no staff")),
        ("tomorrow morning", closed("12-01 00:00", "12-01 12:00")),
        ("tomorrow afternoon training", closed("12-01 12:00", "12-01 18:00", "training")),
        ("tomorrow evening", closed("12-01 18:00", "12-02 00:00")),
        ("tomorrow 20:00-24:00", closed("12-01 20:00", "12-02 00:00")),
        ("tomorrow 22:00-02:00", closed("12-01 22:00", "12-02 02:00")),
        ("24 dec 14:00 to 26 dec 12:00 x", closed("12-24 14:00", "12-26 12:00", "x")),
        ("from tomorrow 14:00 until friday", closed("12-01 14:00", "12-05 00:00")),
    ],
)
def test_what_stands_there_is_closed(text: str, found: TypedClosure | None) -> None:
    if found is None:
        refused(text)
    else:
        assert line(text) == found


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("de", "vom 24. bis 26. Dezember Weihnachten", closed("12-24", "12-26", "Weihnachten")),
        ("de", "24.–26. Dez. Feiertage", closed("12-24", "12-26", "Feiertage")),
        ("de", "nächste Woche Umbau", closed("12-07", "12-13", "Umbau")),
        (
            "de",
            "morgen 9-12 Uhr Gerät defekt",
            closed("12-01 09:00", "12-01 12:00", "Gerät defekt"),
        ),
        ("de", "morgen ab 14 Uhr", closed("12-01 14:00", "12-02 00:00")),
        ("de", "morgen bis 12 Uhr", closed("12-01 00:00", "12-01 12:00")),
        ("de", "morgen Vormittag", closed("12-01 00:00", "12-01 12:00")),
        ("ru", "с 24 по 26 декабря праздники", closed("12-24", "12-26", "праздники")),
        ("ru", "на следующей неделе ремонт", closed("12-07", "12-13", "ремонт")),
        ("ru", "завтра с 9 до 12 анализатор", closed("12-01 09:00", "12-01 12:00", "анализатор")),
        ("ru", "завтра после 12 ремонт", closed("12-01 12:00", "12-02 00:00", "ремонт")),
        ("ru", "завтра до 12", closed("12-01 00:00", "12-01 12:00")),
        ("ru", "завтра утром", closed("12-01 00:00", "12-01 12:00")),
        ("ru", "завтра по техническим причинам", closed("12-01", reason="по техническим причинам")),
        ("es", "del 24 al 26 de diciembre fiestas", closed("12-24", "12-26", "fiestas")),
        ("es", "del 31 de diciembre al 2 de enero", closed("12-31", "01-02")),
        ("es", "la próxima semana obras", closed("12-07", "12-13", "obras")),
        ("es", "mañana de 9 a 12 avería", closed("12-01 09:00", "12-01 12:00", "avería")),
        ("es", "mañana a partir de las 14", closed("12-01 14:00", "12-02 00:00")),
        ("es", "mañana por la mañana", closed("12-01 00:00", "12-01 12:00")),
        ("pt", "de 24 a 26 de dezembro feriado", closed("12-24", "12-26", "feriado")),
        ("pt", "24 dez feriado", closed("12-24", reason="feriado")),
        ("pt", "próxima semana obras", closed("12-07", "12-13", "obras")),
        ("pt", "amanhã das 9 às 12 avaria", closed("12-01 09:00", "12-01 12:00", "avaria")),
        ("pt", "amanhã depois das 12", closed("12-01 12:00", "12-02 00:00")),
        ("fr", "du 24 au 26 décembre fêtes", closed("12-24", "12-26", "fêtes")),
        ("fr", "la semaine prochaine travaux", closed("12-07", "12-13", "travaux")),
        ("fr", "demain de 9h à 12h panne", closed("12-01 09:00", "12-01 12:00", "panne")),
        ("fr", "demain après 12h panne", closed("12-01 12:00", "12-02 00:00", "panne")),
        ("fr", "demain matin", closed("12-01 00:00", "12-01 12:00")),
        ("hi", "24 से 26 दिसंबर छुट्टी", closed("12-24", "12-26", "छुट्टी")),
        ("hi", "24 दिसंबर से 26 दिसंबर तक छुट्टी", closed("12-24", "12-26", "छुट्टी")),
        ("hi", "अगले हफ्ते", closed("12-07", "12-13")),
        ("hi", "कल 9 से 12 बजे मशीन खराब", closed("12-01 09:00", "12-01 12:00", "मशीन खराब")),
        ("hi", "कल 12 बजे के बाद", closed("12-01 12:00", "12-02 00:00")),
        ("hi", "कल 12 बजे तक", closed("12-01 00:00", "12-01 12:00")),
    ],
)
@pytest.mark.parametrize("is_own", [True, False])
def test_the_same_in_seven_languages(
    locale: str, text: str, found: TypedClosure, is_own: bool
) -> None:
    assert line(text, locale if is_own or "dez " in text else "en") == found


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("every monday 9-12", "stretch"),
        ("24 dec every year", "stretch"),
        ("daily 9-12", "stretch"),
        ("24-26 dec 9-12", "stretch"),
        ("next week 9-12", "stretch"),
        ("tomorrow 9-11 and 14-16", "stretch"),
        ("tomorrow and friday", "stretch"),
        ("24 and 26 dec", "stretch"),
        ("tomorrow 9-12 and friday", "unread"),
        ("tomorrow 9-25", "unread"),
        ("tomorrow 12-9", "hours"),
        ("tomorrow 9-9", "hours"),
        ("tomorrow 9-12am", "hours"),
        ("tomorrow after 2", "hours"),  # at night, or in the afternoon
        ("tomorrow at 9", "unread"),
        ("tomorrow after lunch", "unread"),
        ("tomorrow over lunch", "unread"),
        ("tomorrow night", "unread"),
        ("24 dec am", "unread"),
        ("24 dec am analyser", "unread"),
        ("24 dec pm", "unread"),
        ("24 dec 1-5", "hours"),
        ("next week mon-wed", "unread"),
        ("for the next week", "day"),
        ("tomorrow 14:00 onwards", "unread"),
        ("tomorrow early", "unread"),
        ("tomorrow half day", "unread"),
        ("tomorrow reduced hours", "unread"),
        ("tomorrow 4 nurses ill", "hours"),
        ("tomorrow until further notice", "unread"),
        ("tomorrow for 3 days", "unread"),
        ("tomorrow for a week", "unread"),
        ("tomorrow analyser down 9-12", "unread"),
        ("tomorrow analyser down after 12", "unread"),
        ("tomorrow except 9-12", "unread"),
        ("tomorrow and", "unread"),
        ("tomorrow to", "unread"),
        ("24 dec or 25 dec", "unread"),
        ("24 dec january", "unread"),
        ("from tomorrow", "unread"),
        ("from next week", "unread"),
        ("until friday", "unread"),
        ("after friday", "unread"),
        ("26 dec to 24 dec", "order"),
        ("2026-12-26 to 2026-12-24", "order"),
        ("1 dec to 30 may", "far"),
        ("monday 24 dec", "unread"),  # a Thursday
        ("30-31 feb", "day"),
        ("3 days", "hours"),
        ("december", "day"),
        ("end of december", "day"),
        ("next month", "day"),
        ("week 51", "day"),
        ("christmas holidays", "day"),
        ("9-12 analyser", "day"),
        ("banana", "day"),
        ("", "day"),
        ("tomorrow " + "very " * 80 + "late", "long"),
    ],
)
def test_what_is_not_understood_asks(text: str, part: str) -> None:
    assert refused(text).part == part


NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = st.dates(date(2026, 12, 1), date(2027, 11, 20))
REASONS = ("", "holiday", "analyser down", "Water is off", "no staff in room 4")


def written(day: date, style: int) -> str:
    month = NAMES[day.month - 1]
    styles = ("{d} {m}", "{d}. {m}", "{m} {d}", "{d} {m} {y}", "{i}", "{d}.{n}.{y}")
    return styles[style].format(d=day.day, m=month, y=day.year, i=day.isoformat(), n=day.month)


@given(DAYS, st.integers(1, 60), st.integers(0, 5), st.integers(0, 5), st.sampled_from(DASHES),
       st.sampled_from(REASONS))  # fmt: skip
def test_days_are_those_that_stand_there(
    first: date, span: int, style: int, other: int, dash: str, reason: str
) -> None:
    last = first + timedelta(days=span)
    spaced = dash if " " in dash else f" {dash} "
    found = line(f"{written(first, style)}{spaced}{written(last, other)} {reason}")
    assert (found.first.date(), found.end.date() - timedelta(days=1)) == (first, last)
    assert found.reason == reason


CLOCKS = ("{h}:{m:02}", "{h:02}:{m:02}", "{h}.{m:02}", "{h}h{m:02}", "{h:02}{m:02}")


@given(
    st.integers(0, 94), st.integers(1, 30), st.sampled_from(CLOCKS), st.sampled_from(CLOCKS),
    st.sampled_from(DASHES), st.sampled_from(REASONS),
)  # fmt: skip
def test_hours_are_those_that_stand_there(
    first: int, span: int, style: str, other: str, dash: str, reason: str
) -> None:
    last = min(first + span, 96)
    opens = style.format(h=first // 4, m=first % 4 * 15)
    closes = other.format(h=last // 4, m=last % 4 * 15)
    found = line(f"tomorrow {opens}{dash}{closes} {reason}")
    midnight = datetime(2026, 12, 1)
    assert found.first == midnight + timedelta(minutes=first * 15)
    assert found.end == midnight + timedelta(minutes=last * 15)
    assert found.reason == reason


ODD = (
    *(
        "9-12",
        "14:00",
        "9am",
        "monday",
        "tomorrow",
        "june",
        "every",
        "weekly",
        "until",
        "3 days",
    ),
    *("after 12", "morning", "next week", "25.12.", "0930", "half", "сегодня", "freitag"),
)


@settings(max_examples=300)
@given(
    st.sampled_from(("24 dec", "24-26 dec", "3 jan 9-12", "thursday 24 dec", "next week")),
    st.sampled_from(ODD),
    st.sampled_from(REASONS[1:]),
    st.data(),
)
def test_time_that_is_not_understood_never_hides_in_the_reason(
    when: str, odd: str, reason: str, data: st.DataObject
) -> None:
    """With more time in the line something else is closed, or it asks; never the same."""
    plain = line(f"{when} {reason}")
    words = reason.split()
    at = data.draw(st.integers(0, len(words)))
    try:
        found = line(f"{when} {' '.join((*words[:at], odd, *words[at:]))}")
    except ClosureUnclear:
        return
    assert (found.first, found.end) != (plain.first, plain.end)


@given(st.text(max_size=400))
def test_any_text_is_a_closure_or_asks(text: str) -> None:
    try:
        found = line(text)
    except ClosureUnclear:
        return
    assert found.first < found.end
    assert len(found.reason) <= 120


@pytest.mark.parametrize(
    ("first", "end", "hours"),
    [
        ("2026-03-29 02:30", "2026-03-29 04:00", 1),  # 02:00 to 03:00 is left out
        ("2026-03-29 01:00", "2026-03-29 02:30", 1),
        ("2026-10-25 01:00", "2026-10-25 02:30", 2.5),  # 02:00 to 03:00 comes twice
        ("2026-10-25 02:30", "2026-10-25 04:00", 2.5),
        ("2026-10-25 00:00", "2026-10-26 00:00", 25),
        ("2026-03-29 00:00", "2026-03-30 00:00", 23),
    ],
)
def test_all_that_clocks_show_between_is_closed_when_they_change(
    first: str, end: str, hours: float
) -> None:
    typed = TypedClosure(datetime.fromisoformat(first), datetime.fromisoformat(end))
    found = stretch_of(typed, LAB.zone)
    assert found.end - found.first == timedelta(hours=hours)


def test_a_year_that_is_over_is_the_next() -> None:
    now = datetime(2026, 12, 28, 9, tzinfo=UTC)
    assert line("24 dec to 2 jan", now=now).first == datetime(2027, 12, 24)
    assert line("24 dec to 2 jan", now=now).end == datetime(2028, 1, 3)
    assert line("30 dec to 2 jan", now=now).end == datetime(2027, 1, 3)
