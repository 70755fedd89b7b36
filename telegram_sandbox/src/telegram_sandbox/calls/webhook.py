"""How the bot gets its updates: by webhook or by getUpdates."""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit

from telegram_sandbox.calls.method import Described, Method
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad, conflict
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.updates import KINDS
from telegram_sandbox.state.world import Webhook, World

PORTS = (80, 88, 443, 8443)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLL_SECONDS = 50
HOOKED = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)


def checked_address(url: str) -> None:
    """Check that Telegram would accept a webhook address; this machine may also use http.

    Raises:
        Refused: it would not.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad("bad webhook: invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise bad("bad webhook: invalid webhook URL specified")
    if host in LOOPBACK:
        return
    if parts.scheme == "http":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in (None, *PORTS):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    raise bad("bad webhook: Failed to resolve host: Name or service not known")


def allowed_of(world: World, params: Params) -> None:
    """Remember the kinds of updates that a call asks for, if it names them.

    Raises:
        Refused: they are not a list.
    """
    raw = params.thing("allowed_updates", "allowed updates")
    if raw is None:
        return
    if not isinstance(raw, list):
        raise bad("can't parse allowed updates JSON object")
    known = frozenset(str(kind) for kind in raw) & KINDS
    world.updates.allowed = known or None


async def set_webhook(world: World, params: Params) -> Described:
    url, secret = params.text("url").strip(), params.text("secret_token")
    if not url:
        return await delete_webhook(world, params)
    checked_address(url)
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    allowed_of(world, params)
    if params.truth("drop_pending_updates"):
        world.updates.drop_all()
    old = world.webhook
    limit = min(max(params.integer("max_connections", 40), 1), 100)
    if (old.url, old.secret, old.max_connections) == (url, secret, limit):
        return Described(True, "Webhook is already set")
    world.webhook = Webhook(url, secret, limit, params.text("ip_address"))
    world.poll.end("terminated by setWebhook request")
    world.rewire()
    return Described(True, "Webhook was set")


async def delete_webhook(world: World, params: Params) -> Described:
    if params.truth("drop_pending_updates"):
        world.updates.drop_all()
    if not world.webhook.url:
        return Described(True, "Webhook is already deleted")
    world.webhook = Webhook()
    world.rewire()
    return Described(True, "Webhook was deleted")


async def webhook_info(world: World, params: Params) -> Json:
    del params
    hook = world.webhook
    told: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook.url:
        told |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error_date:
        told["last_error_date"] = hook.last_error_date
        told["last_error_message"] = hook.last_error_message
    if world.updates.allowed is not None:
        told["allowed_updates"] = sorted(world.updates.allowed)
    return told


async def _first(arrival: Coroutine[Any, Any, None], ended: asyncio.Future[str], s: float) -> None:
    """Wait until something arrives, the poll is ended, or `s` seconds have passed."""
    task = asyncio.ensure_future(arrival)
    waited: set[asyncio.Future[Any]] = {task, ended}
    try:
        await asyncio.wait(waited, timeout=s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        task.cancel()


async def get_updates(world: World, params: Params) -> Any:
    """A long poll; a second one ends the first.

    Raises:
        Refused: a webhook is set, or another poll took over.
    """
    if world.webhook.url:
        raise conflict(HOOKED)
    allowed_of(world, params)
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout = min(max(params.integer("timeout"), 0), POLL_SECONDS)
    ended = world.poll.begin()
    found = world.updates.fetch(params.integer("offset"), limit, world.clock())
    try:
        if not found and timeout:
            await _first(world.updates.arrival(), ended, timeout)
            if ended.done():
                raise conflict(ended.result())
            found = world.updates.fetch(params.integer("offset"), limit, world.clock())
    finally:
        world.poll.finish(ended)
    return [update.body() for update in found]


METHODS: dict[str, Method] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "getUpdates": get_updates,
}
