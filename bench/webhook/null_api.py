"""A Bot API that answers what Telegram would in shape, at once; a process of its own.

`python -m bench.webhook.null_api` prints its address. Sends and edits answer a whole message with
the keyboard that came, everything else `true`. GET /stream turns a connection into a listener: one
JSON line for each call that shows a message. GET /count answers how many calls there were since
the last GET /count.
"""

import json
import time
from typing import Any
from urllib.parse import parse_qsl

import uvloop

from bench.null_api import END, Requests, answer, header, serve
from bench.webhook.screens import MESSAGES

KIND = b"content-type:"
ME = {"id": 1000000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
YES = answer(b'{"ok":true,"result":true}')
ANSWERS = {
    "getMe": answer(json.dumps({"ok": True, "result": ME}).encode()),
    "getMyCommands": answer(b'{"ok":true,"result":[]}'),
    "getMyDescription": answer(b'{"ok":true,"result":{"description":""}}'),
    "getMyShortDescription": answer(b'{"ok":true,"result":{"short_description":""}}'),
    "getWebhookInfo": answer(
        b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'
    ),
}


class Telegram(Requests):
    """A connection of a bot's or of a listener's."""

    listeners: set["Telegram"] = set()  # noqa: RUF012 - of the process, like the counts
    calls = 0
    last_id = 0

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell it no more."""
        self.listeners.discard(self)

    def take(self, head: bytes, path: bytes, body: bytes) -> None:
        """Answer one call."""
        if path == b"/stream":
            self.listeners.add(self)
            self.write(b"ready\n")
            return
        if path == b"/count":
            self.write(answer(b"%d" % Telegram.calls))
            Telegram.calls = 0
            return
        Telegram.calls += 1
        method = path.rpartition(b"/")[2].split(b"?")[0].decode()
        if method in MESSAGES:
            self.write(answer(self._show(fields_of(header(head, KIND), body))))
        else:
            self.write(ANSWERS.get(method, YES))

    def _show(self, fields: dict[str, object]) -> bytes:
        """The message as it now is, for the bot and for listeners."""
        shown = shown_by(fields, int(str(fields.get("message_id") or 0)) or self._next_id())
        line = json.dumps(shown, separators=(",", ":")).encode() + b"\n"
        for listener in self.listeners:
            listener.write(line)
        chat = {"id": shown["chat"], "type": "private", "first_name": "Ada"}
        message = {"message_id": shown["id"], "from": ME, "chat": chat, "text": shown["text"]}
        message |= {"date": int(time.time()), "reply_markup": shown["keyboard"]}
        return json.dumps({"ok": True, "result": message}, separators=(",", ":")).encode()

    @staticmethod
    def _next_id() -> int:
        Telegram.last_id += 1
        return Telegram.last_id


def shown_by(fields: dict[str, object], number: int) -> dict[str, object]:
    """What a call shows: where, which message, its words, its keyboard."""
    markup: Any = fields.get("reply_markup") or {}
    found = json.loads(markup) if isinstance(markup, str) else markup
    keyboard = {"inline_keyboard": found.get("inline_keyboard", [])}
    chat, words = int(str(fields["chat_id"])), str(fields.get("text") or "…")
    return {"chat": chat, "id": number, "text": words, "keyboard": keyboard}


def fields_of(kind: bytes, body: bytes) -> dict[str, object]:
    """The parameters of a call, however its client encoded them."""
    if kind.startswith(b"application/json"):
        return dict(json.loads(body))
    if not kind.startswith(b"multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    found: dict[str, object] = {}
    for part in body.split(b"--" + kind.split(b"boundary=", 1)[1].strip(b'" '))[1:-1]:
        head, _, value = part.strip(b"\r\n").partition(END)
        name = head.split(b'name="', 1)[1].split(b'"', 1)[0]
        found[name.decode()] = value.decode(errors="replace")
    return found


if __name__ == "__main__":
    uvloop.run(serve(Telegram))
