"""Buttons of what managers plan, keep and look at."""

from enum import StrEnum
from typing import Annotated

import pydantic
from aiogram.filters.callback_data import CallbackData

from domain.account.actor import Role
from domain.caps import MOST, Setting
from domain.manage.catalogue import Field
from domain.manage.export import What
from domain.manage.setup import Step
from domain.manage.standard import Group
from domain.manage.stats import Span
from screens.callback_values import Day, Id, Intent, Small
from screens.language import known_language

DayOrdinal = Annotated[int, pydantic.Field(ge=1, le=3_650_000)]


class OpeningHoursDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    LIST = "l"
    NEW = "n"
    OPEN = "o"  # id of opening hours
    ASK_END = "a"
    END = "e"


class OpeningHoursTap(CallbackData, prefix="ss1"):
    """A button of the list of opening hours, or of one."""

    do: OpeningHoursDo
    value: Id = 0


class PlanTap(CallbackData, prefix="sp1"):
    """[Make it] under a preview; the line is in the conversation named by `intent`."""

    intent: Intent


class SeatsDo(StrEnum):
    """What a tap on a day's seats asks for."""

    SHOW = "s"
    MORE = "m"
    FEWER = "f"


class SeatsTap(CallbackData, prefix="st2"):
    """A button of a day's slots. day: ordinal, 0 = today. slot: 0 = the whole hour, 1-based hour
    in `hour` (0 = the whole day)."""

    do: SeatsDo
    day: Day = 0
    hour: Annotated[int, pydantic.Field(ge=0, le=30)] = 0
    slot: Id = 0


class WhyTap(CallbackData, prefix="wy1"):
    """Another time to ask about: seconds since 1970, and the test."""

    at: Id
    test: Id


class ClosureDo(StrEnum):
    """What a tap under a preview asks for."""

    OFFER = "o"
    CANCEL = "c"
    ABORT = "x"
    NEW = "n"  # another line is asked for


class ClosureTap(CallbackData, prefix="cl1"):
    """A button under the preview named by `intent`."""

    intent: Intent
    do: ClosureDo


class CallsTap(CallbackData, prefix="cl2"):
    """A page of a closure's call list."""

    id: Id
    page: Small = 0


class StatsTap(CallbackData, prefix="nm1"):
    """A period to show."""

    span: Span
    day: DayOrdinal  # one of it


class AuditDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    LIST = "l"  # entries older than this id, 0 = the newest
    OPEN = "o"  # id of an entry
    READ = "r"  # id of a reading
    SEARCH = "s"


class AuditTap(CallbackData, prefix="au1"):
    """A button of the log. page: where its list began, an id as in LIST."""

    do: AuditDo
    value: Id = 0
    page: Id = 0


class HealthTap(CallbackData, prefix="hl1"):
    """[Look again]."""


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


class KeyDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    LIST = "l"
    CHOOSE = "c"
    NAME = "n"
    OPEN = "o"  # id of a key
    ASK = "a"
    END = "e"


class KeysTap(CallbackData, prefix="ak1"):
    """A button of the keys' list, of one, or of what a new one may do."""

    do: KeyDo
    value: Id = 0
    scopes: Annotated[int, pydantic.Field(ge=0, le=15)] = 0
    days: Annotated[int, pydantic.Field(ge=0, le=3650)] = 0


class HookDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    LIST = "l"
    CHOOSE = "c"
    ADDRESS = "u"
    OPEN = "o"  # id of an endpoint
    PING = "t"
    ASK_NEW = "n"
    NEW = "r"  # a new secret
    ASK_END = "a"
    END = "e"


class HooksTap(CallbackData, prefix="wh1"):
    """A button of the webhooks' list, of one, or of what a new one is told.

    generation: of the secret that was shown when tapping.
    """

    do: HookDo
    value: Id = 0
    topics: Annotated[int, pydantic.Field(ge=0, le=7)] = 0
    generation: Small = 0


class CatalogueDo(StrEnum):
    """What a tap asks for."""

    LIST = "l"
    OPEN = "o"
    ADD = "a"
    FIELD = "f"
    RETIRE = "r"
    AGAIN = "g"
    HERE = "h"
    DOOR = "d"  # the code for its door


class LabTestTap(CallbackData, prefix="ct1"):
    """A button of the catalogue. value: a test's id, or a page of the list."""

    do: CatalogueDo
    value: Id = 0
    field: Field = Field.NAME
    version: Small = 0


class LabTap(CallbackData, prefix="lb1"):
    """A button of the labs."""

    do: CatalogueDo
    value: Id = 0
    field: Field = Field.NAME
    version: Small = 0


class SettingsDo(StrEnum):
    """What a tap asks for."""

    LIST = "l"
    OPEN = "o"
    USUAL = "u"  # what the environment says


class SettingsTap(CallbackData, prefix="hs1"):
    """A button of the settings. seen: what managers had set when it was shown, -1 = nothing."""

    do: SettingsDo
    setting: Setting = Setting.VISITS_TO_COME
    seen: Annotated[int, pydantic.Field(ge=-1, le=MOST)] = -1


class Translatable(StrEnum):
    """What is written in several languages."""

    TEST = "t"
    LAB = "l"


class WordsTap(CallbackData, prefix="tr1"):
    """[Translations]: the languages, the fields in one of them, or one of these."""

    of: Translatable
    value: Id
    version: Small
    language: Annotated[str, pydantic.AfterValidator(known_language)] | None = None
    field: Field | None = None


class ExportTap(CallbackData, prefix="ex1"):
    """A table to make, over days by their ordinals."""

    what: What
    first: DayOrdinal
    last: DayOrdinal


class AccountDo(StrEnum):
    """What a tap asks for."""

    ASK = "a"  # whether all of it is to be freed
    FREE = "f"
    KEEP = "k"


class AccountTap(CallbackData, prefix="hd1"):
    """A button about an account that takes more than its share."""

    do: AccountDo
    id: Id


class SetupDo(StrEnum):
    """What a tap in the setup asks for; what it carries beside each."""

    SHOW = "s"  # all steps
    GO = "g"  # step: to be asked
    NEXT = "n"  # step: to be left out
    FIELD = "f"  # field of the lab, as it was seen
    RIGHT = "r"  # clock, currency and languages are
    ROLE = "o"  # role of a colleague
    LINK = "l"  # for patients


class SetupTap(CallbackData, prefix="su1"):
    """A button of the setup."""

    do: SetupDo
    step: Step = Step.NAME
    field: Field = Field.NAME
    version: Small = 0
    role: Role = Role.PATIENT


class TicksDo(StrEnum):
    """What a tap on the standard tests asks for."""

    GROUPS = "g"
    GROUP = "o"
    TICK = "t"  # number: of the test
    ALL = "a"  # of the group
    PRICES = "p"


class TicksTap(CallbackData, prefix="su2"):
    """A button of the standard tests. ticks: as they were shown, for after a restart."""

    do: TicksDo
    group: Group = Group.BLOOD
    number: Annotated[int, pydantic.Field(ge=0, lt=60)] = 0
    ticks: Id = 0
