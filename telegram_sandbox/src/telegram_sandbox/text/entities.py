"""Entities: checking given ones, cleaning the text, resolving overlaps."""

from bisect import bisect_left
from itertools import accumulate
from typing import Any

from telegram_sandbox.params import Params
from telegram_sandbox.refusals import Refused, bad
from telegram_sandbox.text.detect import detected
from telegram_sandbox.text.html import HtmlReader
from telegram_sandbox.text.links import emoji_id, link_entity, time_entity
from telegram_sandbox.text.units import Formatted, units

Json = dict[str, Any]
STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
CODE = frozenset({"code", "pre"})
MARKDOWN = frozenset({"markdown", "markdownv2"})
FOUND = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "media_timestamp",
    ]
)
ORDER = ("blockquote", "expandable_blockquote", "text_link", "text_mention", *STYLES)
REMOVED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e")
WHITE = " \t\n\u00a0\u200b"


def formatted(
    params: Params, text: str = "text", entities: str = "entities", mode: str = "parse_mode"
) -> Formatted:
    """The clean text of a call with its entities, given or parsed by its parse_mode.

    Raises:
        Refused: Telegram would not accept it, or it is Markdown, which is not supported.
    """
    source, how = params.text(text), params.text(mode).lower()
    if how == "html":
        found = HtmlReader(source).read()
    elif how in MARKDOWN:
        raise bad(f"the sandbox does not read {params.text(mode)}; use HTML or entities")
    elif how in {"", "none"}:
        raw = params.thing(entities)
        found = Formatted(source, tuple(given(raw)))
    else:
        raise bad("unsupported parse_mode")
    return cleaned(found)


def given(raw: Any) -> list[Json]:
    """The entities that a bot or a client gave, without those that only servers find.

    Raises:
        Refused: they are not a list of MessageEntity.
    """
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise bad("can't parse entities JSON object: expected an Array of MessageEntity")
    return [entity for item in raw if (entity := _given(item))]


def _given(item: Any) -> Json | None:
    if not isinstance(item, dict):
        raise bad("can't parse MessageEntity: expected an Object")
    try:
        kind, offset, length = str(item["type"]), int(item["offset"]), int(item["length"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise bad("can't parse MessageEntity: type, offset and length are needed") from None
    if kind in FOUND or length <= 0:
        return None
    if not 0 <= offset <= 1_000_000:
        raise bad(f"receive an entity with incorrect offset {offset}")
    told = _told(kind, item)
    return told | {"offset": offset, "length": length} if told else None


def _told(kind: str, item: Json) -> Json | None:
    match kind:
        case "text_link":
            if told := link_entity(str(item.get("url", ""))):
                return told
            raise bad("entity URL is invalid")
        case "text_mention":
            return {"type": kind, "user": item.get("user") or {}}
        case "custom_emoji":
            return emoji_id(str(item.get("custom_emoji_id", "")))
        case "date_time":
            shown = str(item.get("date_time_format") or "")
            return time_entity(str(item.get("unix_time", "")), shown)
        case "pre" if item.get("language"):
            return {"type": kind, "language": str(item["language"])}
        case _ if kind in {*ORDER, *CODE}:
            return {"type": kind}
    raise bad("can't parse MessageEntity: unsupported type specified")


def cleaned(found: Formatted) -> Formatted:
    """The text trimmed and without invisible characters, with links and commands found.

    Raises:
        Refused: an entity starts within a character or ends after the text.
    """
    check_bounds(found)
    text, removed, at = [], [], 0
    for char in found.text:
        width = 2 if ord(char) > 0xFFFF else 1
        if char in REMOVED:
            removed.append(at)
        else:
            text.append(" " if ord(char) < 32 and char != "\n" else char)
        at += width
    clean = "".join(text)
    lead = units(clean) - units(clean.lstrip(WHITE))
    clean = clean.strip(WHITE)
    size = units(clean)

    def moved(position: int) -> int:
        return min(max(position - bisect_left(removed, position) - lead, 0), size)

    kept = []
    for entity in found.entities:
        begin, end = moved(entity["offset"]), moved(entity["offset"] + entity["length"])
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    own = ordered(kept)
    taken = [e for e in own if e["type"] not in STYLES and "blockquote" not in e["type"]]
    news = [new for new in detected(clean) if not any(_overlap(new, old) for old in taken)]
    return Formatted(clean, tuple(sorted([*own, *news], key=_rank)))


def check_bounds(found: Formatted) -> None:
    """Check that every entity lies within the text, at whole characters.

    Raises:
        Refused: one does not.
    """
    if not found.entities:
        return
    size = units(found.text)
    ends = list(accumulate(1 + (ord(char) > 0xFFFF) for char in found.text))
    halves = {end - 1 for end, char in zip(ends, found.text, strict=True) if ord(char) > 0xFFFF}
    for entity in found.entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin >= size:
            raise _outside("begins after the end of the text", begin)
        if end > size:
            raise bad(
                f"entity beginning at UTF-16 offset {begin} ends after the end of the text"
                f" at UTF-16 offset {size}"
            )
        if begin in halves:
            raise _outside("begins in a middle of a UTF-16 symbol", begin)
        if end in halves:
            raise _outside("ends in a middle of a UTF-16 symbol", end)


def _outside(how: str, offset: int) -> Refused:
    return bad(f"entity {how} at UTF-16 offset {offset}")


def _rank(entity: Json) -> tuple[int, int, int]:
    kind = entity["type"]
    return entity["offset"], -entity["length"], ORDER.index(kind) if kind in ORDER else len(ORDER)


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def ordered(entities: list[Json]) -> list[Json]:
    """Entities in order: code excludes other styles, and equal styles that touch are joined."""
    codes = [e for e in entities if e["type"] in CODE]
    result: list[Json] = []
    last: dict[str, Json] = {}
    for entity in sorted(entities, key=_rank):
        if entity["type"] in STYLES:
            for part in _outside_code(entity, codes):
                before = last.get(part["type"])
                if before and part["offset"] <= before["offset"] + before["length"]:
                    end = max(_end(before), _end(part))
                    before["length"] = end - before["offset"]
                else:
                    last[part["type"]] = part
                    result.append(part)
        elif entity["type"] in CODE:
            if not any(e["type"] in CODE and _overlap(e, entity) for e in result):
                result.append(dict(entity))
        elif not any(_overlap(entity, code) for code in codes) or "quote" in entity["type"]:
            result.append(dict(entity))
    return sorted(result, key=_rank)


def _end(entity: Json) -> int:
    return int(entity["offset"] + entity["length"])


def _outside_code(entity: Json, codes: list[Json]) -> list[Json]:
    parts = [dict(entity)]
    for code in codes:
        left = []
        for part in parts:
            for begin, end in (
                (part["offset"], min(_end(part), code["offset"])),
                (max(part["offset"], _end(code)), _end(part)),
            ):
                if end > begin:
                    left.append(part | {"offset": begin, "length": end - begin})
        parts = left if any(_overlap(p, code) for p in parts) else parts
    return parts
