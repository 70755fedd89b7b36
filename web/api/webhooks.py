"""Programs that are told what happens, as owners make and end them in chat."""

from pydantic import BaseModel, Field

from actions.manage import webhook
from domain import refusals
from domain.account.access import Scope
from domain.messages.webhook import LONGEST, Endpoint, EndpointState, Topic, present_secret
from web.api.route import Ask, Reply, Route, Table
from web.api.shapes import At, Nothing, Page, Shape, Version, Words


class NewWebhook(Shape):
    """Who is to be told of what. url: https, of the internet."""

    url: Words = Field(min_length=1, max_length=LONGEST, examples=["https://shop.example/hooks"])
    topics: list[Topic] = Field(min_length=1, max_length=len(Topic))


class Renewal(Shape):
    """generation: of the secret that is replaced, so that a second try makes no third one."""

    generation: Version


class WebhookShape(BaseModel):
    """Where a program listens, and how it goes there."""

    id: int
    url: str
    topics: list[Topic]
    generation: int = Field(description="counts its secrets")
    made_by: int
    made_at: At
    waiting: int
    dead: int
    last_sent_at: At | None
    last_error: str = Field(description="of what is tried again or was given up, empty if none")


class WebhookSecret(BaseModel):
    """What proves that an event is ours, by Standard Webhooks. secret: shown here alone."""

    id: int
    generation: int
    secret: str = Field(examples=["whsec_…"])


class Webhooks(Page):
    """All that are told, the newest first."""

    items: list[WebhookShape]


async def list_webhooks(ask: Ask, _asked: Nothing) -> Reply:
    """Programs that are told what happens."""
    found = await ask.call.read(webhook.list_all, ask.call.actor)
    return Reply(Webhooks(items=[webhook_shape(one) for one in found]))


async def find_webhook(ask: Ask, _asked: Nothing) -> Reply:
    """A program that is told what happens."""
    return Reply(await _shape(ask, ask.number))


async def make_webhook(ask: Ask, asked: NewWebhook) -> Reply:
    """Tell a program what happens from now on."""
    call = ask.call
    made = await call.write(
        webhook.make,
        call.actor,
        asked.url,
        asked.topics,
        intent=ask.intent,
        keys=call.deps.keys,
        now=call.now,
        may_loop=call.deps.may_loop,
    )
    return Reply(_secret(ask, made), place=f"/webhooks/{made.id}")


async def ping_webhook(ask: Ask, _asked: Nothing) -> Reply:
    """Send it an event that says nothing."""
    await ask.call.write(webhook.ping, ask.call.actor, ask.number, ask.call.now)
    return Reply(await _shape(ask, ask.number))


async def renew_webhook(ask: Ask, asked: Renewal) -> Reply:
    """Give it a new secret; the old one signs as well for a day."""
    call = ask.call
    made = await call.write(
        webhook.rotate,
        call.actor,
        ask.number,
        asked.generation,
        keys=call.deps.keys,
        now=call.now,
    )
    return Reply(_secret(ask, made))


async def end_webhook(ask: Ask, _asked: Nothing) -> Reply:
    """Tell it nothing any more, not even what waits."""
    shape = await _shape(ask, ask.number)
    await ask.call.write(webhook.end, ask.call.actor, ask.number, ask.call.now)
    return Reply(shape)


async def _shape(ask: Ask, number: int) -> WebhookShape:
    return webhook_shape(await ask.call.read(webhook.find, ask.call.actor, number))


def _secret(ask: Ask, made: Endpoint) -> WebhookSecret:
    """Derived once more, as the deed's result has none in it."""
    secret = present_secret(made, ask.call.deps.keys) or ""
    return WebhookSecret(id=made.id, generation=made.generation, secret=secret)


def webhook_shape(found: EndpointState) -> WebhookShape:
    it = found.endpoint
    return WebhookShape(
        id=it.id,
        url=it.url,
        topics=sorted(it.topics),
        generation=it.generation,
        made_by=it.made_by,
        made_at=it.made_at,
        waiting=found.waiting,
        dead=found.dead,
        last_sent_at=found.last_sent_at,
        last_error=found.last_error,
    )


ROUTES: Table = (
    Route(
        method="GET",
        path="/webhooks",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=Webhooks,
        handler=list_webhooks,
    ),
    Route(
        method="GET",
        path="/webhooks/{id}",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=WebhookShape,
        handler=find_webhook,
    ),
    Route(
        method="POST",
        path="/webhooks",
        scope=Scope.STAFF,
        asked=NewWebhook,
        answer=WebhookSecret,
        handler=make_webhook,
        refusals=(refusals.EntryInvalid, refusals.UrlBarred, refusals.TooManyWebhooks),
        is_once=True,
    ),
    Route(
        method="POST",
        path="/webhooks/{id}/test",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=WebhookShape,
        handler=ping_webhook,
    ),
    Route(
        method="POST",
        path="/webhooks/{id}/renew",
        scope=Scope.STAFF,
        asked=Renewal,
        answer=WebhookSecret,
        handler=renew_webhook,
        refusals=(refusals.Changed,),
    ),
    Route(
        method="DELETE",
        path="/webhooks/{id}",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=WebhookShape,
        handler=end_webhook,
    ),
)
