"""What each mail says, drawn at the last moment: the address is looked at once more."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import structlog

from db.account import email
from db.messages import dead_letters
from db.uow import Database
from domain.account.email import MailFacts, code_hash, code_of, unsubscribe_token
from domain.booking.booking import Visit, is_to_be_reminded
from domain.keys import Keys
from domain.messages.content import Code, Content, Reminder, Text, from_json
from domain.messages.delivery import Cause, Claim
from infra.mail.message import Mail
from screens.booking.reminder import reminder
from screens.language import speaking
from screens.messages import mail as screens
from screens.messages.mail import Letter
from workers.content.chat import ODD

log = structlog.get_logger(__name__)


async def draw_mails(
    database: Database, batch: Sequence[Claim], keys: Keys, now: datetime
) -> list[Mail | Cause]:
    """For each message of the batch, in order, its mail or why there is none.

    keys: what codes and tokens are derived with.
    """
    ids = [item.booking_id for item in batch if item.booking_id]
    async with database.read() as uow:
        facts = await email.mail_facts(uow, [item.id for item in batch])
        visits = await dead_letters.visits(uow, ids) if ids else {}
    return [
        _safely(item, facts.get(item.id), visits.get(item.booking_id or 0), keys, now=now)
        for item in batch
    ]


def _safely(
    item: Claim, facts: MailFacts | None, visit: Visit | None, keys: Keys, *, now: datetime
) -> Mail | Cause:
    try:
        return _draw(item, facts, visit, keys, now=now)
    except ODD as error:
        log.warning("message_unreadable", message_id=item.id, error=type(error).__name__)
        return Cause.UNREADABLE


def _draw(
    item: Claim, facts: MailFacts | None, visit: Visit | None, keys: Keys, *, now: datetime
) -> Mail | Cause:
    if item.stale_after is not None and now > item.stale_after:
        return Cause.STALE
    content = from_json(item.content)
    if facts is None or facts.is_unsubscribed:
        is_off = isinstance(content, Code) and facts is None
        return Cause.DROPPED if is_off else Cause.ADDRESS_GONE
    with speaking(facts.locale):
        if isinstance(content, Reminder):
            letter = _reminder(item, facts, visit, now)
        else:
            letter = _letter(item, facts, content, keys)
    return (
        letter if isinstance(letter, Cause) else _mail(item, facts, letter, keys.present, now=now)
    )


def _letter(item: Claim, facts: MailFacts, content: Content, keys: Keys) -> Letter | Cause:
    match content:
        case Text(text, entities):
            return screens.letter(text, entities) if facts.is_confirmed else Cause.ADDRESS_GONE
        case Code(seed):
            for key in keys.all:
                digits = code_of(seed, key)
                if code_hash(item.recipient, digits, key) == facts.code_hash:
                    return screens.code(digits)
            return Cause.DROPPED  # a newer one was asked for
    return Cause.UNREADABLE


def _reminder(item: Claim, facts: MailFacts, visit: Visit | None, now: datetime) -> Letter | Cause:
    """Instead of a chat that its patient has blocked."""
    if visit is None or not is_to_be_reminded(visit, now, item.stale_after):
        return Cause.DROPPED
    return screens.of_page(reminder(visit, now).text) if facts.is_confirmed else Cause.ADDRESS_GONE


def _mail(item: Claim, facts: MailFacts, letter: Letter, key: str, *, now: datetime) -> Mail:
    origin = f"{item.author_id} {facts.version} {facts.intent}".encode()
    return Mail(
        recipient=item.recipient,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        key=blake2b(origin, key=key.encode()[:64], digest_size=16).hexdigest(),
        token=unsubscribe_token(facts.address_id, key),
        at=now,
    )
