"""The last question of a booking, its answers, and how the conversation ends."""

from collections.abc import Collection
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardMarkup

from domain.booking.booking import BookingView
from domain.booking.catalogue import Test
from domain.booking.lab import Lab
from domain.time.zones import to_wall
from screens.account.callbacks import StartDo, StartTap
from screens.booking.callbacks import BookingDo, BookingsDo, BookingsTap
from screens.booking.card import NAME, TOLD, Frame, foot, money, told, when
from screens.booking.preparation import prepare
from screens.booking.steps import phone_button
from screens.keyboard import PRIMARY, SUCCESS, button, keyboard
from screens.moment import WEEKDAYS
from screens.screen import Screen, Translate

PHONE = 20


def confirmation(frame: Frame, seal: int, patient: tuple[str, str], t: Translate) -> Screen:
    """All of it once more. frame.test and frame.starts_at are set; patient: name and phone.

    [Confirm] carries the seal of what is shown, so that an older card never books a newer choice.
    """
    lines = "\n".join(_chosen(frame, patient, t))
    rows = [
        [frame.tap(t("Confirm"), BookingDo.CONFIRM, seal, SUCCESS)],
        [phone_button(frame, patient[1], t)],
        foot(frame, t),
    ]
    parts = (escape(frame.note), f"<b>{t('Shall I book this?')}</b>", lines)
    return Screen("\n\n".join(part for part in parts if part), keyboard(rows))


def _chosen(frame: Frame, patient: tuple[str, str], t: Translate) -> list[str]:
    if frame.test is None or frame.starts_at is None:
        return []
    return summary(frame.test, frame.starts_at, frame.lab, (*patient, frame.zone), t)


def summary(
    test: Test, starts_at: datetime, lab: Lab, person: tuple[str, str, str], t: Translate
) -> list[str]:
    """HTML lines. person: the patient's name and phone, the reader's zone; starts_at UTC."""
    name, phone, zone = person
    rows = [
        (t("Test"), f"<b>{told(test.name, NAME)}</b> ({told(test.code, NAME)})"),
        (t("When"), when(starts_at, lab, zone, t)),
        (t("Where"), f"{told(lab.name, NAME)}, {told(lab.address, TOLD)}"),
        (t("Patient"), told(name, NAME + 4)),
        (t("Phone"), told(phone, PHONE)),
        (t("Price"), escape(money(test.price, test.currency))),
    ]
    lines = [f"{label}: {value}" for label, value in rows if value]
    visit = (starts_at, lab.zone)
    return [*lines, *prepare(test.preparation, test.fasting_hours, visit, t)]


def in_short(booking: BookingView, zone: str, t: Translate) -> list[str]:
    """HTML lines that tell one booking from another. zone: the reader's."""
    return [
        f"<b>{told(booking.test.name, NAME)}</b>, {told(booking.patient_name, NAME + 4)}",
        when(booking.starts_at, booking.lab, zone, t),
        told(booking.lab.name, NAME),
    ]


def booked(booking: BookingView, zone: str, reminders: Collection[int], t: Translate) -> Screen:
    """The seat is theirs. zone: the reader's. reminders: hours before, of those to come."""
    day = t(WEEKDAYS[to_wall(booking.starts_at, booking.lab.zone).weekday()])
    head = t("Booked. See you on {day}!").format(day=day)
    number = t("Booking number: {number}").format(number=f"<code>{booking.id}</code>")
    person = (booking.patient_name, booking.patient_phone, zone)
    lines = summary(booking.test, booking.starts_at, booking.lab, person, t)
    parts = (f"<b>{head}</b>", "\n".join([number, *lines]), _reminding(reminders, t))
    rows = [
        [button(t("My bookings"), BookingsTap(do=BookingsDo.PAGE))],
        [button(t("Cancel booking"), BookingsTap(do=BookingsDo.CANCEL, value=booking.id))],
    ]
    return Screen("\n\n".join(part for part in parts if part), keyboard(rows))


def _reminding(hours: Collection[int], t: Translate) -> str:
    if len(hours) > 1:
        return t("I will remind you a day before, and again two hours before.")
    return t("I will remind you two hours before.") if hours else ""


def expired(t: Translate) -> Screen:
    """A button of a conversation that is over or was lost in a restart."""
    text = t("This conversation has expired. Nothing was booked.")
    return Screen(text, _start_again(t("Start again")))


def cancelled(t: Translate) -> Screen:
    """The person wants no booking now."""
    return Screen(t("Cancelled. Nothing was booked."), _start_again(t("Book a test")))


def closed(t: Translate) -> Screen:
    """There is no lab or no test to book yet."""
    return Screen(t("There is nothing to book here yet. Please try again later."))


def full(t: Translate) -> Screen:
    """No seat anywhere."""
    text = t("Sorry, everything is booked out just now. Please look again tomorrow.")
    return Screen(text, _start_again(t("Look again")))


def already_booked(t: Translate) -> str:
    """Plain note: the patient has a seat in this slot."""
    return t("This patient already has a booking at that time. Please pick another time.")


def please_tap(t: Translate) -> str:
    """Plain note at the last question."""
    return t("Please tap Confirm to book, or Back to change something.")


def text_only(t: Translate) -> str:
    """Plain note: a photo, voice message, sticker or file came."""
    return t("I can only read text here. Please type your answer or tap a button.")


def changed_since(t: Translate) -> str:
    """Plain note: Confirm was tapped on a card that showed something else."""
    return t("This has changed since. Please look again:")


def _start_again(label: str) -> InlineKeyboardMarkup:
    return keyboard([[button(label, StartTap(do=StartDo.BOOK), PRIMARY)]])
