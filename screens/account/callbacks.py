"""Buttons of a person's own settings: time zone, language, email addresses."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator, Field, StringConstraints

from domain.account.quiet import Way
from screens.callback_values import Id
from screens.language import known_language

Minute = Annotated[int, Field(ge=0, lt=1440)]


class ZoneTap(CallbackData, prefix="tz1"):
    """A time zone to choose by name, or with an empty name a page of zones."""

    zone: Annotated[str, StringConstraints(max_length=40)] = ""
    page: Id = 0


class LanguageTap(CallbackData, prefix="lg1"):
    """A language to choose, by its ISO 639-1 code."""

    code: Annotated[str, AfterValidator(known_language)]


class QuietDo(StrEnum):
    """What a tap about quiet hours asks for; `way` is of WAY, `begins` and `ends` are of HOURS."""

    SHOW = "s"
    WAY = "w"
    ASK = "a"
    HOURS = "h"


class QuietTap(CallbackData, prefix="qh1"):
    """A way, or hours; in minutes from midnight."""

    do: QuietDo
    way: Way = Way.DELAY
    begins: Minute = 0
    ends: Minute = 0


class EmailDo(StrEnum):
    """What a tap about email addresses asks for; `value` is an address's id."""

    LIST = "l"
    ADD = "a"
    CODE = "c"
    AGAIN = "n"
    REMOVE = "r"
    YES = "y"


class EmailTap(CallbackData, prefix="ad1"):
    """A button of the list of email addresses, or of adding one."""

    do: EmailDo
    value: Id = 0


class PrivacyDo(StrEnum):
    """What a tap about one's data asks for."""

    SHOW = "s"
    FILE = "f"
    ASK = "a"
    SURE = "u"
    YES = "y"
    NO = "n"
    FULL = "l"
    NEUTRAL = "e"


class PrivacyTap(CallbackData, prefix="pv1"):
    """A button about one's data. at: when it was asked, seconds since 1970."""

    do: PrivacyDo
    at: Id = 0
