"""What the scheduling conversation has gathered, and which question comes next."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from aiogram.fsm.state import State, StatesGroup

from domain.messages import content as contents
from domain.messages import media
from domain.messages.chat import Chat
from domain.messages.content import Content, Text
from domain.messages.media import Attachment, Media, from_json, has_caption, joined, to_json
from domain.messages.schedule import Edit, Message
from domain.messages.series import Repeat, SeriesEdit
from domain.time.zones import to_wall
from fsm.draft import Draft

GRACE = timedelta(minutes=1)
"""How long after its instant a message that is confirmed is sent at once."""


class Schedule(StatesGroup):
    """What the scheduling conversation waits for."""

    offered = State()
    writing = State()
    timing = State()
    placing = State()
    confirming = State()
    doubting = State()


class Asking(StrEnum):
    """A question asked again, because the person wants another answer."""

    NOTHING = ""
    OFFER = "offer"
    TEXT = "text"
    TIME = "time"
    ZONE = "zone"
    BOOK = "book"
    BOOKINGS = "bookings"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDraft(Draft):
    """The answers so far; a step is answered when its field is not None.

    entities: JSON of Telegram's entities of `text`. at: aware UTC. zone: IANA name if the words
    named one. is_time_given: False if the words named a day alone. others: further instants as
    likely as `at`. options: JSON of readings offered as buttons, see `Option`; reason: why they
    are offered. said, said_at: the words that gave the time, and when, to read them again in
    another zone. whole, whole_entities: the text that both the message and its time were read
    from; heard: the words of it that were taken as the time. zones: offered as buttons.
    booking_id, from_visit: the visit that it is tied to, 0 while that is open, and the anchor, as
    stored. test_id: that the visit was named by, 0 = any. is_usual: the length before it is ours.
    message_id: the message being changed, 0 for a new one; edits: what of it was changed,
    Asking.TEXT and Asking.TIME. address_id: of the
    person's, to send a new one by email, 0 = in the chat; to: masked, of the message being changed.
    attachment: JSON of what is no text, "" without one; `text` is then its caption, perhaps empty.
    group: Telegram's id of the album that it is a part of. typed_at, typed_units: when the newest
    text was typed, and its length, to know the second half of one that was too long for one
    message. chat_id, chat_title: the group or channel it goes to, 0 for the author. wish: what may
    be wanted at the lab instead, as /book takes it.
    """

    text: str | None = None
    entities: str = "[]"
    at: datetime | None = None
    zone: str = ""
    rrule: str = ""
    wall: str = ""
    is_time_given: bool = True
    others: tuple[datetime, ...] = ()
    options: tuple[str, ...] = ()
    reason: str = ""
    said: str = ""
    said_at: datetime | None = None
    whole: str = ""
    whole_entities: str = "[]"
    heard: str = ""
    zones: tuple[str, ...] = ()
    asking: str = Asking.NOTHING
    message_id: int = 0
    series_id: int = 0
    edits: tuple[str, ...] = ()
    address_id: int = 0
    to: str = ""
    attachment: str = ""
    group: str = ""
    typed_at: datetime | None = None
    typed_units: int = 0
    chat_id: int = 0
    chat_title: str = ""
    wish: str = ""
    booking_id: int = 0
    from_visit: str = ""
    test_id: int = 0
    is_usual: bool = False

    @property
    def begun(self) -> str:
        is_something = bool(self.text or self.attachment or self.at)
        if not is_something or self.asking in {Asking.OFFER, Asking.BOOK, Asking.BOOKINGS}:
            return ""
        return "change" if is_change(self) else "message"

    def known(self) -> dict[str, int | str]:
        return {"message": self.message_id, "series": self.series_id}


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of a doubtful text: the instant and the message, None if it names none.

    heard: the words that were taken as the time.
    """

    at: datetime
    text: str | None = None
    entities: str = "[]"
    is_time_given: bool = True
    zone: str = ""
    rrule: str = ""
    wall: str = ""
    heard: str = ""


def waiting_for(draft: ScheduleDraft) -> State:
    """The question that is open."""
    if draft.asking == Asking.OFFER:
        return Schedule.offered
    if draft.asking == Asking.ZONE:
        return Schedule.placing
    if draft.asking in {Asking.BOOK, Asking.BOOKINGS}:
        return Schedule.doubting
    if draft.options or draft.asking == Asking.TIME or is_visit_open(draft):
        return Schedule.timing
    if draft.asking == Asking.TEXT or draft.text is None:
        return Schedule.writing
    return Schedule.timing if draft.at is None else Schedule.confirming


def back(draft: ScheduleDraft) -> ScheduleDraft | None:
    """The draft one question earlier; None before the first question, or if no change was made."""
    is_untouched = is_change(draft) and not draft.edits
    if draft.asking and is_untouched:
        return None
    if draft.asking and draft.at is not None and draft.text is not None:
        return replace(draft, asking=Asking.NOTHING, options=(), zones=())
    if draft.options:
        asking = Asking.TIME if is_untouched else Asking.NOTHING
        whole = "" if draft.text is None else draft.whole
        return replace(draft, options=(), whole=whole, asking=asking)
    if not is_change(draft) and (draft.at is not None or is_visit_open(draft)):
        return untimed(draft)
    empty = replace(draft, text=None, entities="[]", attachment="", group="")
    return None if is_change(draft) or draft.text is None else empty


def is_visit_open(draft: ScheduleDraft) -> bool:
    """Whether it is tied to a visit, and which is the question."""
    return bool(draft.from_visit) and not draft.booking_id


def is_change(draft: ScheduleDraft) -> bool:
    """Whether something that is planned already is being changed."""
    return bool(draft.message_id or draft.series_id)


def words_of(draft: ScheduleDraft) -> Text:
    """The draft's text with its formatting, empty before it is written."""
    return Text(draft.text or "", tuple(json.loads(draft.entities)))


def with_text(draft: ScheduleDraft, words: Text) -> ScheduleDraft:
    written = replace(draft, whole="", asking=Asking.NOTHING)
    return _saying(written, words.text, json.dumps(words.entities))


def with_time(
    draft: ScheduleDraft, option: Option, others: tuple[datetime, ...] = ()
) -> ScheduleDraft:
    """The time is chosen, and with it the message if the same words gave both."""
    chosen = replace(
        draft,
        at=option.at,
        zone=option.zone,
        rrule=option.rrule,
        wall=option.wall,
        is_time_given=option.is_time_given,
        heard=option.heard,
        others=others,
        booking_id=0,
        from_visit="",
        options=(),
        asking=Asking.NOTHING,
        edits=(*draft.edits, Asking.TIME),
    )
    return chosen if option.text is None else _saying(chosen, option.text, option.entities)


def with_words(draft: ScheduleDraft, words: Text) -> ScheduleDraft:
    """The text that gave the time, so that it can be the message instead."""
    return replace(draft, whole=words.text, whole_entities=json.dumps(words.entities))


def whole_as_text(draft: ScheduleDraft) -> ScheduleDraft | None:
    """All of the words are the message, and the time is to be asked; None if there are none."""
    if not draft.whole:
        return None
    anew = replace(untimed(draft), whole="", options=(), asking=Asking.NOTHING)
    return _saying(anew, draft.whole, draft.whole_entities)


def untimed(draft: ScheduleDraft) -> ScheduleDraft:
    anew = replace(draft, at=None, others=(), rrule="", wall="")
    return replace(anew, booking_id=0, from_visit="")


def unwritten(draft: ScheduleDraft) -> ScheduleDraft:
    """For another message and another time in its place."""
    return replace(untimed(for_words(draft)), text=None, entities="[]", whole="")


def repeat_of(draft: ScheduleDraft, zone: str) -> Repeat | None:
    """How the message repeats, on the clocks of the person's zone unless the words named one."""
    if not draft.rrule or draft.at is None:
        return None
    where = draft.zone or zone
    wall = datetime.fromisoformat(draft.wall) if draft.wall else to_wall(draft.at, where)
    return Repeat(draft.rrule, wall, where, is_zone_named=bool(draft.zone))


def not_missed(at: datetime, now: datetime) -> datetime:
    """`at`, or the next second if it passed while the person was reading: 'in 3 seconds'."""
    if not now - GRACE <= at <= now:
        return at
    return now.replace(microsecond=0) + timedelta(seconds=1)


def with_options(draft: ScheduleDraft, options: list[Option], reason: str) -> ScheduleDraft:
    """The words can be read in several ways: the person chooses."""
    dumped = tuple(_dump(option) for option in options)
    return replace(draft, options=dumped, reason=reason, asking=Asking.NOTHING)


def options_of(draft: ScheduleDraft) -> list[Option]:
    return [_load(text) for text in draft.options]


def agreed(draft: ScheduleDraft) -> ScheduleDraft:
    """The draft with the message that all readings have in common, if they have one."""
    texts = {(option.text, option.entities) for option in options_of(draft)}
    if draft.text is not None or len(texts) != 1:
        return draft
    text, entities = texts.pop()
    return _saying(draft, text, entities)


def choose(draft: ScheduleDraft, number: int) -> ScheduleDraft | None:
    """One of the readings is chosen; None if there is no such reading."""
    options = options_of(draft)
    return with_time(draft, options[number]) if number < len(options) else None


def swap(draft: ScheduleDraft, number: int) -> ScheduleDraft | None:
    """The other instant is meant; what was first stays on offer. None if there is none."""
    if draft.at is None or number >= len(draft.others):
        return None
    others = (draft.at, *draft.others[:number], *draft.others[number + 1 :])
    edits = (*draft.edits, Asking.TIME)
    return replace(draft, at=draft.others[number], wall="", others=others, edits=edits)


def _saying(draft: ScheduleDraft, text: str | None, entities: str) -> ScheduleDraft:
    return replace(draft, text=text, entities=entities, edits=(*draft.edits, Asking.TEXT))


def _dump(option: Option) -> str:
    fields = (option.text, option.entities, option.is_time_given, option.zone)
    return json.dumps([option.at.isoformat(), *fields, option.rrule, option.wall, option.heard])


def _load(text: str) -> Option:
    at, *fields = json.loads(text)
    return Option(datetime.fromisoformat(at), *fields)


def seal(draft: ScheduleDraft) -> int:
    """What [Confirm] would plan, as one number below 2**32: another choice, another number."""
    at = draft.at and draft.at.timestamp()
    said = (draft.text, draft.entities, draft.attachment, draft.chat_id, draft.address_id)
    chosen = repr((*said, at, draft.zone, draft.rrule, draft.wall, *_tie(draft)))
    return int.from_bytes(blake2b(chosen.encode(), digest_size=4).digest())


def _tie(draft: ScheduleDraft) -> tuple[str, ...]:
    """None of an untied one, so that its seal is what it was."""
    return (f"{draft.booking_id}:{draft.from_visit}",) if draft.from_visit else ()


def attachment_of(draft: ScheduleDraft) -> Attachment | None:
    return from_json(json.loads(draft.attachment)) if draft.attachment else None


def with_attachment(draft: ScheduleDraft, it: Attachment, group: str) -> ScheduleDraft:
    """The message is this, still without a caption. group: of the album it begins, or ""."""
    bare = replace(draft, text="", entities="[]", whole="", options=(), group=group)
    edits = (*draft.edits, Asking.TEXT)
    stored = json.dumps(to_json(it))
    return replace(bare, attachment=stored, edits=edits, asking=Asking.NOTHING)


def asking_again(draft: ScheduleDraft, content: Content, what: Asking) -> ScheduleDraft:
    """The message is this one, as it was scheduled, and another text or time is asked for."""
    it = contents.attachment_of(content)
    if it is None:
        written = with_text(draft, Text(*contents.words_of(content)))
    else:
        written = with_text(with_attachment(draft, it, ""), caption_in(it))
    return replace(written, asking=what, edits=())


def with_part(draft: ScheduleDraft, part: Media) -> ScheduleDraft:
    album = joined(attachment_of(draft), part)
    return replace(draft, attachment=json.dumps(to_json(album)))


def for_words(draft: ScheduleDraft) -> ScheduleDraft:
    """The draft before words are typed into it: as a caption, or instead of what has none."""
    it = attachment_of(draft)
    return draft if it is None or has_caption(it) else replace(draft, attachment="", group="")


def caption_in(it: Attachment) -> Text:
    """The words that a draft keeps apart from the attachment."""
    return Text(*media.words_of(it)) if has_caption(it) else Text("")


def message_of(draft: ScheduleDraft, zone: str, now: datetime, to: Chat | None) -> Message:
    """What is to be planned. zone: the person's. to: the group or channel, None for the author."""
    words = words_of(draft)
    return Message(
        words.text,
        words.entities,
        not_missed(draft.at or now, now),
        draft.zone or zone,
        draft.intent,
        address_id=draft.address_id,
        attachment=attachment_of(draft),
        to=to,
        booking_id=draft.booking_id,
        from_visit=draft.from_visit,
    )


def edit_of(draft: ScheduleDraft, zone: str, now: datetime) -> Edit:
    """What is to be changed of a planned message."""
    edit = Edit(**_words_edited(draft))
    if Asking.TIME in draft.edits:
        at = not_missed(draft.at or now, now)
        edit = replace(edit, at=at, zone=draft.zone or zone)
    return edit


def series_edit_of(draft: ScheduleDraft, zone: str) -> SeriesEdit:
    """What is to be changed of one that repeats."""
    repeat = repeat_of(draft, zone) if Asking.TIME in draft.edits else None
    return SeriesEdit(repeat=repeat, **_words_edited(draft))


def _words_edited(draft: ScheduleDraft) -> dict[str, Any]:
    if Asking.TEXT not in draft.edits:
        return {}
    words, it = words_of(draft), attachment_of(draft)
    return {"text": words.text, "entities": words.entities, "attachment": it}
