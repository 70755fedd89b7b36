"""HTTP for the chat page and the driver: groups and channels."""

from aiohttp import web

from telegram_sandbox.people import groups
from telegram_sandbox.refusals import Impossible
from telegram_sandbox.routes.asked import wish_of
from telegram_sandbox.state.groups import Group
from telegram_sandbox.state.world import World


class GroupsSide:
    """The routes under /sandbox/groups."""

    def __init__(self, world: World):
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        one = "/sandbox/groups/{id:-?[0-9]+}"
        return [
            web.get("/sandbox/groups", self.all),
            web.post("/sandbox/groups", self.add),
            web.get(one, self.one),
            web.post(f"{one}/members", self.place),
            web.post(f"{one}/messages", self.say),
            web.post(f"{one}/move", self.move),
            web.post("/sandbox/people/{person:[0-9]+}/chat_shared", self.share),
        ]

    def group(self, request: web.Request) -> Group:
        """The group that a path names."""
        return self._world.groups.get(int(request.match_info["id"]))

    async def all(self, request: web.Request) -> web.Response:
        del request
        return web.json_response([group.shown() for group in self._world.groups.by_id.values()])

    async def add(self, request: web.Request) -> web.Response:
        group = groups.founds(self._world, await wish_of(request))
        return web.json_response(group.shown())

    async def one(self, request: web.Request) -> web.Response:
        """A group with its messages."""
        group, world = self.group(request), self._world
        messages = list(world.chats.open(group.peer()).messages.values())
        told = {"group": group.shown(), "messages": messages, "last_event": world.events.last}
        return web.json_response(told)

    async def place(self, request: web.Request) -> web.Response:
        """Change somebody's status."""
        group = self.group(request)
        groups.places(self._world, group, await wish_of(request))
        return web.json_response(group.shown())

    async def say(self, request: web.Request) -> web.Response:
        """Let a person write into the group."""
        wish = await wish_of(request)
        number = wish.get("person")
        if not isinstance(number, int):
            raise Impossible("person must be a number")
        person = self._world.people.get(number)
        said = groups.says_in(self._world, self.group(request), person, wish.get("text"))
        return web.json_response(said)

    async def move(self, request: web.Request) -> web.Response:
        """Turn the group into a supergroup."""
        return web.json_response(groups.moves(self._world, self.group(request)).shown())

    async def share(self, request: web.Request) -> web.Response:
        """Answer a button that asks for a chat."""
        person = self._world.people.get(int(request.match_info["person"]))
        message = groups.shares_chat(self._world, person, await wish_of(request))
        return web.json_response(message)
