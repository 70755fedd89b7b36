"""Answers to a conversation that a restart has ended: what was lost, and the way on.

Before all others, as a name, a note or a file that was asked for means something else to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message

from domain.account.actor import Role
from domain.caps import Setting
from domain.manage.catalogue import Field
from domain.manage.setup import Step
from fsm.bookmarks import Bookmark
from fsm.draft import new_intent
from handlers.dialog import COMMAND, UNREADABLE, disarm, show, take_keyboard
from handlers.messages.compose import is_wish
from handlers.turn import Turn
from screens.account import start
from screens.account.callbacks import EmailDo, EmailTap, QuietDo, QuietTap, ZoneTap
from screens.booking.callbacks import BookAgainTap, MoveTap, PeopleDo, PeopleTap
from screens.callback_values import OpenTap, StartDo, StartTap
from screens.desk.callbacks import AgainTap, PhoneCallDo, PhoneCallTap, VisitDo, VisitTap
from screens.language import Marked, translated
from screens.manage.callbacks import (
    AuditDo,
    AuditTap,
    CatalogueDo,
    ClosureDo,
    ClosureTap,
    HookDo,
    HooksTap,
    KeyDo,
    KeysTap,
    LabTap,
    LabTestTap,
    OpeningHoursDo,
    OpeningHoursTap,
    SettingsDo,
    SettingsTap,
    SetupDo,
    SetupTap,
    TeamDo,
    TeamTap,
    TicksDo,
    TicksTap,
    Translatable,
    WordsTap,
)
from screens.messages.callbacks import (
    BroadcastDo,
    BroadcastTap,
    DeadLetterDo,
    DeadLetterTap,
    ScheduledDo,
    ScheduledTap,
    SeriesDo,
    SeriesTap,
)


@dataclass(frozen=True, slots=True)
class Way:
    """What was lost, and the button that begins anew with what is known."""

    lost: Marked
    again: Callable[[Bookmark], CallbackData | None]


def router() -> Router:
    router = Router(name="interrupted")
    sent = F.text | UNREADABLE
    router.message.register(answer_sent, StateFilter(None), ~COMMAND, sent, is_interrupted)
    return router


async def is_interrupted(message: Message, turn: Turn) -> bool | dict[str, Any]:
    """Filter: a conversation was open when it was sent; not a wish, which needs none."""
    if turn.bookmarks is None:
        return False
    mark = turn.bookmarks.interrupted(turn.actor.id, message.date)
    if mark is None or mark.group not in WAYS:
        return False
    if mark.group == "Schedule" and await is_wish(message, turn.actor, turn.now):
        return False
    return {"mark": mark}


async def answer_sent(_message: Message, mark: Bookmark, turn: Turn) -> None:
    """Told once; the card of the conversation has no buttons any more."""
    way = WAYS[mark.group]
    await disarm(turn.bot, turn.actor.id, mark.card)
    await take_keyboard(turn.bot, turn.actor.id, mark.prompt)
    again = way.again(mark)
    lost = way.lost if again else start.SEND_FILE_AGAIN
    lost = start.NOTHING_CHANGED if mark.id("moving") else lost
    await show(turn, start.over(translated(lost), again, was_interrupted=True))
    await turn.state.clear()


def _book(mark: Bookmark) -> CallbackData:
    if booking_id := mark.id("moving"):
        return MoveTap(booking=booking_id, day=mark.id("day"), slot=mark.id("slot"))
    return BookAgainTap(test=mark.id("test"), day=mark.id("day"), slot=mark.id("slot"))


def _person(mark: Bookmark) -> CallbackData:
    do = PeopleDo.BORN if mark.id("born") else PeopleDo.NAME
    return PeopleTap(do=do, value=mark.id("patient"))


def _schedule(mark: Bookmark) -> CallbackData:
    if mark.id("series"):
        return SeriesTap(do=SeriesDo.OPEN, value=mark.id("series"))
    if mark.id("message"):
        return ScheduledTap(do=ScheduledDo.OPEN, value=mark.id("message"))
    return StartTap(do=StartDo.SCHEDULE)


def _address(mark: Bookmark) -> CallbackData:
    known = mark.id("address")
    return EmailTap(do=EmailDo.CODE, value=known) if known else EmailTap(do=EmailDo.ADD)


def _call(mark: Bookmark) -> CallbackData:
    known = mark.id("patient")
    do = PhoneCallDo.PATIENT if known else PhoneCallDo.ASK
    return PhoneCallTap(intent=new_intent(), do=do, value=known)


def _report(mark: Bookmark) -> CallbackData | None:
    """What opens one is asked again; a file that was to be sent has to come again."""
    if mark.state == "Reporting:opening":
        return OpenTap(id=mark.id("report"))
    if mark.state == "Reporting:unlocking":
        return AgainTap(id=mark.id("report"), is_secret=True)
    return None


def _drop(mark: Bookmark) -> CallbackData:
    known = mark.id("message")
    do = DeadLetterDo.DROP if known else DeadLetterDo.DROP_ALL
    return DeadLetterTap(do=do, cause=str(mark.known["cause"]), value=known)


def _edit(mark: Bookmark) -> CallbackData:
    if mark.id("guided"):
        return SetupTap(do=SetupDo.SHOW)
    tap = LabTestTap if mark.state == "Editing:test" else LabTap
    number = mark.id("number")
    if language := str(mark.known.get("language", "")):
        of = Translatable.TEST if tap is LabTestTap else Translatable.LAB
        return WordsTap(of=of, value=number, version=mark.id("version"), language=language)
    do = CatalogueDo.FIELD if number else CatalogueDo.ADD
    field = Field(str(mark.known["field"])) if mark.known["field"] else Field.NAME
    return tap(do=do, value=number, field=field, version=mark.id("version"))


def _name(mark: Bookmark) -> CallbackData:
    if mark.state == "Naming:webhook":
        return HooksTap(do=HookDo.ADDRESS, topics=mark.id("topics"))
    return KeysTap(do=KeyDo.NAME, scopes=mark.id("scopes"), days=mark.id("days"))


def _hours(mark: Bookmark) -> CallbackData:
    if mark.id("guided"):
        return SetupTap(do=SetupDo.GO, step=Step.HOURS)
    return OpeningHoursTap(do=OpeningHoursDo.NEW)


def _invite(mark: Bookmark) -> CallbackData:
    role = Role(str(mark.known["role"]))
    if mark.id("guided"):
        return SetupTap(do=SetupDo.ROLE, role=role)
    return TeamTap(do=TeamDo.NAME, role=role)


WAYS = {
    "Booking": Way(start.NOTHING_BOOKED, _book),
    "Person": Way(start.NOTHING_SAVED, _person),
    "Schedule": Way(start.NOTHING_SCHEDULED, _schedule),
    "Address": Way(start.NOTHING_SAVED, _address),
    "Timezone": Way(start.NOTHING_SAVED, lambda _: ZoneTap()),
    "QuietHours": Way(start.NOTHING_SAVED, lambda _: QuietTap(do=QuietDo.ASK)),
    "Calling": Way(start.NOTHING_BOOKED, _call),
    "Noting": Way(
        start.NOTHING_SAVED, lambda mark: VisitTap(do=VisitDo.NOTE, id=mark.id("booking"))
    ),
    "Reporting": Way(start.NOTHING_CHANGED, _report),
    "Broadcasting": Way(
        start.NOTHING_SENT, lambda _: BroadcastTap(intent=new_intent(), do=BroadcastDo.WHOM)
    ),
    "Failed": Way(start.NOTHING_CHANGED, _drop),
    "Planning": Way(start.NOTHING_SAVED, _hours),
    "Closing": Way(
        start.NOTHING_CHANGED, lambda _: ClosureTap(intent=new_intent(), do=ClosureDo.NEW)
    ),
    "Editing": Way(start.NOTHING_SAVED, _edit),
    "Inviting": Way(
        start.NOTHING_SAVED,
        _invite,
    ),
    "SettingUp": Way(
        start.NOTHING_SAVED, lambda mark: TicksTap(do=TicksDo.GROUPS, ticks=mark.id("ticks"))
    ),
    "Naming": Way(start.NOTHING_SAVED, _name),
    "Setting": Way(
        start.NOTHING_CHANGED,
        lambda mark: SettingsTap(do=SettingsDo.OPEN, setting=Setting(str(mark.known["setting"]))),
    ),
    "Auditing": Way(start.NOTHING_CHANGED, lambda _: AuditTap(do=AuditDo.SEARCH)),
}
"""By the group of a conversation's states; none of them may be missing."""
