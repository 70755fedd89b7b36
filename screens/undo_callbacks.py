"""The button that takes something back."""

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id


class UndoTap(CallbackData, prefix="un1"):
    """[Undo]."""

    id: Id
