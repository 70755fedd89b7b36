"""What may be done to a booking, and until when; when to remind of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import booking, catalogue
from domain.booking.booking import CANCELLABLE, SEAT_HOLDING, BookingView, Offer, Status, Wanted
from domain.booking.lab import Lab
from domain.refusals import (
    AlreadyBooked,
    NameInvalid,
    PastCutOff,
    PhoneInvalid,
    Refusal,
    SlotTaken,
    TooLate,
)
from screens.refusal import words

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
CBC = catalogue.LabTest(1, "CBC", "Complete blood count", "", 10, Decimal("9.50"), "EUR")
LAB = Lab(1, "Lab", "1 Street", "Europe/Berlin")


def view(starts_at: datetime, status: Status = Status.BOOKED) -> BookingView:
    ends_at = starts_at + timedelta(minutes=15)
    return BookingView(1, 7, status, 1, 2, starts_at, ends_at, CBC, LAB, "Ann Lee", "")


def test_a_slot_can_be_booked_until_it_starts() -> None:
    offer = Offer(2, NOW, NOW + timedelta(minutes=15), CBC, LAB)
    booking.may_book(offer, NOW - SECOND)
    with pytest.raises(TooLate) as refused:
        booking.may_book(offer, NOW)
    assert refused.value.until == NOW


@pytest.mark.parametrize("wanted", Wanted)
def test_without_a_cut_off_a_booking_can_be_changed_until_it_starts(wanted: Wanted) -> None:
    booking.may_change(view(NOW), wanted, NOW - SECOND)
    with pytest.raises(TooLate) as refused:
        booking.may_change(view(NOW), wanted, NOW)
    assert type(refused.value) is TooLate
    assert refused.value.until == NOW


@pytest.mark.parametrize("wanted", Wanted)
@pytest.mark.parametrize("status", sorted(set(Status) - CANCELLABLE))
def test_a_patient_who_came_can_change_nothing(status: Status, wanted: Wanted) -> None:
    with pytest.raises(TooLate):
        booking.may_change(view(NOW + SECOND, status), wanted, NOW)


@given(
    move=st.integers(0, 336),
    cancel=st.integers(0, 336),
    left=st.integers(-3 * 3600, 340 * 3600),
    status=st.sampled_from(Status),
)
def test_each_cut_off_binds_its_own_deed_up_to_its_second(
    move: int, cancel: int, left: int, status: Status
) -> None:
    test = replace(CBC, move_hours=move, cancel_hours=cancel)
    item = replace(view(NOW + left * SECOND, status), test=test)
    hours, ways = {Wanted.MOVE: move, Wanted.CANCEL: cancel}, list[Wanted]()
    for wanted in Wanted:
        can = {Status.BOOKED} if wanted is Wanted.MOVE else CANCELLABLE
        is_open = status in can and left > 0
        is_free = is_open and left > hours[wanted] * 3600
        assert booking.is_changeable(item, wanted, NOW) is is_free
        assert booking.is_left_to_the_desk(item, wanted, NOW) is (is_open and not is_free)
        ways += [wanted] if is_open and not is_free else []
    assert list(booking.left_to_the_desk(item, NOW)) == ways


def test_a_refusal_says_until_when_it_was_possible() -> None:
    item = replace(view(NOW + HOUR), test=replace(CBC, cancel_hours=2))
    booking.may_change(item, Wanted.MOVE, NOW)
    with pytest.raises(PastCutOff) as refused:
        booking.may_change(item, Wanted.CANCEL, NOW)
    assert refused.value.until == NOW - HOUR


def test_every_status_but_cancelled_holds_its_seat() -> None:
    assert set(Status) - SEAT_HOLDING == {Status.CANCELLED}


def test_a_booking_is_upcoming_until_it_ends() -> None:
    running = view(NOW - timedelta(minutes=14))
    assert booking.is_upcoming(running, NOW)
    assert not booking.is_upcoming(running, NOW + timedelta(minutes=1))
    assert not booking.is_upcoming(replace(view(NOW + SECOND), status=Status.CANCELLED), NOW)


def test_cancelling_counts_the_version() -> None:
    gone = booking.cancelled(view(NOW))
    assert (gone.status, gone.version, gone.was_cancelled) == (Status.CANCELLED, 2, False)


@pytest.mark.parametrize(
    ("ahead", "hours"),
    [
        (timedelta(hours=48), [24, 2]),
        (timedelta(hours=24, seconds=1), [24, 2]),
        (timedelta(hours=24), [2]),
        (timedelta(hours=2, seconds=1), [2]),
        (timedelta(hours=2), []),
        (timedelta(minutes=5), []),
    ],
)
def test_only_reminders_still_to_come_are_planned(ahead: timedelta, hours: list[int]) -> None:
    planned = booking.reminders_for(NOW + ahead, NOW)
    assert [reminder.hours for reminder in planned] == hours


@pytest.mark.parametrize("refusal", [SlotTaken(()), AlreadyBooked(), NameInvalid(), PhoneInvalid()])
def test_every_refusal_has_words_of_its_own_that_fit_a_toast(refusal: Refusal) -> None:
    said = words(refusal)
    assert said != words(Refusal())
    assert len(said) <= 200


@given(st.timedeltas(timedelta(days=-1), timedelta(days=400)))
def test_a_reminder_is_its_hours_before_the_start_on_a_whole_second(ahead: timedelta) -> None:
    starts_at = NOW + ahead
    for reminder in booking.reminders_for(starts_at, NOW):
        early = starts_at - reminder.at - timedelta(hours=reminder.hours)
        assert timedelta() <= early < SECOND
        assert reminder.at > NOW
        assert reminder.at.microsecond == 0
