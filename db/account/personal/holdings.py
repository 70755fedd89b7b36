"""Which tables hold something of a person, and what is made of it when they are forgotten.

The one list: /my_data shows what it names, /forget_me blanks it, retention blanks the same in what
hangs on old visits, and a test walks the schema and fails for a table or a column of words that is
missing here. The order is that of locks (docs/reference/tables.md). Ids of accounts need no line:
`forget_account` replaces all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, bindparam, text

from db.base import Instant
from db.uow import Uow

NOTHING = "'—'"
OWN_ID = "'forgotten:' || t.id"
_BOOKED = "t.booking_id IN (SELECT id FROM bookings WHERE account_id = :account)"
_OWN = "t.account_id = :account"
_OF_VISITS = "t.booking_id = ANY(CAST(:visits AS bigint[]))"
_OF_PEOPLE = "t.patient_id = ANY(CAST(:people AS bigint[]))"
_OLD_WAITS = f"SELECT id FROM waitlist AS t WHERE {_OF_VISITS} OR {_OF_PEOPLE}"  # noqa: S608
_ENDED = f"{_OF_VISITS} AND t.channel <> 'webhook' AND t.status IN ('sent', 'dead', 'cancelled')"
_OLD_MESSAGES = f"SELECT id FROM scheduled_messages AS t WHERE {_ENDED}"  # noqa: S608
_MESSAGE = """CASE WHEN t.content ->> 'kind' IN ('reminder', 'failure', 'news', 'broadcast')
    THEN t.content ELSE '{"kind": "text", "text": "—", "entities": []}'::jsonb END"""
_DIGEST = "'sha256:' || encode(sha256(convert_to({}, 'UTF8')), 'hex')"
_MAIL_KEPT = "CASE WHEN t.{0} LIKE 'sha256:%' THEN t.{0} ELSE {1} END"

# Nobody sends it again.
_IF_DEAD = "CASE WHEN t.status = 'dead' THEN coalesce(t.{0}, {1}) ELSE t.{0} END"


@dataclass(frozen=True, slots=True)
class Holding:
    """A table, as t.

    whose: which rows are about :account. blank: what each column of theirs becomes. plain: columns
    of words that say nothing of a person, and why. hidden: what /my_data does not show: others'
    ids, and what opens something. goes: rows that are deleted, as SQL. old: which rows are about
    :visits and :people that are nobody's by their age; the same is blanked in them.
    """

    table: str
    whose: str
    blank: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    goes: str = ""
    old: str = ""


_BOUND = (bindparam("account", type_=BigInteger), bindparam("now", type_=Instant))
STATE = "a word of ours"
OURS = "a name or zone of the house's"

HOLDINGS = (
    Holding("account_visits", _OWN),
    Holding(
        "undos", "t.actor_id = :account", plain={"kind": STATE, "facts": "ids", "state": STATE}
    ),
    Holding(
        "patients",
        _OWN,
        blank={
            "name": "'#' || t.id",
            "phone": "''",
            "born": "NULL",
            "secret_hash": "NULL",
            "is_self": "false",
            "removed_at": "coalesce(t.removed_at, :now)",
        },
        hidden=("secret_hash",),
        old="t.id = ANY(CAST(:people AS bigint[]))",
    ),
    Holding(
        "reports",
        _BOOKED,
        blank={
            "file_id": "''",
            "more": "'[]'",
            "intent": OWN_ID,
            "withdrawn_at": "coalesce(t.withdrawn_at, :now)",
        },
        plain={"kind": STATE},
        hidden=("file_id", "more", "sent_by", "intent"),
        old=_OF_VISITS,
    ),
    Holding("report_openings", "t.account_id = :account"),
    Holding(
        "bookings",
        _OWN,
        blank={"intent": OWN_ID},
        plain={"status": STATE, "fasting": STATE, "currency": STATE},
        hidden=("intent", "called_by"),
        old="t.id = ANY(CAST(:visits AS bigint[]))",
    ),
    Holding("booking_tests", _BOOKED),
    Holding(
        "queue_cards",
        _BOOKED,
        blank={"chat_id": "0", "is_open": "false"},
        plain={"shown": "a digest of a place in the queue"},
        old=_OF_VISITS,
    ),
    Holding("booking_events", _BOOKED, plain={"kind": STATE}, hidden=("actor_id",)),
    Holding(
        "booking_notes",
        _BOOKED,
        plain={"text": "blanked by forget_account, as it is append-only"},
        hidden=("author_id",),
    ),
    Holding("seat_holds", _BOOKED),
    Holding("closure_hits", _BOOKED),
    Holding("closure_offers", _BOOKED),
    Holding(
        "wait_offers",
        "t.entry_id IN (SELECT id FROM waitlist WHERE account_id = :account)",
        blank={"message": "NULL"},
        plain={"state": STATE},
        old=f"t.entry_id IN ({_OLD_WAITS})",
    ),
    Holding(
        "waitlist",
        _OWN,
        blank={
            "intent": OWN_ID,
            "booking_id": "CASE WHEN t.status IN ('waiting', 'asked') THEN t.booking_id END",
        },
        plain={"status": STATE},
        hidden=("intent",),
        old=f"{_OF_VISITS} OR {_OF_PEOPLE}",
    ),
    Holding(
        "visit_trackers",
        _BOOKED,
        blank={"shown": "''", "message_id": "NULL", "until": "least(t.until, :now)"},
        plain={"stage": STATE},
        hidden=("shown",),
        old=_OF_VISITS,
    ),
    Holding(
        "recalls",
        "t.patient_id IN (SELECT id FROM patients WHERE account_id = :account)",
        blank={
            "state": "'ended'",
            "ended_at": "coalesce(t.ended_at, :now)",
            "ended_by": "nullif(t.ended_by, :account)",
            "version": "t.version + 1",
        },
        hidden=("ended_by",),
        old=_OF_PEOPLE,
    ),
    Holding(
        "message_series",
        "t.author_id = :account",
        blank={
            "content": _MESSAGE,
            "recipient": "'0'",
            "intent": OWN_ID,
            "status": "CASE WHEN t.status = 'ended' THEN t.status ELSE 'cancelled' END",
            "version": "t.version + 1",
            "halted_for": "NULL",
            "halted_at": "NULL",
        },
        plain={"channel": STATE, "rrule": "when it repeats", "zone": "a zone"},
        hidden=("intent",),
    ),
    Holding(
        "scheduled_messages",
        "t.channel <> 'webhook'"
        " AND (t.author_id = :account OR t.recipient = CAST(:account AS text))",
        blank={
            "content": _MESSAGE,
            "recipient": "'0'",
            "intent": OWN_ID,
            "last_error": "split_part(t.last_error, ':', 1)",
            "resolved_at": _IF_DEAD.format("resolved_at", ":now"),
            "resolved_by": _IF_DEAD.format("resolved_by", "t.author_id"),
            "resolution": _IF_DEAD.format("resolution", "'forgotten'"),
        },
        plain={
            "channel": STATE,
            "zone": "a zone",
            "rrule": "when it repeats",
            "status": STATE,
            "from_visit": "how long before or after",
            "trace": "a random number",
        },
        hidden=("intent", "claim_token", "resolved_by", "trace"),
        old=_ENDED,
    ),
    Holding(
        "delivery_attempts",
        "t.message_id IN (SELECT id FROM scheduled_messages WHERE channel <> 'webhook'"
        " AND (author_id = :account OR recipient = CAST(:account AS text)))",
        blank={"error": "split_part(t.error, ':', 1)"},
        plain={"outcome": STATE},
        old=f"t.message_id IN ({_OLD_MESSAGES})",
    ),
    Holding(
        "broadcasts",
        "t.author_id = :account",
        plain=dict.fromkeys(("content", "audience"), "the house's word to many")
        | {"status": STATE, "intent": "derived from ids"},
    ),
    Holding(
        "addresses",
        _OWN,
        blank={
            "address": _MAIL_KEPT.format("address", _DIGEST.format("t.address")),
            "mailbox": _MAIL_KEPT.format("mailbox", _DIGEST.format("t.mailbox")),
            "code_hash": "NULL",
        },
        hidden=("code_hash",),
        goes="t.unsubscribed_at IS NULL",
    ),
    Holding(
        "address_codes",
        _OWN,
        blank={"mailbox": _MAIL_KEPT.format("mailbox", _DIGEST.format("t.mailbox"))},
    ),
    Holding("consents", _OWN),
    Holding("calendar_feeds", _OWN),
    Holding("bookmarks", _OWN, plain={"place": "deleted"}, goes="true"),
    Holding(
        "web_sessions",
        _OWN,
        plain=dict.fromkeys(("browser", "refresh_hash", "earlier_hash"), "deleted"),
        hidden=("refresh_hash", "earlier_hash"),
        goes="true",
    ),
    Holding(
        "sign_in_links",
        _OWN,
        plain=dict.fromkeys(("token_hash", "browser_hash"), "deleted"),
        hidden=("token_hash", "browser_hash"),
        goes="true",
    ),
    Holding(
        "api_keys",
        "t.made_by = :account",
        plain={
            "name": OURS,
            "short_id": "drawn by lot",
            "secret_hash": "of what is drawn by lot",
            "scopes": STATE,
            "intent": "derived from ids",
        },
        hidden=("secret_hash", "intent"),
    ),
    Holding(
        "invites",
        "t.used_by = :account",
        blank={"name": NOTHING},
        plain={"role": STATE, "token_hash": "of what is drawn by lot"},
        hidden=("token_hash", "made_by"),
    ),
    Holding("booking_watch", _OWN),
    Holding("guess_watch", _OWN),
    Holding(
        "patient_readings",
        "t.actor_id = :account"
        " OR t.patients && ARRAY(SELECT id FROM patients WHERE account_id = :account)",
        plain={"screen": STATE, "patients": "ids"},
        hidden=("actor_id", "patients"),
    ),
    Holding(
        "audit_log",
        "t.actor_id = :account OR t.subject IN ('account', 'staff') AND t.subject_id = :account"
        " OR t.subject = 'booking'"
        " AND t.subject_id IN (SELECT id FROM bookings WHERE account_id = :account)"
        " OR t.subject = 'patient'"
        " AND t.subject_id IN (SELECT id FROM patients WHERE account_id = :account)",
        plain={
            "action": STATE,
            "subject": STATE,
            "before": "words are taken out by forget_account, as it is append-only",
            "after": "likewise",
        },
        hidden=("actor_id",),
    ),
    Holding(
        "accounts",
        "t.id = :account",
        plain={
            "zone": "the new account has none",
            "locale": "a language",
            "role": STATE,
            "quiet_way": STATE,
            "staff_name": "the new account has none",
        },
    ),
)

IMPERSONAL = {
    "alembic_version": "the schema's number",
    "backups": "when they were taken",
    "chats": "groups and channels, by their own names",
    "closures": "what the house closes, and why",
    "day_ends": "days of a lab",
    "handled_updates": "kept for 48 hours, so that an update does nothing twice; it is blanked",
    "house_settings": "numbers of the house",
    "labs": "places",
    "lane_pauses": "what staff pause",
    "sessions": "opening hours",
    "tests": "the catalogue",
    "time_slots": "seats",
    "web_deeds": "kept for 48 hours, so that a request does nothing twice; it is blanked",
    "webhook_endpoints": "where programs of the house listen",
    "worker_beats": "processes",
    "zone_rules": "zones",
}
"""Every other table, and why it holds nothing of a person that could be shown to them."""


async def blank(uow: Uow, one: Holding, which: str, values: Mapping[str, Any]) -> None:
    """Take out of these rows of one table what it holds of a person."""
    if one.blank:
        changes = ", ".join(f"{column} = {becomes}" for column, becomes in one.blank.items())
        statement = text(f"UPDATE {one.table} AS t SET {changes} WHERE {which}")  # noqa: S608 - ours
        bound = [one for one in _BOUND if one.key in statement.compile().params]
        given = {name: values[name] for name in statement.compile().params}
        await uow.run(statement.bindparams(*bound), given)
