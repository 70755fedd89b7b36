"""The fourth question of a booking: for whom, and under which phone number."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.patient import Patient
from screens.booking.callbacks import BookingDo
from screens.booking.card import Frame, card
from screens.keyboard import PRIMARY, Row, contact_request, short
from screens.screen import Screen, Translate

LABEL = 32


def patients(frame: Frame, me: str, others: Sequence[Patient], phone: str, t: Translate) -> Screen:
    """Me first. me: empty if the name in Telegram is none for a lab. phone: E.164 or empty."""
    rows: list[Row] = []
    if me:
        label = t("Me: {name}").format(name=short(me, LABEL))
        rows.append([frame.tap(label, BookingDo.PATIENT, 0, PRIMARY)])
    rows += [[frame.tap(short(o.name, LABEL), BookingDo.PATIENT, o.id)] for o in others]
    rows.append([frame.tap(t("Someone else"), BookingDo.SOMEONE), phone_button(frame, phone, t)])
    question = t("Who is it for? Tap a name, or type it.")
    if phone:
        question += "\n" + t("Phone: {phone}").format(phone=escape(phone))
    return card(frame, question, rows, t)


def name_asked(frame: Frame, t: Translate) -> Screen:
    """Somebody else's name is to be typed."""
    return card(frame, t("What is the patient's full name? Please type it."), [], t)


def phone_asked(frame: Frame, t: Translate) -> Screen:
    """A phone number is to be typed or shared."""
    question = t(
        "What phone number may the lab call? Type it, or share yours with the button below."
    )
    return card(frame, question, [], t)


def contact_button(t: Translate) -> Screen:
    """The reply keyboard that shares the person's own number."""
    return Screen(
        t("Tap below to share your number."),
        contact_request(t("Share my phone number"), t("+49 170 1234567")),
    )


def phone_button(frame: Frame, phone: str, t: Translate) -> InlineKeyboardButton:
    """[Add phone] or [Change phone]."""
    return frame.tap(t("Change phone") if phone else t("Add phone"), BookingDo.CONTACT)


def phone_noted(t: Translate) -> str:
    """Plain note: a number was shared before it was asked for."""
    return t("Thank you, I have noted your number.")


def name_invalid(t: Translate) -> str:
    """Plain note."""
    return t("That does not look like a name. Please type first and last name, like Ada Lovelace.")


def phone_invalid(t: Translate) -> str:
    """Plain note."""
    return t("That does not look like a phone number. Please type it like +49 170 1234567.")
