"""Buttons of /broadcast."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from domain.messages.broadcast import Audience
from screens.callback_values import Id, Intent


class BroadcastDo(StrEnum):
    """What a tap in the conversation asks for."""

    WHOM = "w"
    KIND = "k"
    VALUE = "v"  # a test's id, a language
    SEND = "s"
    LEAVE = "x"


class BroadcastTap(CallbackData, prefix="bc1"):
    """A button of the conversation named by `intent`."""

    intent: Intent
    do: BroadcastDo
    kind: Audience = Audience.ALL
    value: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{0,19}$")] = ""


class StopTap(CallbackData, prefix="bc2"):
    """[Stop] under the progress."""

    id: Id
