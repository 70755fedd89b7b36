"""The parameters of a call from JSON, a form or multipart, read as Telegram reads them."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, ClientResponse, MultipartReader, web

from telegram_sandbox.refusals import bad

OBJECTS = frozenset(
    [
        "reply_markup",
        "entities",
        "caption_entities",
        "link_preview_options",
        "reply_parameters",
        "commands",
        "scope",
        "allowed_updates",
        "message_ids",
        "media",
        "correct_option_ids",
        "options",
        "question_entities",
        "reaction",
        "menu_button",
        "rich_message",
    ]
)
SECRET = frozenset({"secret_token"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Params:
    """Named values as they came; each method reads them as the type it wants."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether it is given, and neither null nor empty."""
        return self.values.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str) -> str:
        """A string; numbers and booleans are written as Telegram's JSON reader writes them.

        Raises:
            Refused: it is an object or an array.
        """
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dict | list):
            raise bad(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; as with Telegram, anything else counts as the default."""
        value = self.values.get(name)
        return default if value is None else whole(value, default)

    def number(self, name: str) -> float:
        """A float.

        Raises:
            Refused: it is missing, or not a number.
        """
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            raise bad(f"{name} must be a number") from None

    def truth(self, name: str) -> bool:
        """A boolean; `true`, `yes` and `1` are true."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def thing(self, name: str, what: str = "") -> Any:
        """A JSON-serialised object, or the object itself in a JSON body.

        Raises:
            Refused: it is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {what or name.replace('_', ' ')} JSON object") from None

    def shown(self, secret: str) -> dict[str, Any]:
        """For the record: objects decoded, files by name and size, secrets masked."""
        told = {name: self._shown(name, value, secret) for name, value in self.values.items()}
        for name, upload in self.uploads.items():
            told[name] = {"file_name": upload.name, "file_size": len(upload.data)}
        return told

    def _shown(self, name: str, value: Any, secret: str) -> Any:
        if name in SECRET:
            return "***"
        if isinstance(value, str):
            if name in OBJECTS:
                try:
                    return masked(json.loads(value), secret)
                except ValueError:
                    pass
            elif name.endswith("_id") and value.lstrip("-").isascii():
                return int(value) if value.lstrip("-").isdigit() else masked(value, secret)
        return masked(value, secret)


def whole(value: Any, default: int = 0) -> int:
    """A whole number, perhaps written as text; anything else counts as the default."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return default


def masked(value: Any, secret: str) -> Any:
    """The same value without the bot's token in any of its strings."""
    if isinstance(value, str):
        return value.replace(secret, "***") if secret in value else value
    if isinstance(value, list):
        return [masked(item, secret) for item in value]
    if isinstance(value, dict):
        return {masked(key, secret): masked(item, secret) for key, item in value.items()}
    return value


def from_json(body: bytes) -> Params:
    """The parameters in a JSON object.

    Raises:
        Refused: the body is not a JSON object, or not UTF-8.
    """
    try:
        values = json.loads(body) if body.strip() else {}
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
    except (ValueError, RecursionError):
        raise bad("can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise bad("can't parse request: JSON object expected")
    return checked(Params(values))


def checked(params: Params) -> Params:
    """The same parameters.

    Raises:
        Refused: they hold halves of surrogate pairs, which UTF-8 cannot express.
    """
    try:
        json.dumps(params.values, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    return params


async def of_request(request: web.Request) -> Params:
    """The parameters in the query string and the body of a call.

    Raises:
        Refused: the body cannot be read.
    """
    params = Params(dict(request.query))
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            params.values |= from_json(await request.read()).values
        else:
            try:
                form = await request.post()
            except (ValueError, UnicodeDecodeError):
                raise bad("can't parse request form") from None
            for name, value in form.items():
                if isinstance(value, web.FileField):
                    upload = Upload(value.filename, value.content_type, value.file.read())
                    params.uploads[name] = upload
                else:
                    params.values[name] = value if isinstance(value, str) else value.decode()
    return checked(params)


async def of_response(response: ClientResponse) -> Params:
    """The parameters of a call in the webhook's answer, JSON or multipart.

    Raises:
        Refused: the answer cannot be read as a call.
    """
    if response.content_type == "multipart/form-data":
        params = Params()
        async for part in MultipartReader.from_response(response):
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            if part.filename is None:
                params.values[part.name] = await part.text()
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                data = bytes(await part.read(decode=True))
                params.uploads[part.name] = Upload(part.filename, mime, data)
        return checked(params)
    if response.content_type == "application/json":
        return from_json(await response.read())
    return Params()
