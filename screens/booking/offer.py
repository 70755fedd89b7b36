"""What a patient sees after answering an offer."""

from domain.booking.booking import BookingView
from screens.account.callbacks import StartDo, StartTap
from screens.booking.confirm import in_short
from screens.keyboard import PRIMARY, button, keyboard
from screens.screen import Screen, Translate


def moved(it: BookingView, zone: str, t: Translate) -> Screen:
    """The new time."""
    head = t("Thank you. Your appointment is now:")
    mine = button(t("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen("\n".join((f"<b>{head}</b>", "", *in_short(it, zone, t))), keyboard([[mine]]))


def gone(t: Translate) -> Screen:
    """The time is not held any more."""
    text = t("That time is not held for you any more. Please pick another one, or call us.")
    book = button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
    mine = button(t("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen(text, keyboard([[book], [mine]]))


def declined(t: Translate) -> Screen:
    """It is cancelled."""
    text = t("Your visit is cancelled. You can book another time whenever you like.")
    book = button(t("Book a test"), StartTap(do=StartDo.BOOK))
    return Screen(text, keyboard([[book]]))
