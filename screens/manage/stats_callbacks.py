"""Buttons of /stats."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.manage.stats import Span


class StatsTap(CallbackData, prefix="nm1"):
    """A period to show."""

    span: Span
    day: Annotated[int, Field(ge=1, le=3_650_000)]  # ordinal of a day in it
