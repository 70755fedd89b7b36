"""Cards of a booking fit into Telegram's limits and cannot be broken by any name in them."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account.quiet import USUAL, Quiet, Way
from domain.booking.booking import BookingView, Status, Wanted
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.part_of_day import AFTERNOON, EVENING
from domain.booking.patient import Patient
from domain.booking.reminding import Reminding, reminders_for
from domain.page import Page
from domain.time.zones import to_wall
from fsm.draft import new_intent
from screens.booking import card, my_bookings, steps, tell
from screens.booking.callbacks import BookingDo, BookingTap
from screens.booking.card import Frame
from screens.booking.visit_words import clocks_note, money, when
from screens.screen import Screen
from telegram_sandbox.text.html import HtmlReader
from tests.support.html import seen

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
BERLIN = Lab(1, "City Lab", "1 Linden Street", "Europe/Berlin")
CBC = LabTest(1, "CBC", "Complete blood count", "Eat as usual.", 10, Decimal("9.50"), "EUR")
START = datetime(2026, 12, 11, 8, tzinfo=UTC)
LONGEST, BUTTONS, DATA = 4096, 100, 64

wild = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            "<b>bold</b>",
            "&amp; &lt;script&gt;",
            "'; DROP TABLE tests; --",
            "\u202eright to left\u202c مرحبا",
            "👩‍👩‍👧‍👦" * 50,
            "x" * 5000,
            "a\nb\tc",
            "\"quoted\" 'too'",
        ]
    ),
).filter(lambda text: all(not 0xD800 <= ord(char) <= 0xDFFF and char != "\0" for char in text))
numbers = st.integers(min_value=0, max_value=2**63 - 1)
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])
minutes = st.integers(0, 5_000_000)
instants = minutes.map(lambda count: NOW + timedelta(minutes=count))
tests = st.builds(
    LabTest, numbers, wild, wild, wild, st.just(10), st.decimals(0, 99_999_999, places=2), wild
)
labs = st.builds(Lab, numbers, wild, wild, zones)
free = st.lists(
    st.builds(
        lambda number, at, seats: FreeTime(number, at, at + timedelta(minutes=15), seats),
        *(numbers, instants, st.integers(1, 99)),
    ),
    min_size=1,
    max_size=120,
)
patients = st.lists(st.builds(Patient, numbers, wild, wild, st.just(False)), max_size=6)
frames = st.builds(
    lambda lab, zone, test, at, note: Frame(
        intent=new_intent(),
        lab=lab,
        zone=zone,
        today=NOW.date(),
        test=test,
        starts_at=at,
        note=note[:200],
    ),
    *(labs, zones, st.none() | tests, st.none() | instants, wild),
)
views = st.builds(
    lambda ids, status, at, test, lab, who: BookingView(
        id=ids[0],
        account_id=ids[1],
        status=status,
        version=1,
        slot_id=1,
        starts_at=at,
        ends_at=at + timedelta(minutes=15),
        test=test,
        lab=lab,
        patient_name=who[0],
        patient_phone=who[1],
    ),
    st.tuples(numbers, numbers),
    *(st.sampled_from(Status), instants, tests, labs, st.tuples(wild, wild)),
)


def check(screen: Screen) -> str:
    """Telegram would take it, and nothing foreign formats it; the text that is read."""
    shown = HtmlReader(screen.text).read()
    assert 0 < len(shown.text.encode("utf-16-le")) // 2 <= LONGEST
    assert {entity["type"] for entity in shown.entities} <= {"bold", "code", "date_time"}
    assert screen.keyboard is None or isinstance(screen.keyboard, InlineKeyboardMarkup)
    rows = screen.keyboard.inline_keyboard if screen.keyboard else []
    buttons = [item for row in rows for item in row]
    assert len(buttons) <= BUTTONS
    for item in buttons:
        assert item.text.strip()
        assert len((item.callback_data or "").encode()) <= DATA
        assert bool(item.callback_data) != bool(item.disabled)
    return str(shown.text)


def frame(**more: Any) -> Frame:
    given: dict[str, Any] = {
        "intent": new_intent(),
        "lab": BERLIN,
        "zone": BERLIN.zone,
        "today": NOW.date(),
        "test": CBC,
    }
    return Frame(**(given | more))


def labels(screen: Screen) -> list[list[str]]:
    assert isinstance(screen.keyboard, InlineKeyboardMarkup)
    return [[item.text for item in row] for row in screen.keyboard.inline_keyboard]


def tappable(screen: Screen) -> dict[str, BookingTap]:
    assert isinstance(screen.keyboard, InlineKeyboardMarkup)
    every = [item for row in screen.keyboard.inline_keyboard for item in row]
    return {
        item.text: BookingTap.unpack(item.callback_data) for item in every if item.callback_data
    }


@given(frames, st.lists(tests, max_size=6), wild, st.integers(0, 9))
@settings(max_examples=20)
def test_the_tests_card_fits(frame: Frame, found: list[LabTest], search: str, page: int) -> None:
    check(steps.tests(frame, Page(tuple(found), page, 10), search, ()))
    check(steps.tests(frame, Page(tuple(found), page, 10), search, found))
    assert len(steps.none_found(search)) < 200


@given(frames, st.dates(date(2026, 1, 1), date(2036, 1, 1)), st.sets(st.dates(), max_size=40))
@settings(max_examples=20)
def test_the_days_card_fits(frame: Frame, month: date, days: set[date]) -> None:
    check(steps.days(frame, month, days))


@given(frames, st.dates(date(2026, 1, 1), date(2036, 1, 1)), free, st.integers(0, 4))
@settings(max_examples=20)
def test_the_times_card_fits(frame: Frame, day: date, times: list[FreeTime], part: int) -> None:
    check(steps.times(frame, day, times, part))
    check(steps.offered(frame, times[:3], day))
    check(steps.offered(frame, times[:3], None))


@given(frames, wild, patients, wild)
@settings(max_examples=20)
def test_the_patient_cards_fit(frame: Frame, me: str, others: list[Patient], phone: str) -> None:
    named = [other for other in others if other.name.strip()]
    mine = Patient(0, me.strip(), "", is_self=True)
    check(steps.patients(frame, mine, named, phone[:20]))
    check(steps.name_asked(frame))
    check(steps.phone_asked(frame))


@given(frames, numbers, wild, wild)
@settings(max_examples=20)
def test_the_confirmation_fits(frame: Frame, slot_id: int, name: str, phone: str) -> None:
    check(card.confirmation(frame, slot_id, name=name, phone=phone))


@given(views, zones, st.sampled_from(["", "2", "24, 2", "72, 30, 3, 1"]), instants)
@settings(max_examples=20)
def test_the_cards_of_a_booking_fit(item: BookingView, zone: str, plan: str, now: datetime) -> None:
    check(card.booked(item, zone, planned(item, plan, USUAL)))
    check(tell.too_late(item, Wanted.MOVE, zone))
    check(tell.asked(item, zone))
    check(tell.told(item, Wanted.CANCEL, 1, zone))
    check(my_bookings.booking(item, zone, now, page=3))
    check(my_bookings.booking(item, zone, now, page=3, reports=(1, 2**62)))
    check(my_bookings.cancel_asked(item, 3, zone))
    check(my_bookings.cancelled(item, 3, zone))


@given(st.lists(views, max_size=5), st.integers(0, 9), instants)
@settings(max_examples=20)
def test_the_list_of_bookings_fits(items: list[BookingView], page: int, now: datetime) -> None:
    check(my_bookings.bookings(Page(tuple(items), page, 10), now))


def test_the_calendar_begins_on_monday_and_offers_free_days_alone() -> None:
    days = {date(2026, 12, 11), date(2027, 1, 4)}
    screen = steps.days(frame(), date(2026, 12, 1), days)
    rows = labels(screen)
    assert rows[0] == ["December 2026", "Jan ›"]
    assert rows[1] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert rows[2] == ["7", "8", "9", "10", "11", "12", "13"], "the week before is over"
    assert rows[-2] == ["28", "29", "30", "31", "·", "·", "·"]
    assert all(len(row) == 7 for row in rows[1:-1])
    assert set(tappable(screen)) == {"11", "Jan ›", "‹ Back", "Cancel"}
    assert tappable(screen)["11"].value == date(2026, 12, 11).toordinal()


@pytest.mark.parametrize(
    ("free", "is_full", "waits"),
    [((), False, True), ((3,), False, False), ((3,), True, True), ((), True, True)],
)
def test_a_seat_is_waited_for_where_there_is_none(
    free: tuple[int, ...], *, is_full: bool, waits: bool
) -> None:
    days = [NOW.date() + timedelta(days=number) for number in free]
    screen = steps.days(frame(), NOW.date(), days, is_first=True, is_full=is_full)
    assert ("Join the waiting list" in tappable(screen)) is waits


def test_a_day_without_a_seat_names_the_next_free_day_or_the_last_one() -> None:
    today, day = NOW.date(), date(2026, 12, 13)
    free = {date(2026, 12, 11), date(2027, 1, 4)}
    later = "Nothing is free on Sunday, 13 December. The next free day is Monday, 4 January 2027."
    assert steps.not_free(day, free, today) == later
    beyond = steps.not_free(date(2030, 1, 2), free, today)
    assert beyond.endswith("2 January 2030. The last free day is Monday, 4 January 2027.")
    assert steps.not_free(day, (), today) == "Nothing is free on Sunday, 13 December."


def test_month_arrows_lead_only_to_months_with_a_free_day() -> None:
    days = {date(2026, 12, 11), date(2027, 3, 4), date(2027, 5, 4)}
    middle = labels(steps.days(frame(), date(2027, 3, 1), days))
    assert middle[0] == ["‹ Dec", "March 2027", "May ›"]
    last = labels(steps.days(frame(), date(2027, 5, 1), days))
    assert last[0] == ["‹ Mar", "May 2027"]


def times_from(hour: int, count: int, first_id: int = 1) -> list[FreeTime]:
    begin = datetime(2026, 12, 11, hour, tzinfo=UTC)
    starts = [begin + timedelta(minutes=15 * number) for number in range(count)]
    return [
        FreeTime(first_id + number, at, at + timedelta(minutes=15), 2)
        for number, at in enumerate(starts)
    ]


def test_few_times_are_shown_at_once_with_their_seats_by_the_labs_clock() -> None:
    screen = steps.times(frame(), date(2026, 12, 11), times_from(8, 2), 0)
    assert labels(screen)[0] == ["09:00 · 2 left", "09:15 · 2 left"]
    assert "What time on Friday, 11 December?" in check(screen)
    assert "All times are Berlin time (CET)." in check(screen)


def test_many_times_are_grouped_by_part_of_the_day() -> None:
    many = [*times_from(6, 20), *times_from(13, 12, 50)]
    screen = steps.times(frame(), date(2026, 12, 11), many, 0)
    assert labels(screen)[:2] == [["Morning · 20 free times"], ["Afternoon · 12 free times"]]
    part = steps.times(frame(), date(2026, 12, 11), many, AFTERNOON)
    assert labels(part)[0][0] == "14:00 · 2 left"
    assert sum(tap.do is BookingDo.SLOT for tap in tappable(part).values()) == 12


def test_a_part_of_the_day_without_a_free_time_shows_those_there_are() -> None:
    morning = times_from(8, 2)
    screen = steps.times(frame(), date(2026, 12, 11), morning, EVENING)
    assert labels(screen)[0] == ["09:00 · 2 left", "09:15 · 2 left"]


def test_another_clock_than_the_labs_is_told() -> None:
    told = "Friday, 11 December 2026, 09:00 CET"
    assert seen(when(START, BERLIN, BERLIN.zone)) == told
    assert seen(when(START, BERLIN, "America/New_York")) == f"{told} (03:00 on your clock)"
    far = when(START, BERLIN, "Pacific/Honolulu")
    assert seen(far) == f"{told} (Thu 10 Dec, 22:00 on your clock)"
    at = int(START.timestamp())
    assert far.startswith(f'<tg-time unix="{at}"><b>')
    assert far.count(f'<tg-time unix="{at}" format="wdt">Thu') == 1
    assert when(START, BERLIN, "America/New_York").count(f'<tg-time unix="{at}" format="t">') == 1
    day = date(2026, 12, 11)
    assert clocks_note(day, BERLIN, "America/New_York").endswith("Your clock is 6 h behind.")
    assert clocks_note(day, BERLIN, "Asia/Kolkata").endswith("Your clock is 4:30 h ahead.")
    assert clocks_note(day, BERLIN, "Europe/Paris").endswith("Berlin time (CET).")


def test_prices_read_as_people_write_them() -> None:
    assert money(Decimal("9.5"), "EUR") == "€9.50"
    assert money(Decimal(12), "CHF") == "12.00 CHF"


def test_the_confirmation_says_everything_and_carries_its_slot() -> None:
    screen = card.confirmation(frame(starts_at=START), 77, name="Ada Lovelace", phone="+4930123456")
    text = check(screen)
    for fact in (
        "Complete blood count (CBC)",
        "Friday, 11 December 2026, 09:00 CET",
        "City Lab, 1 Linden Street",
        "Ada Lovelace",
        "+4930123456",
        "€9.50",
        "Preparation: Eat as usual.",
    ):
        assert fact in text
    assert tappable(screen)["Confirm"].value == 77
    assert {"Confirm", "Change phone", "‹ Back", "Cancel"} == set(tappable(screen))


def planned(item: BookingView, plan: str, quiet: Quiet) -> Sequence[Reminding]:
    """What is said right after it was booked, a month before."""
    now = item.starts_at - timedelta(days=30)
    return reminders_for(item.starts_at, plan, quiet, item.lab.zone, now=now)


def test_only_reminders_that_will_come_are_promised() -> None:
    item = BookingView(
        *(5, 1, Status.BOOKED, 1, 9, START, START + timedelta(minutes=15), CBC, BERLIN),
        *("Ada", ""),
    )
    off = Quiet(Way.OFF)
    both = card.booked(item, BERLIN.zone, planned(item, "24, 2", off)).text
    one = card.booked(item, BERLIN.zone, planned(item, "2", off)).text
    none = card.booked(item, BERLIN.zone, ()).text
    other = card.booked(item, BERLIN.zone, planned(item, "3", off)).text
    assert "a day before, and again two hours before" in both
    assert "remind you two hours before" in one
    assert "a day before" not in one
    assert "remind" not in none
    at = to_wall(START - timedelta(hours=3), BERLIN.zone)
    assert f"I will remind you: {at:%A, %-d %B, %H:%M}." in other


def test_a_visit_of_the_labs_own_day_is_of_today() -> None:
    late = datetime(2026, 12, 10, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    item = BookingView(
        *(5, 1, Status.BOOKED, 1, 9, late, late + timedelta(minutes=15), CBC, BERLIN),
        *("Ada", ""),
    )
    for told, verb in ((card.booked, "Booked"), (card.moved, "Moved")):
        assert f"{verb}. See you today!" in told(item, BERLIN.zone, (), date(2026, 12, 11)).text
        day = told(item, BERLIN.zone, (), date(2026, 12, 10)).text
        assert f"{verb}. See you on Friday!" in day


def test_what_a_booking_has_become_is_told_in_the_list() -> None:
    def item(number: int, status: Status, start: datetime) -> BookingView:
        end = start + timedelta(minutes=15)
        return BookingView(number, 1, status, 1, 9, start, end, CBC, BERLIN, "Ada", "")

    past = item(1, Status.BOOKED, NOW - timedelta(days=1))
    gone = item(2, Status.CANCELLED, START)
    screen = my_bookings.bookings(Page((past, gone), 0, 1), NOW)
    text = check(screen)
    assert "Nothing is coming up" in text
    assert re.search(r"Ada \(Over\)", text)
    assert re.search(r"Ada \(Cancelled\)", text)
    coming = my_bookings.bookings(Page((item(3, Status.BOOKED, START),), 0, 1), NOW)
    assert "Your bookings" in check(coming)
    assert labels(coming)[0] == ["Fri 11 Dec, 09:00 · Complete blood count"]


@pytest.mark.parametrize(
    ("coming", "over", "page", "heads"),
    [
        (3, 0, 0, ["Your bookings. Tap one to open it."]),
        (2, 1, 0, ["Your bookings. Tap one to open it.", "Earlier:"]),
        (0, 3, 0, ["Nothing is coming up. Earlier:"]),
        (3, 0, 1, ["Your bookings. Tap one to open it."]),
        (1, 2, 1, ["Your bookings. Tap one to open it.", "Earlier:"]),
        (0, 3, 1, ["Earlier:"]),
        (0, 1, 7, ["Earlier:"]),
    ],
)
def test_every_page_of_the_list_says_which_part_it_shows(
    coming: int, over: int, page: int, heads: list[str]
) -> None:
    def item(start: datetime) -> BookingView:
        end = start + timedelta(minutes=15)
        return BookingView(1, 1, Status.BOOKED, 1, 9, start, end, CBC, BERLIN, "Ada", "")

    items = [*[item(START)] * coming, *[item(NOW - timedelta(days=1))] * over]
    text = check(my_bookings.bookings(Page(tuple(items), page, 8), NOW))
    assert re.findall("^(Y.*|N.*|E.*)$", text, re.MULTILINE) == heads


def test_who_has_no_booking_is_offered_one() -> None:
    screen = my_bookings.bookings(Page((), 0, 1), NOW)
    assert labels(screen) == [["Book a test"]]
