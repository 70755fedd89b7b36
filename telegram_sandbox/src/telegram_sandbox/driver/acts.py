"""What people of a story do by typing and sending."""

from mimetypes import guess_type
from typing import Any

import aiohttp

from telegram_sandbox.driver.seen import PIXEL, Message
from telegram_sandbox.driver.wire import Wire

Json = dict[str, Any]


class Acts:
    """The acts of one person. Each raises Refusal for what no client could do."""

    def __init__(self, wire: Wire, number: int, before: int):
        self.id = number
        self._wire = wire
        self._mark = before  # the last event before this person's newest act

    async def says(
        self, text: str, entities: list[Json] | None = None, reply_to: int | None = None
    ) -> Message:
        """Type a text. A long one is split as clients do; returns its first part."""
        wish: Json = {"text": text}
        wish |= {"entities": entities} if entities else {}
        wish |= {"reply_to_message_id": reply_to} if reply_to else {}
        return Message(await self._act("messages", wish))

    async def edits(self, message: Message, text: str) -> Message:
        """Change the words of one's own message."""
        return Message(await self._act(f"messages/{message.id}", {"text": text}))

    async def shares_contact(self) -> Message:
        """Share one's own phone number."""
        return Message(await self._act("contact", {}))

    async def shares_location(self, latitude: float, longitude: float) -> Message:
        place = {"latitude": latitude, "longitude": longitude}
        return Message(await self._act("location", place))

    async def sends_photo(self, data: bytes = PIXEL, caption: str = "") -> Message:
        """Send a picture, by default one pixel."""
        return await self._sends("photo", "photo.png", data, caption)

    async def sends_document(
        self,
        name: str = "notes.txt",
        data: bytes = b"Notes",
        caption: str = "",
        reply_to: int | None = None,
    ) -> Message:
        """Send a document; reply_to is the id of a message."""
        return await self._sends("document", name, data, caption, reply_to=reply_to)

    async def sends_voice(self) -> Message:
        return await self.sends_file("voice", "voice.ogg")

    async def sends_sticker(self) -> Message:
        return await self.sends_file("sticker", "sticker.webp")

    async def sends_file(
        self, kind: str, name: str = "file", data: bytes = PIXEL, caption: str = ""
    ) -> Message:
        """Send a file of any kind: photo, video, animation, document, audio, voice, and so on."""
        return await self._sends(kind, name, data, caption)

    async def sends_album(
        self, count: int, caption: str = "", kind: str = "photo", reply_to: int | None = None
    ) -> Message:
        """Send several files together with a caption under the first; returns the first message."""
        return await self._sends(kind, "photo.png", PIXEL, caption, count=count, reply_to=reply_to)

    async def sends_poll(self, question: str, options: list[str], **fields: Any) -> Message:
        """Send a poll; `fields` are further parameters of sendPoll."""
        wish = {"question": question, "options": options, **fields}
        return Message(await self._act("polls", wish))

    async def shares_chat(self, group: Any, request_id: int) -> Message:
        """Answer the request_chat button with this request_id by choosing a group or channel."""
        wish = {"request_id": request_id, "chat_id": group.id}
        return Message(await self._act("chat_shared", wish))

    async def blocks(self) -> None:
        """Block the bot."""
        await self._act("block", {})

    async def unblocks(self) -> None:
        """Unblock the bot."""
        await self._act("unblock", {})

    def _path(self, rest: str) -> str:
        return f"/sandbox/people/{self.id}/{rest}"

    async def _act(
        self, what: str, wish: Json | None, data: aiohttp.FormData | None = None
    ) -> Json:
        told = await self._wire.call("POST", self._path(what), json=wish, data=data)
        self._mark = told.before
        body: Json = told.body
        return body

    async def _sends(
        self,
        kind: str,
        name: str,
        data: bytes,
        caption: str,
        *,
        count: int = 1,
        reply_to: int | None = None,
    ) -> Message:
        answered = {"reply_to_message_id": str(reply_to)} if reply_to else {}
        form = aiohttp.FormData({"kind": kind, "caption": caption, **answered})
        for _ in range(count):
            mime = guess_type(name)[0] or "application/octet-stream"
            form.add_field("file", data, filename=name, content_type=mime)
        return Message(await self._act("files", None, form))
