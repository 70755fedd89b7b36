"""Buttons of time zones."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from screens.callback_values import Id


class ZoneTap(CallbackData, prefix="tz1"):
    """A time zone to choose by name, or with an empty name a page of zones."""

    zone: Annotated[str, StringConstraints(max_length=40)] = ""
    page: Id = 0
