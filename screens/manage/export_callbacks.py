"""Buttons of /export."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.manage.export import What

Ordinal = Annotated[int, Field(ge=1, le=3_650_000)]


class ExportTap(CallbackData, prefix="ex1"):
    """A table to make, over days by their ordinals."""

    what: What
    first: Ordinal
    last: Ordinal
