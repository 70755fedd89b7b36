"""What each message says, drawn at the last moment: reminders re-read their booking."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from aiogram.types import InlineKeyboardMarkup

from db.account import account as accounts
from db.booking import waitlist as wait_rows
from db.booking.before import tied
from db.messages import broadcast as rows
from db.messages import dead_letters
from db.uow import Database
from domain.account.email import masked
from domain.booking.booking import Visit, is_to_be_reminded
from domain.booking.waiting import SEAT, WAITED, Entry, HeldSeat, OfferState
from domain.messages.content import (
    Broadcast,
    Code,
    Content,
    Failure,
    News,
    Own,
    Reminder,
    Text,
    Told,
    from_json,
)
from domain.messages.dead_letters import DeadMessage
from domain.messages.delivery import Cause, Claim
from domain.refusals import Refusal
from infra.telegram import Wire
from screens.booking import waitlist
from screens.booking.before.fasting import question
from screens.booking.before.tied import followed
from screens.booking.reminder import code_not_sent, not_sent, reminder
from screens.desk import tracker
from screens.desk.report import ready
from screens.desk.visit import wanted
from screens.language import speaking
from screens.manage.closure import offer
from screens.messages.content import calls, in_words
from screens.messages.series import late
from screens.news import DRAWN as BASIC
from screens.news import Draw, of_the_house
from screens.screen import Screen
from workers.content.quiet import Drawn, PutOff, asleep
from workers.content.recall import RECALL, asked_back, recall_of

log = structlog.get_logger(__name__)
ODD = (ValueError, TypeError, KeyError, Refusal)
"""What a stored row can raise that we did not write."""
LATE = timedelta(minutes=1)  # after its instant what repeats says so; before a visit it is late

DRAWN: Mapping[str, Draw] = {**BASIC, "offer": offer, "report": ready, "followed": followed}
FOR_STAFF: Mapping[str, Draw] = {"wanted": wanted}
"""Of a visit, too, in the language of who reads it."""
OF_WAITING = frozenset((SEAT, WAITED))


class Waits(NamedTuple):
    """What messages about the waiting list are about, by id."""

    seats: Mapping[int, HeldSeat]
    entries: Mapping[int, Entry]


async def draw(
    database: Database, batch: Sequence[Claim], now: datetime
) -> list[Drawn | Cause | PutOff]:
    """For each message of the batch, in order, what to send, or when, or why there is nothing."""
    contents = [_read(item) for item in batch]
    visits = await _visits(database, batch, contents)
    dead = await _dead_messages(database, contents)
    waits = await _waits(database, contents)
    locales = await _locales(database, batch, contents, now)
    contents = await with_broadcasts(database, contents)
    nights = await asleep(database, batch, now)
    contents = await _with_messages(database, contents)
    asked = await asked_back(database, contents, now)
    drawn = []
    for item, content in zip(batch, contents, strict=True):
        with speaking(locales.get(item.recipient) or locales.get(str(item.author_id), "")):
            what: Drawn | Cause | PutOff
            if isinstance(content, News) and content.what == RECALL:
                screen = asked.get(recall_of(content))
                what = Cause.DROPPED if screen is None else _message(item, screen)
            else:
                what = _safely(item, content, visits, dead, waits=waits, now=now)
        night = nights.get(item.id)
        drawn.append(what if night is None else night.heed(item, what, visits))
    return drawn


def fields_of(screen: Screen, chat_id: int) -> dict[str, Any]:
    """A screen as fields of sendMessage or editMessageText."""
    fields: dict[str, Any] = {"chat_id": chat_id, "text": screen.text, "parse_mode": "HTML"}
    if isinstance(screen.keyboard, InlineKeyboardMarkup):
        fields["reply_markup"] = screen.keyboard.model_dump(exclude_none=True)
    return fields


async def edit(wire: Wire, chat_id: int, message_id: int, screen: Screen) -> None:
    """Show a screen in place of a message of ours. Raises infra.telegram.FAILURES."""
    await wire.send(fields_of(screen, chat_id) | {"message_id": message_id}, "editMessageText")


def _safely(
    item: Claim,
    content: Content | None,
    visits: Mapping[int, Visit],
    dead: Mapping[int, DeadMessage],
    *,
    waits: Waits,
    now: datetime,
) -> Drawn | Cause | PutOff:
    if item.stale_after is not None and now > item.stale_after:
        return Cause.STALE
    try:
        return _draw(item, content, visits, dead, waits=waits, now=now)
    except ODD:
        log.exception("message_unreadable", message_id=item.id)
        return Cause.UNREADABLE


def _draw(
    item: Claim,
    content: Content | None,
    visits: Mapping[int, Visit],
    dead: Mapping[int, DeadMessage],
    *,
    waits: Waits,
    now: datetime,
) -> Drawn | Cause | PutOff:
    visit = visits.get(item.booking_id or 0)
    match content:
        case None | Code() | Told() | Broadcast():
            # A broadcast was stopped; the others go another way.
            return Cause.DROPPED if isinstance(content, Broadcast) else Cause.UNREADABLE
        case Reminder():
            return _reminder(item, content, visit, now)
        case Failure(message_id):
            return _failure(item, dead.get(message_id))
        case News(what):
            if what in OF_WAITING:
                return _waiting(item, content, waits)
            return _news(item, content, visit, now)
        case _:
            return _own(item, content, now)


def _own(item: Claim, content: Own, now: datetime) -> Drawn:
    """A person's words; of what repeats and comes late, with a note of when it was planned."""
    if isinstance(content, Text) and item.due_at is not None and _is_late(item, now):
        content = late(content, item.due_at, item.zone or "UTC")
    return calls(content, int(item.recipient))


def _is_late(item: Claim, now: datetime) -> bool:
    """Of what repeats: so late that it says so."""
    return item.series_id is not None and item.due_at is not None and now - item.due_at > LATE


def _read(item: Claim) -> Content | None:
    try:
        int(item.recipient)
        return from_json(item.content)
    except ODD:
        return None


def _news(item: Claim, content: News, visit: Visit | None, now: datetime) -> Drawn | Cause:
    if visit is None:
        screen = of_the_house(content)
    elif draw_it := FOR_STAFF.get(content.what):
        screen = draw_it(content, visit)
    else:
        with speaking(visit.locale):
            screen = news(content, visit, now)
    return Cause.DROPPED if screen is None else _message(item, screen)


def _waiting(item: Claim, content: News, waits: Waits) -> Drawn | Cause:
    """The seat, if it is still held; why nothing came of waiting."""
    seat = waits.seats.get(int(content.facts.get("offer", 0)))
    entry = waits.entries.get(int(content.facts.get("entry", 0)))
    if seat is not None and seat.state == OfferState.OPEN:
        return _message(item, waitlist.seat(seat, is_named=seat.entry.is_named))
    if entry is not None:
        return _message(item, waitlist.waited(content, entry))
    return Cause.DROPPED


def _reminder(
    item: Claim, it: Reminder, visit: Visit | None, now: datetime
) -> Drawn | Cause | PutOff:
    """Of whoever is out of reach, it waits for them as long as it is of use."""
    if visit is None or not is_to_be_reminded(visit, now, item.stale_after):
        return Cause.DROPPED
    if it.is_fasting and (visit.has_eaten or not visit.fasting_hours):
        return Cause.DROPPED
    if not visit.is_reachable:
        until = visit.starts_at.replace(microsecond=0) - LATE
        is_over = max(now, item.fire_at) >= until
        return Cause.DROPPED if is_over else PutOff(until, Cause.PAUSED)
    with speaking(visit.locale):
        screen = question(visit, now) if it.is_fasting else reminder(visit, now)
        return _message(item, screen)


def _failure(item: Claim, dead: DeadMessage | None) -> Drawn | Cause:
    content = None if dead is None else from_json(dead.content)
    if dead is None or isinstance(content, None | Reminder | Failure | News | Broadcast | Told):
        return Cause.DROPPED
    with speaking(dead.locale):
        if isinstance(content, Code):
            return _message(item, code_not_sent(masked(dead.recipient), dead.cause))
        words = in_words(content).text
        planned = (dead.due_at, dead.zone or "UTC")
        screen = not_sent(words, *planned, dead.cause, is_halted=dead.is_halted)
        return _message(item, screen)


def _message(item: Claim, screen: Screen) -> Drawn:
    fields = fields_of(screen, int(item.recipient))
    return (("sendMessage", fields | {"link_preview_options": {"is_disabled": True}}),)


async def _visits(
    database: Database, batch: Sequence[Claim], contents: Sequence[Content | None]
) -> Mapping[int, Visit]:
    pairs = zip(batch, contents, strict=True)
    ids = [i.booking_id for i, c in pairs if isinstance(c, Reminder | News) and i.booking_id]
    if not ids:
        return {}
    async with database.read() as uow:
        return await dead_letters.visits(uow, ids)


async def _waits(database: Database, contents: Sequence[Content | None]) -> Waits:
    news = [one for one in contents if isinstance(one, News) and one.what in OF_WAITING]
    if not news:
        return Waits({}, {})
    async with database.read() as uow:
        ids = [{int(one.facts.get(of, 0)) for one in news} - {0} for of in ("offer", "entry")]
        return Waits(await wait_rows.seats(uow, ids[0]), await wait_rows.entries(uow, ids[1]))


async def _locales(
    database: Database, batch: Sequence[Claim], contents: Sequence[Content | None], now: datetime
) -> Mapping[str, str]:
    """By recipient, and by author, of what we add words to and is about no visit."""
    pairs = zip(batch, contents, strict=True)
    added = [it for it, c in pairs if c and (isinstance(c, News) or _is_late(it, now))]
    ids = {one for it in added for one in (int(it.recipient), it.author_id)}
    if not ids:
        return {}
    async with database.read() as uow:
        return {str(one): locale for one, locale in (await accounts.locales(uow, ids)).items()}


async def _dead_messages(
    database: Database, contents: Sequence[Content | None]
) -> Mapping[int, DeadMessage]:
    ids = [content.message_id for content in contents if isinstance(content, Failure)]
    if not ids:
        return {}
    async with database.read() as uow:
        return await dead_letters.dead_messages(uow, ids)


async def with_broadcasts(
    database: Database, contents: Sequence[Content | None]
) -> list[Content | None]:
    """The contents with their broadcast's in its place; one that was stopped stays as it is."""
    ids = {item.broadcast_id for item in contents if isinstance(item, Broadcast)}
    if not ids:
        return list(contents)
    async with database.read() as uow:
        found = await rows.contents(uow, ids)
    return [
        found.get(item.broadcast_id, item) if isinstance(item, Broadcast) else item
        for item in contents
    ]


async def _with_messages(
    database: Database, contents: Sequence[Content | None]
) -> list[Content | None]:
    """News of a message that has followed its visit, with the message as it is now."""
    told = [it for it in contents if isinstance(it, News) and it.what == "followed"]
    if not told:
        return list(contents)
    async with database.read() as uow:
        found = await tied.told(uow, [int(it.facts["message"]) for it in told])
    return [_with_message(it, found) if it in told else it for it in contents]


def _with_message(
    content: Content | None, found: Mapping[int, Mapping[str, Any]]
) -> Content | None:
    """Without what it says, if it is another version by now."""
    if not isinstance(content, News):
        return content
    message = found.get(int(content.facts["message"]))
    if message is None or message["version"] != content.facts["version"]:
        return content
    read: dict[str, str | int] = {
        "text": in_words(from_json(message["content"])).text,
        "at": message["due_at"].isoformat(),
        "zone": message["zone"] or "UTC",
        "status": message["status"],
    }
    return News(content.what, {**content.facts, **read})


def news(content: News, visit: Visit, now: datetime) -> Screen | None:
    """The message, or None if there is nothing to tell any more. Raises KeyError for no news."""
    if content.what == "late":
        return tracker.late(content, visit, now)
    return DRAWN[content.what](content, visit)
