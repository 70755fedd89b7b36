"""Buttons of /audit."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id


class AuditDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    LIST = "l"  # entries older than this id, 0 = the newest
    OPEN = "o"  # id of an entry
    SEARCH = "s"


class AuditTap(CallbackData, prefix="au1"):
    """A button of the log. page: where its list began, an id as in LIST."""

    do: AuditDo
    value: Id = 0
    page: Id = 0
