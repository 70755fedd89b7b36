"""The button of /health."""

from aiogram.filters.callback_data import CallbackData


class HealthTap(CallbackData, prefix="hl1"):
    """[Look again]."""
