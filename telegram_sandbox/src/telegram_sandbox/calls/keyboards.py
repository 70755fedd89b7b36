"""reply_markup: inline and reply keyboards, checked as Telegram checks them."""

import json
from typing import Any

from telegram_sandbox.params import Params
from telegram_sandbox.refusals import Refused, bad
from telegram_sandbox.text.links import checked_url
from telegram_sandbox.text.units import units

Json = dict[str, Any]
STYLES = frozenset({"danger", "success", "primary"})
DATA_BYTES, BUTTONS, ROW, MARKUP_BYTES = 64, 100, 8, 10_000
INLINE_TYPES = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
]
FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")
REQUESTS = [
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
]


def markup_of(params: Params) -> Json | None:
    """The checked reply_markup of a call, None without one.

    Raises:
        Refused: Telegram would not accept it.
    """
    raw = params.thing("reply_markup", "reply keyboard markup")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in raw:
        return _inline(raw["inline_keyboard"])
    if "keyboard" in raw:
        return _reply(raw)
    if raw.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if raw.get("force_reply"):
        return {"force_reply": True}
    return None


def inline_of(params: Params) -> Json | None:
    """The inline keyboard of a call, the only markup that an edited message can have.

    Raises:
        Refused: it is another kind of markup.
    """
    markup = markup_of(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return markup


def check_place(markup: Json | None, *, is_private: bool) -> None:
    """Raises Refused for buttons that open Mini Apps outside of private chats."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    if not is_private and any("web_app" in button for row in rows for button in row):
        raise bad("BUTTON_TYPE_INVALID")


def _rows(raw: Any, what: str) -> list[list[Any]]:
    if not isinstance(raw, list):
        raise bad(f'field "{what}" of the reply markup must be of type Array')
    for row in raw:
        if not isinstance(row, list):
            raise bad(f'field "{what}" of the reply markup must be an Array of Arrays')
    return [row for row in raw if row]


def _inline(raw: Any) -> Json | None:
    rows = [[_button(button) for button in row] for row in _rows(raw, "inline_keyboard")]
    count, wide = sum(map(len, rows)), any(len(row) > ROW for row in rows)
    keyboard = {"inline_keyboard": rows}
    if count > BUTTONS or wide or len(json.dumps(keyboard)) > MARKUP_BYTES:
        raise bad("reply markup is too long")
    return keyboard if rows else None


def _wrong(text: str) -> Refused:
    return bad(f"can't parse inline keyboard button: {text}")


def _button(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    if not isinstance(raw.get("text"), str):
        raise _wrong('Field "text" must be of type String')
    if not raw["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    style = raw.get("style")
    if style is not None and (not isinstance(style, str) or style not in STYLES):
        raise _wrong("Invalid button style specified")
    kinds = [kind for kind in INLINE_TYPES if raw.get(kind) is not None and raw[kind] is not False]
    if not kinds:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise _wrong(f"Exactly one button type must be specified, not {' and '.join(kinds)}")
    _check_kind(kinds[0], raw[kinds[0]])
    kept = ("text", "style", "icon_custom_emoji_id", kinds[0])
    return {name: raw[name] for name in kept if raw.get(name) is not None}


def _check_kind(kind: str, value: Any) -> None:
    if kind in {"disabled", "web_app", "login_url", "copy_text", "callback_game"}:
        if not isinstance(value, dict):
            raise _wrong(f'Field "{kind}" must be of type Object')
    elif kind not in {"switch_inline_query_chosen_chat", "pay"} and not isinstance(value, str):
        raise _wrong(f'Field "{kind}" must be of type String')
    if kind == "callback_data" and not 1 <= len(value.encode()) <= DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if kind == "url" and not checked_url(value):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if kind == "copy_text" and not 1 <= units(str(value.get("text", ""))) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if kind == "web_app":
        _check_app(value, "inline keyboard button")


def _check_app(raw: Any, what: str) -> None:
    url = raw.get("url") if isinstance(raw, dict) else None
    if not isinstance(url, str):
        raise bad(f'can\'t parse {what}: Field "url" must be of type String')
    if not checked_url(url).lower().startswith("https://"):
        why = "Only HTTPS links are allowed" if checked_url(url) else "Wrong HTTP URL"
        raise bad(f"{what} Web App URL '{url}' is invalid: {why}")


def _reply(raw: Json) -> Json:
    rows = [[_key(button) for button in row] for row in _rows(raw["keyboard"], "keyboard")]
    if not rows:
        raise bad("reply keyboard must contain at least one button")
    told: Json = {"keyboard": rows} | {flag: True for flag in FLAGS if raw.get(flag)}
    hint = raw.get("input_field_placeholder")
    if hint is not None:
        if not isinstance(hint, str) or units(hint) > 64:
            raise bad("input field placeholder must be at most 64 characters")
        told["input_field_placeholder"] = hint
    if len(json.dumps(told)) > MARKUP_BYTES:
        raise bad("reply markup is too long")
    return told


def _key(raw: Any) -> Json:
    button = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    style = button.get("style")
    if style is not None and (not isinstance(style, str) or style not in STYLES):
        raise bad("can't parse keyboard button: Invalid button style specified")
    if button.get("request_chat") not in (None, False):
        _check_request(button["request_chat"])
    if button.get("web_app") not in (None, False):
        _check_app(button["web_app"], "keyboard button")
    kept = ("text", "style", "icon_custom_emoji_id", *REQUESTS)
    return {name: button[name] for name in kept if button.get(name) not in (None, False)}


def _check_request(raw: Any) -> None:
    if not isinstance(raw, dict) or type(raw.get("request_id")) is not int:
        raise bad('can\'t parse keyboard button: Field "request_id" must be of type Number')
    if not isinstance(raw.get("chat_is_channel"), bool):
        raise bad('can\'t parse keyboard button: Field "chat_is_channel" must be of type Boolean')
