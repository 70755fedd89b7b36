"""Too near to be moved or cancelled in chat: why, and a word to the desk instead."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from domain.booking.booking import BookingView, Wanted, left_to_the_desk
from screens.booking.callbacks import BookingsDo, BookingsTap, TellTap
from screens.booking.visit_words import in_short
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, Row, button, keyboard
from screens.language import Marked, _, marked, translated
from screens.screen import Screen, lines

LATE: dict[tuple[Wanted, ...], Marked] = {
    (Wanted.MOVE,): marked("It is too late to move this visit here, but the desk can."),
    (Wanted.CANCEL,): marked("It is too late to cancel this visit here, but the desk can."),
    (Wanted.MOVE, Wanted.CANCEL): marked(
        "It is too late to move or cancel this visit here, but the desk can."
    ),
}
TOLD: dict[Wanted, Marked] = {
    Wanted.MOVE: marked(
        "The desk knows now that you need another time. You hear from us; until then your visit "
        "stays as it is."
    ),
    Wanted.CANCEL: marked(
        "The desk knows now that you cannot come. You hear from us when it is cancelled."
    ),
}
NOBODY = marked("I cannot reach anybody at the desk. Please call the lab.")


def why(item: BookingView, now: datetime) -> str:
    """What is too late; empty if nothing is."""
    late = left_to_the_desk(item, now)
    return translated(LATE[late]) if late else ""


def offered(item: BookingView, now: datetime) -> Row:
    """[Tell the desk] where something is too late."""
    late = left_to_the_desk(item, now)
    return [_tell(item.id, *late)] if late else []


def too_late(item: BookingView, wanted: Wanted, zone: str) -> Screen:
    """It was asked for, and is too late."""
    keep = button(_("Keep it"), BookingsTap(do=BookingsDo.OPEN, value=item.id))
    text = "\n".join(in_short(item, zone))
    head = f"<b>{translated(LATE[(wanted,)])}</b>"
    return Screen(lines(head, text), keyboard([[_tell(item.id, wanted)], [keep]]))


def asked(item: BookingView, zone: str) -> Screen:
    """What the desk shall hear, where both are too late."""
    head = f"<b>{_('What shall I tell the desk?')}</b>"
    rows = [
        [button(_("I cannot come"), TellTap(booking=item.id, wanted=Wanted.CANCEL))],
        [button(_("I need another time"), TellTap(booking=item.id, wanted=Wanted.MOVE))],
        [button(_("‹ Back"), BookingsTap(do=BookingsDo.OPEN, value=item.id))],
    ]
    return Screen(lines(head, "\n".join(in_short(item, zone))), keyboard(rows))


def told(item: BookingView, wanted: Wanted, people: int, zone: str) -> Screen:
    """The same however often it is tapped. people: of the desk, who know of it."""
    head = f"<b>{translated(TOLD[wanted] if people else NOBODY)}</b>"
    mine = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen(lines(head, "\n".join(in_short(item, zone))), keyboard([[mine]]))


def _tell(booking_id: int, *late: Wanted) -> InlineKeyboardButton:
    wanted = late[0] if len(late) == 1 else None
    return button(_("Tell the desk"), TellTap(booking=booking_id, wanted=wanted), PRIMARY)
