"""Buttons of /close, and of the offers that follow."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id, Intent, Small


class ClosureDo(StrEnum):
    """What a tap under a preview asks for."""

    OFFER = "o"
    CANCEL = "c"
    ABORT = "x"


class ClosureTap(CallbackData, prefix="cl1"):
    """A button under the preview named by `intent`."""

    intent: Intent
    do: ClosureDo


class CallsTap(CallbackData, prefix="cl2"):
    """A page of a closure's call list."""

    id: Id
    page: Small = 0


class OfferTap(CallbackData, prefix="of1"):
    """A patient's answer. slot: 0 = cancel the visit."""

    booking: Id
    slot: Id
