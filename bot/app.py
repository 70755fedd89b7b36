"""The bot process: an aiohttp app over open resources, and its life from start to SIGTERM."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import structlog
from aiogram.types import Update
from aiohttp import web

from actions.account.account import Defaults
from bot.chat_for_web import ChatForWeb
from bot.deps import Deps, open_deps
from bot.dispatcher import DEADLINE, KINDS, Dispatcher
from bot.polling import Poller, unless
from bot.register import keep_registering, show_menus
from bot.webhook import BODY_LIMIT, PATH, Webhook
from db.migrate import lacks
from db.outage import FAILURES
from domain.when import warm
from infra import health
from infra.metrics import show_status
from infra.settings import BotMode, Env, Settings
from infra.startup import listening, settle_memory
from screens import language
from web import mini_app
from web.app import attach
from web.deps import WebDeps

log = structlog.get_logger(__name__)
Problems = dict[str, str]  # by name of what is not well
READINESS = web.AppKey("readiness", health.Shared[Problems])
FINISH_WITHIN = DEADLINE + 2  # seconds that running requests get at the end
LOOK_AT_CERTIFICATE = 6 * 3600.0  # seconds
LEAVE_WITHIN = 1.0  # seconds more for updates that no request waits for


async def serve(settings: Settings, stopping: asyncio.Event) -> None:
    """Serve until the stop. Raises SettingsWrong, or what broke a background task."""
    Update.model_rebuild()  # now, and not while the first person waits (infra.telegram_models)
    async with open_deps(settings) as deps:
        dispatcher = Dispatcher(deps)
        warm()
        language.warm()
        settle_memory()
        async with serving(deps, dispatcher, stopping) as background:
            await background


@asynccontextmanager
async def serving(
    deps: Deps, dispatcher: Dispatcher, stopping: asyncio.Event
) -> AsyncGenerator[asyncio.Task[None], None]:
    """Serve inside of the block; at its end nothing new is taken and what runs is finished.

    Gives the task in the background, which ends at the stop, or earlier if it breaks.
    """
    settings, app = deps.settings, build(deps, dispatcher)
    if dispatcher.bookmarks is not None:
        await dispatcher.bookmarks.load()
    try:
        async with listening(
            app, settings.host, settings.port, variable="PORT", within=FINISH_WITHIN
        ):
            log.info("bot_started", mode=settings.bot_mode, port=settings.port)
            background = asyncio.create_task(work(deps, dispatcher, stopping))
            watching = asyncio.create_task(unless(stopping, _watch_certificate(deps)))
            try:
                yield background
            finally:
                stopping.set()
                await asyncio.wait({background, watching})
    finally:
        await dispatcher.finish(LEAVE_WITHIN)
        log.info("bot_stopped")


async def work(deps: Deps, dispatcher: Dispatcher, stopping: asyncio.Event) -> None:
    """Until the stop: tell Telegram about us, and fetch updates if it does not bring them."""
    await unless(stopping, keep_registering(deps.bot, deps.settings, KINDS))
    await unless(stopping, _menus(deps))
    if deps.settings.bot_mode is BotMode.POLLING:
        await Poller(deps.bot, dispatcher, KINDS).run(stopping)
    await stopping.wait()


async def _menus(deps: Deps) -> None:
    """A convenience: without it staff have their menus with the next /start."""
    try:
        await show_menus(deps.bot, deps.database, deps.settings)
    except FAILURES as error:
        log.warning("menus_missed", error=type(error).__name__)


async def _watch_certificate(deps: Deps) -> None:
    """For monitoring: when the certificate ends that others see at PUBLIC_URL."""
    while deps.settings.public_url.startswith("https://"):
        try:
            ends = await health.certificate_ends(deps.settings.public_url)
            deps.metrics.certificate_ends.set(ends.timestamp())
        except ssl.SSLCertVerificationError as error:
            deps.metrics.certificate_ends.set(1)  # long ago: Telegram does not trust it either
            log.warning("certificate_refused", reason=error.verify_message)
        except (OSError, TimeoutError) as error:
            log.warning("certificate_missed", error=type(error).__name__)
        await asyncio.sleep(LOOK_AT_CERTIFICATE)


def build(deps: Deps, dispatcher: Dispatcher) -> web.Application:
    """The routes; the webhook only in webhook mode."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app[READINESS] = health.Shared(lambda: _problems(deps))
    show_status(app, deps.metrics)
    attach(app, _web_deps(deps, dispatcher))
    app.router.add_get("/readyz", readyz)
    if deps.settings.bot_mode is BotMode.WEBHOOK:
        secret = deps.settings.webhook_secret.get_secret_value()
        webhook = Webhook(deps.bot, dispatcher, secret, deps.metrics)
        app.router.add_post(PATH, webhook.handle)

        async def stop(_app: web.Application) -> None:
            webhook.stop()

        app.on_shutdown.append(stop)
    return app


def _web_deps(deps: Deps, dispatcher: Dispatcher) -> WebDeps:
    settings, chat = deps.settings, ChatForWeb(deps.bot)

    return WebDeps(
        database=deps.database,
        redis=deps.redis,
        metrics=deps.metrics,
        keys=settings.keys,
        defaults=Defaults(settings.default_zone, settings.admin_ids),
        caps=dispatcher["caps"],
        public_url=settings.public_url,
        has_mail=settings.has_mail,
        has_public_page=settings.public_page,
        may_loop=settings.env is Env.DEVELOPMENT,
        send_rate=float(settings.send_rate),
        username=chat.username,
        look=chat.look,
        tell_role=chat.tell_role,
        show_in_chat=chat.show,
        opened=partial(mini_app.read, settings.bot_token.get_secret_value()),
        now=lambda: datetime.now(UTC),
    )


async def readyz(request: web.Request) -> web.Response:
    """Postgres and Redis answer, and the schema is there; 503 with what is not.

    However many ask, the servers are asked once a second.
    """
    problems = await request.app[READINESS].answer()
    body = {"ok": not problems, "problems": problems}
    return web.json_response(body, status=503 if problems else 200)


async def _problems(deps: Deps) -> Problems:
    checks = [*await health.all_answer(deps.database.engine, deps.redis, FAILURES)]
    if checks[0].ok:
        checks.append(await health.check("schema", lambda: _is_migrated(deps), FAILURES))
    return {check.name: check.problem for check in checks if not check.ok}


async def _is_migrated(deps: Deps) -> None:
    if await lacks(deps.database.engine):
        raise health.Problem("is not migrated, run: slotbell migrate")
