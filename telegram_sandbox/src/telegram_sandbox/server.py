"""The server put together: the bot's side, the people's side, the judge's side and the page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware
from yarl import URL

from telegram_sandbox.calls.webhook import LOOPBACK
from telegram_sandbox.delivery import Delivery
from telegram_sandbox.driver.wire import EVENT, MARK
from telegram_sandbox.gateway import Gateway
from telegram_sandbox.limits import Limits
from telegram_sandbox.refusals import Impossible
from telegram_sandbox.routes.groups import GroupsSide
from telegram_sandbox.routes.judge import JudgeSide
from telegram_sandbox.routes.live import Watching
from telegram_sandbox.routes.people import PAGE, PeopleSide
from telegram_sandbox.state.bot import NAME, TOKEN, USERNAME, Me
from telegram_sandbox.state.kept import Kept
from telegram_sandbox.state.world import World

HOST = "127.0.0.1"
BODY_BYTES = 55 << 20  # a file of 50 MB and what is around it
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a sandbox is started.

    token, username, name: the bot's own; its id is the number before the colon of the token.
    limits: whether Telegram's limits of sending hold.
    redelivery_scale: factor for the webhook's time-out of 60 s and the pauses between deliveries.
    first: number of the first message and update; a bot with a memory wants them to go on.
    keep: folder in which people, chats and files outlive the sandbox; its bot must keep its id.
    """

    token: str = TOKEN
    username: str = USERNAME
    name: str = NAME
    limits: bool = True
    redelivery_scale: float = 1.0
    first: int = 1
    keep: Path | None = None


def make_app(options: Options | None = None, world: World | None = None) -> web.Application:
    """The whole application; pass a world to watch it from inside.

    Raises:
        ValueError: what options.keep holds cannot be read.
    """
    options = options or Options()
    world = world or World(Me(options.token, options.username, options.name))
    world.limits = Limits(on=options.limits)
    if kept := Kept(world, options.keep) if options.keep else None:
        kept.read()
    first = options.first if options.first > 1 or not kept else int(world.clock())
    if first > 1:
        world.chats.number_from(max(first, world.chats.newest() + 1))
        world.updates.number_from(first)
    gateway = Gateway(world)
    delivery = Delivery(world, gateway, options.redelivery_scale)
    watching = Watching(world)
    app = web.Application(middlewares=[explaining(world)], client_max_size=BODY_BYTES)
    app.on_response_prepare.append(_mark)
    app.on_shutdown.append(watching.end)
    if kept:
        app.cleanup_ctx.append(kept.live)
    app.cleanup_ctx.append(delivery.live)
    app.router.add_route("*", "/bot{token}/{method}", gateway.handle)
    app.router.add_get("/file/bot{token}/{path:.+}", gateway.file)
    for side in (PeopleSide(world), GroupsSide(world), watching, JudgeSide(world, delivery)):
        app.add_routes(side.routes())
    if PAGE.is_dir():
        app.router.add_static("/static/", PAGE)
    return app


@asynccontextmanager
async def serving(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """Serve an application on loopback; yields its URL. Port 0 is any free one.

    Raises:
        OSError: the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port, backlog=1024).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def explaining(world: World) -> Middleware:
    """A middleware that answers impossible wishes with a sentence, and numbers events."""

    @web.middleware
    async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
        before = str(world.events.last)
        if not is_local(request):
            return web.json_response({"error": "The sandbox is for this machine"}, status=403)
        try:
            response = await handler(request)
        except Impossible as impossible:
            response = web.json_response({"error": impossible.sentence}, status=impossible.status)
        if not response.prepared:
            response.headers[EVENT] = before
        return response

    return explain


def is_local(request: web.Request) -> bool:
    """Whether a request comes from a program or page of this machine.

    A page elsewhere may point its name at loopback, or send forms here from a browser.
    """
    origin = request.headers.get("Origin")
    return request.url.host in LOOPBACK and (origin is None or URL(origin).host in LOOPBACK)


async def _mark(request: web.Request, response: web.StreamResponse) -> None:
    del request
    response.headers[MARK] = "1"
