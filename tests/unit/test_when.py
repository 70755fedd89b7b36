"""The words people use for a time mean what careful people mean by them."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import UTC, datetime, timedelta

import pytest

from domain.time.zones import to_instant, to_wall
from domain.when import Ask, Reason, Unclear, Understood, Why, parse_when

BERLIN = "Europe/Berlin"
# A Wednesday.
NOW = to_instant(datetime(2026, 3, 4, 10, 15), BERLIN)


def read(text: str, locale: str = "en-GB", now: datetime = NOW, zone: str = BERLIN) -> str:
    """The wall clock that a text means, or why it means none; the person's zone is Berlin."""
    answer = parse_when(text, now, zone, locale)
    if isinstance(answer, Understood):
        return f"{to_wall(answer.at, zone):%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    if isinstance(answer, Ask):
        return f"ask {answer.reason}"
    return str(answer.why)


def understood(text: str, locale: str = "en-GB") -> Understood:
    answer = parse_when(text, NOW, BERLIN, locale)
    assert isinstance(answer, Understood), answer
    return answer


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("in 3 seconds", "2026-03-04 10:15:03"),
        ("in 90 min", "2026-03-04 11:45"),
        ("2h30m", "2026-03-04 12:45"),
        ("in 2h30", "2026-03-04 12:45"),
        ("half an hour", "2026-03-04 10:45"),
        ("in an hour and a half", "2026-03-04 11:45"),
        ("in two and a half hours", "2026-03-04 12:45"),
        ("in 1.5 hours", "2026-03-04 11:45"),
        ("20 minutes from now", "2026-03-04 10:35"),
        ("in a quarter of an hour", "2026-03-04 10:30"),
        ("in 24h", "2026-03-05 10:15"),
        ("in 3 days", "2026-03-07 09:00"),
        ("in 3 days at 5pm", "2026-03-07 17:00"),
        ("in a month", "2026-04-04 09:00"),
        ("a week from friday", "2026-03-13 09:00"),
        ("in 9999 years", "too_far"),
        ("in 0 minutes", "past"),
    ],
)
def test_a_length_of_time(text: str, wall: str) -> None:
    assert read(text) == wall


def test_a_month_from_the_31st_is_the_last_day_of_the_month() -> None:
    now = to_instant(datetime(2026, 1, 31, 8), BERLIN)
    assert read("in a month", now=now) == "2026-02-28 09:00"
    assert read("in 11 months", now=now) == "2026-12-31 09:00"


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("9am", "2026-03-05 09:00"),
        ("at 11am", "2026-03-04 11:00"),
        ("6.30pm", "2026-03-04 18:30"),
        ("7 p.m.", "2026-03-04 19:00"),
        ("14:00", "2026-03-04 14:00"),
        ("17:05:30", "2026-03-04 17:05:30"),
        ("1800 hrs", "2026-03-04 18:00"),
        ("noon", "2026-03-04 12:00"),
        ("at 12", "2026-03-04 12:00"),
        ("12am", "2026-03-05 00:00"),
        ("midnight", "2026-03-05 00:00"),
        ("24:00", "2026-03-05 00:00"),
        ("half past six", "2026-03-04 18:30"),
        ("half six", "2026-03-04 18:30"),
        ("quarter to 8 pm", "2026-03-04 19:45"),
        ("ten past three pm", "2026-03-04 15:10"),
        ("nine thirty tomorrow", "2026-03-05 09:30"),
        ("10:15", "2026-03-05 10:15"),
        ("at 3", "2026-03-04 15:00"),
        ("25:00", "impossible"),
        ("14:75", "impossible"),
        ("14am", "impossible"),
    ],
)
def test_a_clock_time(text: str, wall: str) -> None:
    assert read(text) == wall


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("tomorrow", "2026-03-05 09:00"),
        ("day after tomorrow 7pm", "2026-03-06 19:00"),
        ("friday", "2026-03-06 09:00"),
        ("fri 4pm", "2026-03-06 16:00"),
        ("next friday", "2026-03-13 09:00"),
        ("friday week", "2026-03-13 09:00"),
        ("friday next week at 3pm", "2026-03-13 15:00"),
        ("at 3pm on friday next week", "2026-03-13 15:00"),
        ("saturday after next", "2026-03-14 09:00"),
        ("wednesday 9pm", "2026-03-04 21:00"),
        ("wednesday 9am", "2026-03-11 09:00"),
        ("this weekend", "2026-03-07 09:00"),
        ("next week", "2026-03-09 09:00"),
        ("next month", "2026-04-01 09:00"),
        ("end of the month", "2026-03-31 09:00"),
        ("first monday of april", "2026-04-06 09:00"),
        ("last friday of the month 5pm", "2026-03-27 17:00"),
        ("the 15th", "2026-03-15 09:00"),
        ("the 2nd at 9am", "2026-04-02 09:00"),
        ("friday the 13th at 5pm", "2026-03-13 17:00"),
        ("christmas eve 6pm", "2026-12-24 18:00"),
        ("3 nov", "2026-11-03 09:00"),
        ("nov 3 at 9pm", "2026-11-03 21:00"),
        ("3rd of november 2027", "2027-11-03 09:00"),
        ("january 5th", "2027-01-05 09:00"),
        ("29 february", "2028-02-29 09:00"),
        ("2026-11-03", "2026-11-03 09:00"),
        ("2026-11-03 14:30", "2026-11-03 14:30"),
        ("2026-11-03T14:30", "2026-11-03 14:30"),
        ("2026-11-03T14:30Z", "2026-11-03 15:30"),
        ("03/11/2026 9am", "2026-11-03 09:00"),
        ("3.11.2026", "2026-11-03 09:00"),
        ("friday 13 march", "2026-03-13 09:00"),
        ("friday 14 march", "impossible"),
        ("31 february", "impossible"),
        ("29 february 2027", "impossible"),
        ("32/01/2027", "impossible"),
        ("2026-13-05 10:00", "impossible"),
    ],
)
def test_a_day(text: str, wall: str) -> None:
    assert read(text) == wall


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("tonight", "2026-03-04 20:00"),
        ("tonight 9", "2026-03-04 21:00"),
        ("tonight at 1", "2026-03-05 01:00"),
        ("tomorrow morning", "2026-03-05 09:00"),
        ("early tomorrow morning", "2026-03-05 07:00"),
        ("tomorrow at 7 in the evening", "2026-03-05 19:00"),
        ("friday night at 9:30", "2026-03-06 21:30"),
        ("saturday morning 8 o'clock", "2026-03-07 08:00"),
        ("end of day", "2026-03-04 17:00"),
        ("this afternoon", "2026-03-04 15:00"),
    ],
)
def test_a_part_of_the_day(text: str, wall: str) -> None:
    assert read(text) == wall


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("tomorow 8am", "2026-03-05 08:00"),
        ("TOMORROW   9 AM!!", "2026-03-05 09:00"),
        ("day aftr tmrw 7pm", "2026-03-06 19:00"),
        ("nxt fri 4pm", "2026-03-13 16:00"),
        ("thrusday 4pm", "2026-03-05 16:00"),
        ("mourning tomorrow", "2026-03-05 09:00"),
    ],
)
def test_a_word_with_one_letter_wrong(text: str, wall: str) -> None:
    assert read(text) == wall


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("today at 9am", Why.PAST),
        ("yesterday 5pm", Why.PAST),
        ("last friday", Why.PAST),
        ("3 days ago at noon", Why.PAST),
        ("01/01/2020 5pm", Why.PAST),
        ("soon", Why.NOTHING),
        ("hello", Why.NOTHING),
        ("", Why.NOTHING),
        ("see you on the 2nd floor", Why.NOTHING),
        ("buy 2 apples", Why.NOTHING),
        ("between 3 and 4pm", Why.PARTLY),
        ("tomorrow 9-11am", Why.PARTLY),
        ("tomorrow or friday", Why.PARTLY),
        ("before 5pm", Why.PARTLY),
        ("an hour before friday", Why.PARTLY),
        ("twice a day", Why.PARTLY),
        ("biweekly", Why.PARTLY),
        ("every 2 hours at 9", Why.PARTLY),
        ("at 9am in the evening", Why.IMPOSSIBLE),
    ],
)
def test_what_is_past_vague_or_half_understood_is_never_guessed(text: str, why: Why) -> None:
    assert parse_when(text, NOW, BERLIN, "en-GB") == Unclear(why)


@pytest.mark.parametrize(
    ("text", "wall", "rest"),
    [
        ("tomorrow 9am Call mum", "2026-03-05 09:00", "Call mum"),
        ("Call mum tomorrow 9am", "2026-03-05 09:00", "Call mum"),
        ("tomorrow Call mum at 6pm", "2026-03-05 18:00", "Call mum"),
        ("tomorrow at 9am: call mum!", "2026-03-05 09:00", "call mum!"),
        ("in 3 seconds hi", "2026-03-04 10:15:03", "hi"),
        ("remind me to buy milk tomorrow at 6pm", "2026-03-05 18:00", "buy milk"),
        ("please remind me in 20 minutes to check it", "2026-03-04 10:35", "check it"),
        ("pick up 3 kids at 3:15pm", "2026-03-04 15:15", "pick up 3 kids"),
        ("tomorrow 9am 2 pills", "2026-03-05 09:00", "2 pills"),
        ("5 minutes of silence tomorrow 11am", "2026-03-05 11:00", "5 minutes of silence"),
        ("weekly report tomorrow 9am", "2026-03-05 09:00", "weekly report"),
        ("tomorrow 9am prepare for friday", "2026-03-05 09:00", "prepare for friday"),
        ("call +49 30 1234567 tomorrow at 9am", "2026-03-05 09:00", "call +49 30 1234567"),
        ("tomorrow 9am <b>Hi</b> & you", "2026-03-05 09:00", "<b>Hi</b> & you"),
        ("🎂 tomorrow 9am", "2026-03-05 09:00", "🎂"),
        ("tomorrow 9am, please", "2026-03-05 09:00", ""),
    ],
)
def test_the_message_around_a_time_is_kept_as_it_was_typed(text: str, wall: str, rest: str) -> None:
    assert (read(text), understood(text).rest) == (wall, rest)


def test_the_kept_ranges_lead_back_to_the_text() -> None:
    text = "tomorrow Call mum at 6pm and dad"
    answer = understood(text)
    assert answer.kept == ((9, 17), (25, 32))
    assert " ".join(text[start:end] for start, end in answer.kept) == answer.rest


def test_a_number_that_may_be_an_hour_or_part_of_the_message_is_asked_about() -> None:
    answer = parse_when("tomorrow 5 apples come", NOW, BERLIN, "en-GB")
    assert isinstance(answer, Ask)
    assert answer.reason is Reason.READINGS
    assert [item.rest for item in answer.options] == ["apples come", "5 apples come"]


def test_whether_the_text_gave_a_date_and_a_time_is_told() -> None:
    told = {
        text: (understood(text).has_date, understood(text).has_time)
        for text in ("tomorrow", "9am", "tomorrow 9am", "tonight", "in 5 min", "today")
    }
    assert told == {
        "tomorrow": (True, False),
        "9am": (False, True),
        "tomorrow 9am": (True, True),
        "tonight": (True, True),
        "in 5 min": (True, True),
        "today": (True, False),
    }


def test_the_other_half_of_the_day_is_offered() -> None:
    answer = understood("tomorrow at 7")
    assert f"{answer.wall:%H:%M}" == "07:00"
    assert [f"{other.wall:%a %H:%M}" for other in answer.others] == ["Thu 19:00"]


def test_next_friday_offers_the_nearer_one() -> None:
    assert [f"{other.wall:%d %b}" for other in understood("next friday").others] == ["06 Mar"]


@pytest.mark.parametrize(
    ("locale", "wall"), [("en-US", "2027-03-04"), ("en-GB", "2026-04-03"), ("de", "2026-04-03")]
)
def test_the_locale_orders_day_and_month(locale: str, wall: str) -> None:
    now = to_instant(datetime(2026, 3, 5, 10), BERLIN)
    assert read("3/4", locale, now) == f"{wall} 09:00"


def test_without_a_region_the_other_order_is_offered() -> None:
    assert [f"{item.wall:%d %b}" for item in understood("3/5/2026", "en").others] == ["05 Mar"]


def test_a_skipped_hour_is_asked_about() -> None:
    answer = parse_when("29 march 2:30am", NOW, BERLIN, "en-GB")
    assert isinstance(answer, Ask)
    assert answer.reason is Reason.NONEXISTENT
    assert [f"{item.wall:%H:%M}" for item in answer.options] == ["01:30", "03:30"]


def test_a_doubled_hour_is_asked_about() -> None:
    answer = parse_when("25 october 02:30", NOW, BERLIN, "en-GB")
    assert isinstance(answer, Ask)
    assert answer.reason is Reason.AMBIGUOUS
    assert [item.at.astimezone(UTC).hour for item in answer.options] == [0, 1]


def test_elapsed_hours_ignore_a_change_of_clocks_and_days_do_not() -> None:
    eve = to_instant(datetime(2026, 3, 28, 20), BERLIN)
    assert read("in 24 hours", now=eve) == "2026-03-29 21:00"
    assert read("tomorrow 8pm", now=eve) == "2026-03-29 20:00"


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("9am PST", "2026-03-04 18:00"),
        ("5pm London time", "2026-03-04 18:00"),
        ("9am GMT+2", "2026-03-05 08:00"),
        ("5pm CET", "2026-03-04 17:00"),
        ("9am IST", "2026-03-05 04:30"),
    ],
)
def test_a_zone_behind_a_clock_time_counts(text: str, wall: str) -> None:
    assert read(text) == wall


@pytest.mark.parametrize(
    ("text", "locale", "wall"),
    [
        ("morgen um 9", "de", "2026-03-05 09:00"),
        ("morgen um 14:30", "en", "2026-03-05 14:30"),
        ("demain à 9h", "fr-FR", "2026-03-05 09:00"),
        ("через неделю", "ru", "2026-03-11 09:00"),
        ("tomorrow 9am", "hi", "2026-03-05 09:00"),
        ("tomorrow 9am Call mum", "de", "2026-03-05 09:00"),
        ("halb sieben abends", "de", "2026-03-04 18:30"),
        ("kal subah 9 baje", "en", "2026-03-05 09:00"),
        ("hoy a las nueve y media de la noche", "es", "2026-03-04 21:30"),
    ],
)
def test_other_languages_are_read_by_the_locale_or_by_their_words(
    text: str, locale: str, wall: str
) -> None:
    assert read(text, locale) == wall


def test_the_same_question_is_answered_once() -> None:
    """A text is read by several handlers in one turn."""
    ask = ("tomorrow 9am call mum", NOW, "Europe/Berlin", "en")
    assert parse_when(*ask) is parse_when(*ask)
    later = parse_when(ask[0], NOW + timedelta(days=1), *ask[2:])
    assert isinstance(later, Understood)
    assert later != parse_when(*ask)
