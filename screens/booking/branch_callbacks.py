"""Buttons with which a patient chooses a branch."""

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id


class BranchTap(CallbackData, prefix="br1"):
    """A lab to book at; is_map: only show where it is."""

    id: Id
    is_map: bool = False
