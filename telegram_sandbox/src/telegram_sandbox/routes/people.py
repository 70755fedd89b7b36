"""HTTP for the chat page and the driver: what people see and do."""

from pathlib import Path

from aiohttp import web

from telegram_sandbox.params import Upload
from telegram_sandbox.people import acts, media
from telegram_sandbox.refusals import Impossible
from telegram_sandbox.routes.asked import wish_of
from telegram_sandbox.state.files import KINDS
from telegram_sandbox.state.people import Person
from telegram_sandbox.state.world import World

PAGE = Path(__file__).parents[1] / "page"


class PeopleSide:
    """The routes under /sandbox/people, and the page."""

    def __init__(self, world: World):
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        one = "/sandbox/people/{id:-?[0-9]+}"
        return [
            web.get("/", self.page),
            web.get("/sandbox/ping", self.ping),
            web.get("/sandbox/people", self.everybody),
            web.post("/sandbox/people", self.add),
            web.get(f"{one}/chat", self.chat),
            web.post(f"{one}/messages", self.say),
            web.post(f"{one}/messages/{{number:[0-9]+}}", self.edit),
            web.post(f"{one}/contact", self.contact),
            web.post(f"{one}/location", self.location),
            web.post(f"{one}/files", self.send_file),
            web.get(f"{one}/files/{{file_id}}", self.file),
            web.post(f"{one}/polls", self.send_poll),
            web.post(f"{one}/taps", self.tap),
            web.post(f"{one}/block", self.block),
            web.post(f"{one}/unblock", self.unblock),
        ]

    def person(self, request: web.Request) -> Person:
        """The person that a path names."""
        return self._world.people.get(int(request.match_info["id"]))

    async def page(self, request: web.Request) -> web.StreamResponse:
        del request
        return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-store"})

    async def ping(self, request: web.Request) -> web.Response:
        """Tell a bot or a driver that this is a sandbox."""
        del request
        return web.json_response({"sandbox": True})

    async def everybody(self, request: web.Request) -> web.Response:
        """All people and the bot."""
        del request
        people = [person.shown() for person in self._world.people.by_id.values()]
        bot = {k: v for k, v in self._world.me.user().items() if k != "is_bot"}
        return web.json_response({"people": people, "bot": bot})

    async def add(self, request: web.Request) -> web.Response:
        person = self._world.people.add(await wish_of(request))
        self._world.events.publish(person.id, "person", person.shown())
        return web.json_response(person.shown())

    async def chat(self, request: web.Request) -> web.Response:
        """The chat as a person sees it; `limit` asks for the newest messages only."""
        world, person = self._world, self.person(request)
        chat = world.chat_of(person)
        messages = list(chat.messages.values())
        if (limit := request.query.get("limit", "")).isdigit():
            messages = messages[-int(limit) :] if int(limit) else []
        told = {
            "person": person.shown(),
            "bot": {k: v for k, v in world.me.user().items() if k != "is_bot"},
            "messages": messages,
            "reply_keyboard": chat.reply_keyboard,
            "commands": world.me.commands_for(person.id, person.language_code),
            "last_event": world.events.last,
        }
        return web.json_response(told)

    async def say(self, request: web.Request) -> web.Response:
        wish = await wish_of(request)
        return web.json_response(acts.says(self._world, self.person(request), wish))

    async def edit(self, request: web.Request) -> web.Response:
        """Other words for one's own message."""
        wish, number = await wish_of(request), int(request.match_info["number"])
        return web.json_response(acts.edits(self._world, self.person(request), number, wish))

    async def contact(self, request: web.Request) -> web.Response:
        return web.json_response(acts.shares_contact(self._world, self.person(request)))

    async def location(self, request: web.Request) -> web.Response:
        wish = await wish_of(request)
        return web.json_response(acts.shares_location(self._world, self.person(request), wish))

    async def send_file(self, request: web.Request) -> web.Response:
        """One file, or several of a kind as an album."""
        person = self.person(request)
        try:
            form = await request.post()
        except ValueError:
            raise Impossible("The body is no form") from None
        kind, caption = form.get("kind", "document"), form.get("caption", "")
        files = form.getall("file", [])
        if kind not in KINDS or not isinstance(kind, str):
            raise Impossible(f"kind must be one of {', '.join(KINDS)}")
        uploads = [
            Upload(file.filename, file.content_type, file.file.read())
            for file in files
            if isinstance(file, web.FileField)
        ]
        if not uploads or not isinstance(caption, str):
            raise Impossible("A file is needed")
        answered = str(form.get("reply_to_message_id", ""))
        reply_to = int(answered) if answered.isascii() and answered.isdigit() else None
        if len(uploads) > 1:
            sent = media.sends_album(
                self._world, person, kind, uploads, caption=caption, reply_to=reply_to
            )
            return web.json_response(sent[0])
        message = media.sends_file(
            self._world, person, kind, uploads[0], caption=caption, reply_to=reply_to
        )
        return web.json_response(message)

    async def send_poll(self, request: web.Request) -> web.Response:
        wish = await wish_of(request)
        return web.json_response(media.sends_poll(self._world, self.person(request), wish))

    async def file(self, request: web.Request) -> web.Response:
        self.person(request)
        file = self._world.files.by_id.get(request.match_info["file_id"])
        if file is None:
            raise Impossible("There is no such file", 404)
        headers = {
            "Content-Type": file.upload.mime,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",  # opened by itself, it is nobody's script
        }
        if file.kind == "document":
            name = file.upload.name.encode("ascii", "replace").decode().replace('"', "_")
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return web.Response(body=file.upload.data, headers=headers)

    async def tap(self, request: web.Request) -> web.Response:
        wish = await wish_of(request)
        query = acts.taps(self._world, self.person(request), wish)
        return web.json_response({"callback_query_id": query})

    async def block(self, request: web.Request) -> web.Response:
        acts.blocks(self._world, self.person(request), True)
        return web.json_response(self.person(request).shown())

    async def unblock(self, request: web.Request) -> web.Response:
        acts.blocks(self._world, self.person(request), False)
        return web.json_response(self.person(request).shown())
