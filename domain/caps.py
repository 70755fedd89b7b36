"""Numbers of the house that managers set, most of them over the environment's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.account.limits import LIMITS, Limits
from domain.booking.cap import CAP, Cap
from domain.refusals import NumberInvalid

MOST = 100_000
ANSWER_HOURS = 3
MONTHS = 1_200  # a longer time is for ever
TRIED = (12, 24, 36)  # months of which it is said what they would do
GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,'\u2019]\d{3})+")


class Setting(StrEnum):
    """A number that managers set; as it is kept, and as it rides in buttons."""

    VISITS_TO_COME = "visits_to_come"
    VISITS_A_DAY = "visits_a_day"
    MESSAGES = "max_messages"
    SERIES = "max_series"
    ADDRESSES = "max_addresses"
    ANSWER_HOURS = "answer_hours"
    KEEP_MONTHS = "keep_months"


Numbers = Mapping[Setting, int]


@dataclass(frozen=True, slots=True)
class Caps:
    """All of them; 0 = no limit. answer_hours: before a visit, see domain/desk/to_call.py.

    keep_months: how long visits and messages keep their words.
    """

    limits: Limits = LIMITS
    cap: Cap = CAP
    answer_hours: int = ANSWER_HOURS
    keep_months: int = 0

    @classmethod
    def of(cls, numbers: Numbers) -> "Caps":
        """Of a number for each setting."""
        return cls(
            Limits(
                messages=numbers[Setting.MESSAGES],
                series=numbers[Setting.SERIES],
                addresses=numbers[Setting.ADDRESSES],
            ),
            Cap(numbers[Setting.VISITS_TO_COME], numbers[Setting.VISITS_A_DAY]),
            numbers[Setting.ANSWER_HOURS],
            numbers[Setting.KEEP_MONTHS],
        )

    @property
    def numbers(self) -> Numbers:
        """A number for each setting."""
        return {
            Setting.VISITS_TO_COME: self.cap.to_come,
            Setting.VISITS_A_DAY: self.cap.a_day,
            Setting.MESSAGES: self.limits.messages,
            Setting.SERIES: self.limits.series,
            Setting.ADDRESSES: self.limits.addresses,
            Setting.ANSWER_HOURS: self.answer_hours,
            Setting.KEEP_MONTHS: self.keep_months,
        }

    def but(self, chosen: Numbers) -> "Caps":
        """With what managers have set."""
        return Caps.of({**self.numbers, **chosen})


@dataclass(frozen=True, slots=True)
class Aged:
    """How many visits and messages are older than so many months, and still have their words."""

    months: int
    visits: int
    messages: int


@dataclass(frozen=True, slots=True)
class SettingState:
    """A setting as it stands. usual: by the environment. chosen: by a manager, None if by none.

    aged: of KEEP_MONTHS, what some numbers would do.
    """

    setting: Setting
    usual: int
    chosen: int | None
    aged: tuple[Aged, ...] = ()

    @property
    def number(self) -> int:
        """What holds."""
        return self.usual if self.chosen is None else self.chosen


@dataclass(frozen=True, slots=True)
class SettingChange:
    """What a manager wants. chosen: None for what the environment says. seen: as `chosen` was."""

    setting: Setting
    chosen: int | None
    seen: int | None


def number_in(text: str) -> int:
    """'12', '1 000'. Raises NumberInvalid."""
    typed = text.strip()
    if GROUPED.fullmatch(typed):
        typed = re.sub(r"\D", "", typed)
    if not typed.isdecimal() or len(typed) > 9 or int(typed) > MOST:
        raise NumberInvalid(MOST)
    return int(typed)
