"""Buttons of reports: the desk's, and the patient's [Open]."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id, Intent


class ReportDo(StrEnum):
    """What a tap of the desk's asks for."""

    SEND = "s"
    REPLACE = "r"
    LEAVE = "x"


class ReportTap(CallbackData, prefix="rp1"):
    """A button under the preview named by `intent`."""

    intent: Intent
    do: ReportDo


class OpenTap(CallbackData, prefix="rp2"):
    """A patient's [Open]."""

    id: Id


class AgainTap(CallbackData, prefix="rp3"):
    """The desk's [Send again] or [New PIN] of a report."""

    id: Id
    is_secret: bool = False
