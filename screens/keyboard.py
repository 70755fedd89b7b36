"""Building blocks of keyboards. The main action stands on top, Back left, Cancel right."""

from collections.abc import Callable, Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from screens.language import _

Row = list[InlineKeyboardButton]
SUCCESS, DANGER, PRIMARY = "success", "danger", "primary"


def button(text: str, tap: CallbackData, style: str | None = None) -> InlineKeyboardButton:
    """A button; `style` is one of SUCCESS, DANGER, PRIMARY."""
    return InlineKeyboardButton(text=text, callback_data=tap.pack(), style=style)


def disabled_button(text: str) -> InlineKeyboardButton:
    """A button that can be seen and not tapped."""
    return InlineKeyboardButton(text=text, disabled=DisabledButton())


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """An inline keyboard of the rows that are not empty."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def back(tap: CallbackData) -> InlineKeyboardButton:
    return button(_("‹ Back"), tap)


def page_turns(number: int, pages: int, to: Callable[[int], CallbackData]) -> Row:
    """To the pages before and after page `number`, from 0, as far as there are any."""
    row = [button(_("‹ Previous"), to(number - 1))] if number else []
    return [*row, button(_("Next ›"), to(number + 1))] if number + 1 < pages else row


def grid(buttons: Sequence[InlineKeyboardButton], width: int) -> list[Row]:
    """Buttons in rows of `width`."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def numbered(taps: Iterable[CallbackData], width: int) -> list[Row]:
    """A button for each item of a numbered list: '1', '2', ..."""
    return grid([button(str(number), tap) for number, tap in enumerate(taps, 1)], width)


def request(*keys: KeyboardButton, placeholder: str | None = None) -> ReplyKeyboardMarkup:
    """The one keyboard that can ask for a phone number, a place, a chat; gone after one use."""
    return ReplyKeyboardMarkup(
        keyboard=[list(keys)],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=placeholder,
    )
