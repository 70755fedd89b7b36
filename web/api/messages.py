"""Messages at an instant, of the key's maker, and how their delivery stands."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from actions.account import email
from actions.messages import recipient, schedule
from domain import refusals
from domain.account.access import Scope
from domain.messages.chat import Chat
from domain.messages.content import Outgoing
from domain.messages.schedule import Edit, Message, Scheduled, Status
from domain.refusals import Refusal
from web.api.route import Ask, Reply, Route, Table
from web.api.shapes import (
    At,
    ChatId,
    IdSent,
    Instant,
    Nothing,
    Page,
    Paged,
    Shape,
    Zone,
    id_of,
    part,
)

LONGEST = 41_000  # characters; the action knows the limit, in UTF-16 units
OF_TEXT: tuple[type[Refusal], ...] = (
    refusals.TextEmpty,
    refusals.TextTooLong,
    refusals.UnknownZone,
    refusals.TooFar,
)
EDITED: tuple[type[Refusal], ...] = (refusals.AlreadySent, refusals.TextOnly, *OF_TEXT)
OF_PLACE: tuple[type[Refusal], ...] = (
    refusals.NotFound,
    refusals.NotAdmin,
    refusals.BotMayNotPost,
)


class Place(Shape):
    """Where it goes: the chat of the key's maker, a group or channel, or an email address."""

    chat_id: ChatId | None = Field(
        default=None, description="group or channel that its maker may post in"
    )
    address_id: IdSent | None = Field(default=None, description="a confirmed email address")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        """One of them, or neither."""
        if self.chat_id is not None and self.address_id is not None:
            raise ValueError("give chat_id or address_id, not both")
        return self


class NewMessage(Place):
    """What is sent when. zone: in which at was meant, its maker's without one."""

    text: str = Field(max_length=LONGEST)
    at: Instant
    zone: Zone | None = None


class MessageEdit(Shape):
    """What is to be another; the rest stays."""

    text: str | None = Field(default=None, max_length=LONGEST)
    at: Instant | None = None
    zone: Zone | None = None

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        """A text, a time or both."""
        if self.text is None and self.at is None:
            raise ValueError("give a text, at, or both")
        return self


class OutgoingShape(BaseModel):
    """What a message and a series have in common. text: a caption, too."""

    id: int
    version: int
    text: str
    channel: Literal["telegram", "email"]
    chat_id: int | None = Field(description="of a group or channel, null for its maker's chat")
    address: str | None = Field(description="of email")


class MessageShape(OutgoingShape):
    """A message and how its delivery stands."""

    status: Status
    at: At
    zone: str
    next_try_at: At
    attempts: int
    sent_at: At | None
    late_seconds: float
    cause: str | None = Field(description="why the last try failed")
    in_doubt: bool = Field(description="it may have arrived twice")
    is_of_series: bool


class Messages(Page):
    """Messages, the oldest first."""

    items: list[MessageShape]


class MessagesWanted(Paged):
    """Those of one status, or all."""

    status: Status | None = None


class AddressShape(BaseModel):
    """A confirmed email address of the key's maker."""

    id: int
    address: str


class Addresses(Page):
    """All of them."""

    items: list[AddressShape]


async def list_addresses(ask: Ask, _asked: Nothing) -> Reply:
    """Email addresses that messages can go to."""
    found = await ask.call.read(email.confirmed, ask.call.actor)
    return Reply(Addresses(items=[AddressShape(id=one.id, address=one.address) for one in found]))


async def list_messages(ask: Ask, asked: MessagesWanted) -> Reply:
    """Messages of the key's maker."""
    call, after = ask.call, id_of(asked.cursor)
    found = await call.read(
        schedule.search, call.actor, asked.status, after=after, most=asked.limit + 1
    )
    shown = part(found, asked)
    next_one = shown.next(lambda one: str(one.id))
    return Reply(Messages(items=[message_shape(one) for one in shown.items], next=next_one))


async def find_message(ask: Ask, _asked: Nothing) -> Reply:
    """A message, and how its delivery stands."""
    return Reply(message_shape(await ask.call.read(schedule.find, ask.call.actor, ask.number)))


async def schedule_message(ask: Ask, asked: NewMessage) -> Reply:
    """Schedule a message."""
    call = ask.call
    message = Message(
        asked.text,
        (),
        asked.at,
        asked.zone or call.actor.zone,
        ask.intent,
        asked.address_id or 0,
        to=await chat_of(ask, asked),
    )
    made = await call.write(
        schedule.schedule, call.actor, message, call.now, limits=(await call.caps()).limits
    )
    return Reply(message_shape(made), place=f"/messages/{made.id}")


async def change_message(ask: Ask, asked: MessageEdit) -> Reply:
    """Change a message that waits."""
    call = ask.call
    found = await call.read(schedule.find, call.actor, ask.number)
    edit = Edit(asked.text, (), asked.at, asked.zone, found.attachment)
    changed = await call.write(schedule.change, call.actor, ask.number, edit, now=call.now)
    return Reply(message_shape(changed))


async def cancel_message(ask: Ask, _asked: Nothing) -> Reply:
    """Cancel a message that waits."""
    cancelled = await ask.call.write(schedule.cancel, ask.call.actor, ask.number)
    return Reply(message_shape(cancelled))


async def chat_of(ask: Ask, place: Place) -> Chat | None:
    """The group or channel, as Telegram tells now."""
    call = ask.call
    if place.chat_id is None:
        return None
    return await call.read(recipient.permit, call.deps.look, call.actor, place.chat_id)


def outgoing(item: Outgoing) -> dict[str, object]:
    return {
        "text": item.text,
        "channel": item.channel,
        "chat_id": item.chat_id or None,
        "address": item.address or None,
    }


def message_shape(message: Scheduled) -> MessageShape:
    values = {name: getattr(message, name) for name in MessageShape.model_fields.keys() & FIELDS}
    late = message.late_for.total_seconds()
    return MessageShape.model_validate(values | outgoing(message) | {"late_seconds": late})


FIELDS = frozenset(Scheduled.__dataclass_fields__)
ROUTES: Table = (
    Route(
        method="GET",
        path="/addresses",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=Addresses,
        handler=list_addresses,
    ),
    Route(
        method="GET",
        path="/messages",
        scope=Scope.MESSAGES,
        asked=MessagesWanted,
        answer=Messages,
        handler=list_messages,
    ),
    Route(
        method="GET",
        path="/messages/{id}",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=MessageShape,
        handler=find_message,
    ),
    Route(
        method="POST",
        path="/messages",
        scope=Scope.MESSAGES,
        asked=NewMessage,
        answer=MessageShape,
        handler=schedule_message,
        refusals=(
            refusals.MessageInPast,
            refusals.TooManyMessages,
            *OF_PLACE,
            *OF_TEXT,
        ),
        is_once=True,
    ),
    Route(
        method="PATCH",
        path="/messages/{id}",
        scope=Scope.MESSAGES,
        asked=MessageEdit,
        answer=MessageShape,
        handler=change_message,
        refusals=(refusals.MessageInPast, *EDITED),
    ),
    Route(
        method="DELETE",
        path="/messages/{id}",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=MessageShape,
        handler=cancel_message,
        refusals=(refusals.AlreadySent,),
    ),
)
