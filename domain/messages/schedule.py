"""Scheduled messages: their states, and what may be planned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.messages.chat import Chat
from domain.messages.content import LONGEST, Channel, Content, Outgoing, Own, Text
from domain.messages.media import CAPTION_LIMIT, Attachment, captioned, has_caption
from domain.messages.text import Entity, clean, units, within
from domain.refusals import MessageInPast, TextTooLong, TooFar

YEARS_AHEAD = 5
SECOND = timedelta(seconds=1)

HOPELESS = frozenset(("bad_request", "unreadable"))
"""Causes, of domain.messages.delivery.Cause, that another try with the same text meets again."""


class Status(StrEnum):
    """Where a message stands: scheduled -> sending -> sent | scheduled (again) | dead."""

    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Message:
    """What a person wants sent. at: aware UTC, a fraction of a second counts up to the next.

    zone: IANA name in which the time was meant. intent: the id of this wish. address_id: one of
    the author's e-mail addresses, 0 = to their chat. attachment: what is no text, then text is its
    caption. to: the group or channel that it goes to, as actions.messages.recipient.permit gave it.
    booking_id, from_visit: the visit that it is tied to, and the stored anchor; 0 and "" for none.
    """

    text: str
    entities: tuple[Entity, ...]
    at: datetime
    zone: str
    intent: str
    address_id: int = 0
    attachment: Attachment | None = None
    to: Chat | None = None
    booking_id: int = 0
    from_visit: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a planned message; None leaves a part as it is.

    entities and attachment belong to `text`, and `zone` to `at`.
    """

    text: str | None = None
    entities: tuple[Entity, ...] = ()
    at: datetime | None = None
    zone: str | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Scheduled(Outgoing):
    """A message as its author sees it.

    at: as planned, aware UTC, whole seconds. next_try_at: later than `at` while it is tried
    again. cause: of the last try that failed, see domain.messages.delivery. is_new: False when the
    intent had been recorded before. recipient: a chat id, or an address on Channel.EMAIL.
    is_dropped: staff have closed it. is_of_series: an occurrence of what repeats. to: title of the
    group or channel it goes to. from_visit: it is tied to a visit, by this stored anchor.
    """

    id: int
    status: Status
    content: Content
    at: datetime
    next_try_at: datetime
    zone: str
    attempts: int
    version: int
    sent_at: datetime | None
    cause: str | None
    in_doubt: bool
    is_new: bool = False
    channel: str = Channel.TELEGRAM
    recipient: str = ""
    is_dropped: bool = False
    is_of_series: bool = False
    to: str = ""
    from_visit: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be changed or cancelled, as far as is known here."""
        return self.status is Status.SCHEDULED and not self.is_of_series

    @property
    def may_try_again(self) -> bool:
        """Whether its author may have another try: a refused text would be refused again."""
        return self.status is Status.DEAD and not self.is_dropped and self.cause not in HOPELESS

    @property
    def late_for(self) -> timedelta:
        """How long after its planned second it was sent; 0 for what is not sent, or in time."""
        if self.sent_at is None or self.sent_at < self.at + SECOND:
            return timedelta()
        return self.sent_at - self.at


def whole_second(at: datetime) -> datetime:
    """The instant, or the next whole second: never earlier than asked."""
    return at if at.microsecond == 0 else at.replace(microsecond=0) + SECOND


def may_schedule(at: datetime, now: datetime) -> datetime:
    """The instant to plan for. Raises MessageInPast, or TooFar beyond five years."""
    planned = whole_second(at)
    if planned <= now:
        raise MessageInPast(at)
    if planned > (latest := _years_on(now)):
        raise TooFar(latest)
    return planned


def written(text: str, entities: tuple[Entity, ...]) -> Text:
    """A text that can be sent. Raises TextEmpty, TextTooLong."""
    return Text(within(clean(text), LONGEST), entities)


def composed(text: str, entities: tuple[Entity, ...], attachment: Attachment | None) -> Own:
    """What can be sent; beside an attachment the text is its caption, or nothing.

    Raises TextEmpty, TextTooLong.
    """
    if attachment is None:
        return written(text, entities)
    if not has_caption(attachment):
        return attachment
    cleaned = clean(text).strip() and clean(text)
    if (length := units(cleaned)) > CAPTION_LIMIT:
        raise TextTooLong(length, CAPTION_LIMIT)
    return captioned(attachment, cleaned, entities)


def _years_on(now: datetime) -> datetime:
    try:
        return now.replace(year=now.year + YEARS_AHEAD)
    except ValueError:  # 29 February
        return now.replace(year=now.year + YEARS_AHEAD, month=3, day=1)
