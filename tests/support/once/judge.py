"""What a deed has left behind, without what differs from run to run: times, tokens, new ids."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from actions.journal import OPEN, SENT
from telegram_sandbox.state.world import World
from tests.support.zone import ZONE

Json = dict[str, Any]
Tables = dict[str, list[str]]
Chats = dict[int, list[str]]
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*([+-]\d\d:\d\d|Z)?")
SPAN = re.compile(
    r"\b\d+ ?(s|sec|seconds?|min|minutes?|h|hours?)\b(,? (and )?\d+ ?(s|min|minutes?|seconds?)\b)?"
)
BESIDE = ("\\x" + OPEN.hex(), "\\x" + SENT.hex())
"""Entries of an update that are no results: how often it was interrupted tells on them."""
ID = re.compile(r"\bid\": \d+|_id\": \d+|\breminder:\d+")
AROUND = timedelta(hours=3)  # the longest that anything is held, and a little
_NAMES = """
SELECT string_agg(
           format('SELECT %L, to_jsonb(t)::text FROM public.%I AS t', table_name, table_name),
           ' UNION ALL '
       )
  FROM information_schema.tables
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'alembic_version'
"""


async def tables(connection: "asyncpg.Connection[Any]") -> Tables:
    """All rows of all tables, but for bookmarks: a process writes them beside its updates."""
    now, found = datetime.now(UTC), defaultdict(list)
    for name, row in await connection.fetch(await connection.fetchval(_NAMES)):
        if name != "bookmarks":
            kept = _value(json.loads(row), now)
            if name == "queue_cards":  # the last message that came, perhaps the second of two
                del kept["message_id"]
            if name == "calendar_feeds":  # of a deed that came to nothing, another is drawn by lot
                del kept["number"]
            found[name].append(json.dumps(kept))
    return {name: sorted(rows) for name, rows in found.items()}


def without_ids(tables: Tables) -> Tables:
    """The same whichever numbers new rows got: a transaction that was undone has used some up."""
    return {name: sorted(ID.sub("id", row) for row in rows) for name, rows in tables.items()}


def _value(value: Any, now: datetime) -> Any:
    if isinstance(value, dict):
        return {name: _value(item, now) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item, now) for item in value if not str(item).startswith(BESIDE)]
    return _words(value, now) if isinstance(value, str) else value


def _words(value: str, now: datetime) -> str:
    if value.startswith("\\x"):
        return "bytes"
    if INSTANT.fullmatch(value):
        at = datetime.fromisoformat(value)
        is_new = at.microsecond or abs(at.replace(tzinfo=at.tzinfo or UTC) - now) < AROUND
        return "now" if is_new else value
    return INSTANT.sub("then", TOKEN.sub("token", value))


def chats(world: World, but: Iterable[int] = ()) -> Chats:
    """What stands in each chat, without some messages."""
    left_out, clocks = set(but), _clocks(datetime.now(UTC))
    found: Chats = {}
    for number, chat in world.chats.by_id.items():
        shown = [
            _message(m, clocks) for m in chat.messages.values() if m["message_id"] not in left_out
        ]
        found[number] = [*shown, f"keyboard {chat.reply_keyboard is not None}"]
    return found


def _message(message: Json, clocks: "re.Pattern[str]") -> str:
    kinds = [kind for kind in ("photo", "document", "venue", "location") if kind in message]
    rich = json.dumps(message["rich_message"]) if "rich_message" in message else ""
    text = message.get("text", message.get("caption", ""))
    keys = [
        (key["text"], key.get("callback_data"))
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for key in row
    ]
    who = "bot" if message.get("from", {}).get("is_bot") else "person"
    whole = f"{who}: {kinds or ''}{text}{rich} {keys or ''}"
    return SPAN.sub("a while", clocks.sub("clock", TOKEN.sub("token", whole)))


def _clocks(now: datetime) -> "re.Pattern[str]":
    """Hours and minutes around now, by the clocks that may be shown."""
    moments = [now + timedelta(minutes=minute) for minute in range(-15, 75)]
    local = ZoneInfo(ZONE)
    known = {f"{each:%H:%M}" for at in moments for each in (at, at.astimezone(local))}
    return re.compile(rf"\b({'|'.join(sorted(known))})(:\d\d)?\b")


def difference(wanted: Any, found: Any) -> list[str]:
    """What is missing and what is too much, for a person to read."""
    told = []
    for name in sorted(set(wanted) | set(found)):
        old, new = list(wanted.get(name, [])), list(found.get(name, []))
        if old != new:
            told += [f"  {name}: missing {row}" for row in old if row not in new]
            told += [f"  {name}: too much {row}" for row in new if row not in old]
            if sorted(old) == sorted(new):
                told.append(f"  {name}: another order")
            elif not any(row not in new for row in old) and not any(r not in old for r in new):
                told += [
                    f"  {name}: {new.count(r)} times {r}"
                    for r in new
                    if new.count(r) != old.count(r)
                ]
    return told
