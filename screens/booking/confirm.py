"""The last question of a booking, its answers, and how the conversation ends."""

from collections.abc import Collection
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardMarkup

from domain.booking.booking import BookingView
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.time.zones import to_wall
from screens.booking.callbacks import BookingDo, BookingsDo, BookingsTap
from screens.booking.card import NAME, TOLD, Frame, foot, money, told, when
from screens.booking.preparation import prepare
from screens.booking.steps import phone_button
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, SUCCESS, button, keyboard
from screens.language import WEEKDAY, _, dated
from screens.screen import Screen

PHONE = 20


def confirmation(frame: Frame, seal: int, patient: tuple[str, str]) -> Screen:
    """All of it once more. frame.test and frame.starts_at are set; patient: name and phone.

    [Confirm] carries the seal of what is shown, so that an older card never books a newer choice.
    """
    lines = "\n".join(_chosen(frame, patient))
    rows = [
        [frame.tap(_("Confirm"), BookingDo.CONFIRM, seal, SUCCESS)],
        [phone_button(frame, patient[1])],
        foot(frame),
    ]
    parts = (escape(frame.note), f"<b>{_('Shall I book this?')}</b>", lines)
    return Screen("\n\n".join(part for part in parts if part), keyboard(rows))


def _chosen(frame: Frame, patient: tuple[str, str]) -> list[str]:
    if frame.test is None or frame.starts_at is None:
        return []
    return summary(frame.test, frame.starts_at, frame.lab, (*patient, frame.zone))


def summary(
    test: LabTest, starts_at: datetime, lab: Lab, person: tuple[str, str, str]
) -> list[str]:
    """HTML lines. person: the patient's name and phone, the reader's zone; starts_at UTC."""
    name, phone, zone = person
    rows = [
        (_("Test"), f"<b>{told(test.name, NAME)}</b> ({told(test.code, NAME)})"),
        (_("When"), when(starts_at, lab, zone)),
        (_("Where"), f"{told(lab.name, NAME)}, {told(lab.address, TOLD)}"),
        (_("Patient"), told(name, NAME + 4)),
        (_("Phone"), told(phone, PHONE)),
        (_("Price"), escape(money(test.price, test.currency))),
    ]
    lines = [f"{label}: {value}" for label, value in rows if value]
    visit = (starts_at, lab.zone)
    return [*lines, *prepare(test.preparation, test.fasting_hours, visit)]


def in_short(booking: BookingView, zone: str) -> list[str]:
    """HTML lines that tell one booking from another. zone: the reader's."""
    return [
        f"<b>{told(booking.test.name, NAME)}</b>, {told(booking.patient_name, NAME + 4)}",
        when(booking.starts_at, booking.lab, zone),
        told(booking.lab.name, NAME),
    ]


def booked(booking: BookingView, zone: str, reminders: Collection[int]) -> Screen:
    """The seat is theirs. zone: the reader's. reminders: hours before, of those to come."""
    day = dated(to_wall(booking.starts_at, booking.lab.zone), WEEKDAY)
    head = _("Booked. See you on {day}!").format(day=day)
    number = _("Booking number: {number}").format(number=f"<code>{booking.id}</code>")
    person = (booking.patient_name, booking.patient_phone, zone)
    lines = summary(booking.test, booking.starts_at, booking.lab, person)
    parts = (f"<b>{head}</b>", "\n".join([number, *lines]), _reminding(reminders))
    rows = [
        [button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE))],
        [button(_("Cancel booking"), BookingsTap(do=BookingsDo.CANCEL, value=booking.id))],
    ]
    return Screen("\n\n".join(part for part in parts if part), keyboard(rows))


def _reminding(hours: Collection[int]) -> str:
    if len(hours) > 1:
        return _("I will remind you a day before, and again two hours before.")
    return _("I will remind you two hours before.") if hours else ""


def expired() -> Screen:
    """A button of a conversation that is over or was lost in a restart."""
    text = _("This conversation has expired. Nothing was booked.")
    return Screen(text, _start_again(_("Start again")))


def cancelled() -> Screen:
    """The person wants no booking now."""
    return Screen(_("Cancelled. Nothing was booked."), _start_again(_("Book a test")))


def closed() -> Screen:
    """There is no lab or no test to book yet."""
    return Screen(_("There is nothing to book here yet. Please try again later."))


def full() -> Screen:
    """No seat anywhere."""
    text = _("Sorry, everything is booked out just now. Please look again tomorrow.")
    return Screen(text, _start_again(_("Look again")))


def already_booked() -> str:
    """Plain note: the patient has a seat in this slot."""
    return _("This patient already has a booking at that time. Please pick another time.")


def please_tap() -> str:
    """Plain note at the last question."""
    return _("Please tap Confirm to book, or Back to change something.")


def text_only() -> str:
    """Plain note: a photo, voice message, sticker or file came."""
    return _("I can only read text here. Please type your answer or tap a button.")


def changed_since() -> str:
    """Plain note: Confirm was tapped on a card that showed something else."""
    return _("This has changed since. Please look again:")


def _start_again(label: str) -> InlineKeyboardMarkup:
    return keyboard([[button(label, StartTap(do=StartDo.BOOK), PRIMARY)]])
