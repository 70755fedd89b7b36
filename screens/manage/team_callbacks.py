"""Buttons of /team."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from domain.account.actor import Role
from screens.callback_values import Id


class TeamDo(StrEnum):
    """What a tap asks for; the meaning of `value` and `role` beside each."""

    LIST = "l"
    INVITE = "i"  # which role?
    NAME = "n"  # what name? role: to be invited to
    OPEN = "o"  # account id
    CHANGE = "c"  # account id, role: the new one
    ASK = "a"  # account id: really revoke?
    REVOKE = "r"  # account id, role: the one that was seen
    WITHDRAW = "w"  # id of an invitation


class TeamTap(CallbackData, prefix="tm1"):
    """A button of the team's list, of one of its people, or of an invitation."""

    do: TeamDo
    value: Id = 0
    role: Role = Role.PATIENT
    seen: Role = Role.PATIENT  # the role shown when tapping
