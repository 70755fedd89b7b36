"""Rich messages made of paragraphs, headings and tables; other blocks are not supported."""

from typing import Any

from telegram_sandbox.calls.method import Method
from telegram_sandbox.calls.sending import send
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.world import World
from telegram_sandbox.text.rich import plain
from telegram_sandbox.text.units import units

MOST_UNITS, MOST_BLOCKS = 32768, 500
ALIGN, VALIGN = ("left", "center", "right"), ("top", "middle", "bottom")
STYLED = ("bold", "italic", "underline", "strikethrough", "code")
WAYS = ("html", "markdown", "blocks")


def rich_of(params: Params) -> Json:
    """The rich_message of a call as a Message shows it.

    Raises:
        Refused: it is wrong, or of a kind that is not supported.
    """
    raw = params.thing("rich_message", "InputRichMessage")
    if not isinstance(raw, dict):
        raise bad("can't parse InputRichMessage JSON object")
    if sum(raw.get(way) is not None for way in WAYS) != 1:
        raise bad("exactly one of html, markdown and blocks must be specified")
    blocks = raw.get("blocks")
    if not isinstance(blocks, list) or not 0 < len(blocks) <= MOST_BLOCKS:
        raise bad("rich message must have blocks")
    checked = [_block(block) for block in blocks]
    if sum(units(plain(block)) for block in checked) > MOST_UNITS:
        raise bad("rich message is too long")
    return {"rich_message": {"blocks": checked}}


def _block(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise bad("can't parse InputRichBlock")
    match raw.get("type"):
        case "paragraph":
            return {"type": "paragraph", "text": _text(raw.get("text"))}
        case "heading":
            return {"type": "heading", "text": _text(raw.get("text")), "size": _size(raw)}
        case "table":
            return _table(raw)
    raise bad("unsupported rich block type specified")


def _table(raw: Json) -> Json:
    cells = raw.get("cells")
    if not isinstance(cells, list) or not cells or not all(isinstance(row, list) for row in cells):
        raise bad("table must have cells")
    flags = {name: True for name in ("is_bordered", "is_striped", "is_compact") if raw.get(name)}
    return {"type": "table", "cells": [[_cell(cell) for cell in row] for row in cells], **flags}


def _cell(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise bad("can't parse RichBlockTableCell")
    if raw.get("align") not in ALIGN or raw.get("valign") not in VALIGN:
        raise bad("invalid table cell alignment specified")
    cell: Json = {"align": raw["align"], "valign": raw["valign"]}
    if raw.get("text") is not None:
        cell["text"] = _text(raw["text"])
    return cell | ({"is_header": True} if raw.get("is_header") else {})


def _text(raw: Any) -> Any:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list):
        return [_text(part) for part in raw]
    if isinstance(raw, dict) and raw.get("type") in STYLED:
        return {"type": raw["type"], "text": _text(raw.get("text"))}
    raise bad("can't parse RichText")


def _size(raw: Json) -> int:
    size = raw.get("size")
    if not isinstance(size, int) or not 1 <= size <= 6:
        raise bad("invalid heading size specified")
    return size


async def send_rich(world: World, params: Params) -> Json:
    return send(world, params, rich_of(params))


METHODS: dict[str, Method] = {"sendRichMessage": send_rich}
