"""What may be done to a booking, and until when; when to remind of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.booking import booking, catalogue
from domain.booking.booking import CANCELLABLE, SEAT_HOLDING, BookingView, Offer, Status
from domain.booking.lab import Lab
from domain.refusals import (
    AlreadyBooked,
    NameInvalid,
    PhoneInvalid,
    Refusal,
    SlotTaken,
    TooLate,
)
from screens.refusal import words

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
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


def test_a_booking_can_be_cancelled_until_it_starts() -> None:
    booking.may_cancel(view(NOW), NOW - SECOND)
    with pytest.raises(TooLate) as refused:
        booking.may_cancel(view(NOW), NOW)
    assert refused.value.until == NOW


@pytest.mark.parametrize("status", sorted(set(Status) - CANCELLABLE))
def test_a_patient_who_came_can_not_cancel(status: Status) -> None:
    with pytest.raises(TooLate):
        booking.may_cancel(view(NOW + SECOND, status), NOW)


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


@pytest.mark.parametrize("refusal", [SlotTaken(()), AlreadyBooked(), NameInvalid(), PhoneInvalid()])
def test_every_refusal_has_words_of_its_own_that_fit_a_toast(refusal: Refusal) -> None:
    said = words(refusal)
    assert said != words(Refusal())
    assert len(said) <= 200
