"""Values that ride in buttons, checked once: a forged tap never reaches a handler.

Here, too, stand the buttons that every wing shows.
"""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field, StringConstraints

Intent = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""The id of one conversation, 128 bits in base64url; see fsm.draft.new_intent."""
Id = Annotated[int, Field(ge=0, lt=2**63)]
"""A row's id, or another small number; never negative."""
Seal = Annotated[int, Field(ge=0, lt=2**32)]
"""Stands for what a card shows; see fsm.messages.compose.seal."""
Small = Annotated[int, Field(ge=0, lt=2**31)]
"""A version, a page."""
Day = Annotated[int, Field(ge=0, le=3_650_000)]
"""The ordinal of a day; 0 = today, where a button says so."""


class UndoTap(CallbackData, prefix="un1"):
    """[Undo]."""

    id: Id


class StartDo(StrEnum):
    """What the start menu offers."""

    BOOK = "b"
    BOOKINGS = "l"
    SCHEDULE = "s"
    SCHEDULED = "w"
    HELP = "h"
    SETUP = "u"  # for owners


class StartTap(CallbackData, prefix="st1"):
    """A button that opens something: the start menu, [Start again], [Book a test]."""

    do: StartDo


class DisabledTap(CallbackData, prefix="gr1"):
    """A day that cannot be chosen, or a label in a grid."""


class OpenTap(CallbackData, prefix="rp2"):
    """A patient's [Open]."""

    id: Id
