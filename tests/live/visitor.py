"""Somebody in the chat: types, taps, and reads what the Bot API says that it shows."""

import asyncio
import time
from http import HTTPStatus
from itertools import count
from typing import Any

import aiohttp

from telegram_sandbox.driver import Message, NoSuchButton, NotSeen
from tests.live.line import Call, Line
from tests.live.place import Json
from tests.support.bot import Bot

WITHIN = 30.0  # seconds
TRIES = 10  # deliveries of one update
FIRST = int(time.time())  # number of a session's first update: after those of all before it


class Visitor:
    """The one of LIVE_CHAT_ID. Acts are echoed in the chat, so that their ids are real ones."""

    numbers = count(FIRST)

    def __init__(self, line: Line, bot: Bot, chat: Json, language: str = "en") -> None:
        self.line, self.bot = line, bot
        self.chat = {"id": chat["id"], "type": "private", "first_name": chat["first_name"]}
        self.user = {**self.chat, "is_bot": False, "language_code": language}
        self.user.pop("type")
        self._mark = len(line.calls)

    @property
    def id(self) -> int:
        return int(self.chat["id"])

    @property
    def name(self) -> str:
        return str(self.chat["first_name"])

    async def says(self, text: str) -> None:
        """Type a text."""
        shown = await self._echo("sendMessage", text=f"» {text}")
        kind = {"entities": [command(text)]} if text.startswith("/") else {}
        await self._sends(shown, {"text": text, **kind})

    async def sends_document(self, name: str, data: bytes, caption: str) -> None:
        """Send a file: the bot's own upload, whose id is as good as anybody's."""
        form = aiohttp.FormData({"chat_id": str(self.id), "caption": f"» {caption}"})
        form.add_field("document", data, filename=name, content_type="application/pdf")
        async with self.line.http.post(self.line.place.address("sendDocument"), data=form) as said:
            shown = (await said.json())["result"]
        await self._sends(shown, {"document": shown["document"], "caption": caption})

    async def taps(self, label: str) -> None:
        """Tap the first button of that label on the newest message that has it."""
        message = await self._wait(lambda: self._with(label), NoSuchButton, label)
        key = message.key(label)
        assert key is not None
        number = next(self.numbers)
        await self._deliver(
            number,
            callback_query={
                "id": str(number),
                "from": self.user,
                "message": message.raw,
                "chat_instance": str(self.id),
                "data": key["callback_data"],
            },
        )

    async def sees(self, text: str, within: float = WITHIN) -> Message:
        """Wait for a message or an edit since the last act that contains this."""
        return await self._wait(
            lambda: next((one for one in self._since() if text in one.text), None),
            NotSeen,
            text,
            within,
        )

    async def _echo(self, method: str, **params: Any) -> Json:
        place = self.line.place
        for _ in range(TRIES):
            told = await place.call(self.line.http, method, chat_id=self.id, **params)
            if told["ok"]:
                shown: Json = told["result"]
                return shown
            await asyncio.sleep(told.get("parameters", {}).get("retry_after", 1))
        raise AssertionError(told)

    async def _sends(self, shown: Json, content: Json) -> None:
        known = {"message_id": shown["message_id"], "date": int(time.time())}
        message = {**known, "chat": self.chat, "from": self.user, **content}
        await self._deliver(next(self.numbers), message=message)

    async def _deliver(self, number: int, **update: Json) -> None:
        """As Telegram does: again until it is taken, and the answer may be a call."""
        self._mark = len(self.line.calls)
        for _ in range(TRIES):
            async with self.bot.post({"update_id": number, **update}) as answer:
                if answer.status == HTTPStatus.OK:
                    reply: Json = await answer.json()
                    break
            await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
        else:
            raise AssertionError(f"update {number} was not taken in {TRIES} tries")
        if method := reply.pop("method", ""):
            await self.line.call(method, reply)

    def _since(self) -> list[Message]:
        return [one for call in self.line.calls[self._mark :] if (one := shown_by(call, self.id))]

    def _with(self, label: str) -> Message | None:
        stands: dict[int, Message] = {}
        for call in self.line.calls:
            if one := shown_by(call, self.id):
                stands[one.id] = one
            elif call.method == "deleteMessage" and not call.is_refused:
                stands.pop(int(call.params["message_id"]), None)
        having = [one for one in stands.values() if one.key(label)]
        return max(having, key=lambda one: one.id) if having else None

    async def _wait(
        self, found: Any, failure: type[Exception], what: str, within: float = WITHIN
    ) -> Message:
        try:
            async with asyncio.timeout(within), self.line.came:
                while (one := found()) is None:
                    await self.line.came.wait()
        except TimeoutError:
            said = "\n".join(str(call.answer)[:500] for call in self.line.calls[-6:])
            raise failure(f"{what!r} within {within} s; the last answers:\n{said}") from None
        message: Message = one
        return message


def shown_by(call: Call, chat_id: int) -> Message | None:
    """The message that a call has made or changed in this chat."""
    made = call.answer.get("result")
    if not isinstance(made, dict) or made.get("chat", {}).get("id") != chat_id:
        return None
    return Message(made)


def command(text: str) -> Json:
    """The entity that clients put on a command."""
    return {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
