"""/webhooks for owners: which programs are told what happens; a new one is chosen and typed."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.manage import webhook
from domain.messages.webhook import Endpoint, Topic, present_secret
from domain.refusals import Changed, EntryInvalid, NotFound, UrlBarred
from fsm.draft import new_intent
from fsm.manage.conversations import Naming, WebhookDraft
from handlers.dialog import LEAVING, TYPED, UNREADABLE, Open, ask, begin, finish, leave_for, show
from handlers.roles import is_owner
from handlers.turn import Turn
from screens import refusal
from screens.language import Marked, translated
from screens.manage import programs as screens
from screens.manage.callbacks import HookDo, HooksTap
from screens.screen import Screen

USUAL = frozenset((Topic.BOOKING,))


def router() -> Router:
    router = Router(name="webhooks")
    message, taps = router.message, router.callback_query
    message.register(webhooks_command, Command("webhooks", ignore_case=True), is_owner)
    message.register(left_by_word, Naming.webhook, LEAVING, is_owner)
    message.register(url_typed, Naming.webhook, TYPED, is_owner, Open(WebhookDraft))
    message.register(unreadable_sent, Naming.webhook, UNREADABLE, is_owner, Open(WebhookDraft))
    taps.register(list_tapped, HooksTap.filter(F.do == HookDo.LIST), is_owner)
    taps.register(choice_tapped, HooksTap.filter(F.do == HookDo.CHOOSE), is_owner)
    taps.register(next_tapped, HooksTap.filter(F.do == HookDo.ADDRESS), is_owner)
    seen = {HookDo.OPEN, HookDo.ASK_NEW, HookDo.ASK_END}
    taps.register(webhook_tapped, HooksTap.filter(F.do.in_(seen)), is_owner)
    taps.register(ping_tapped, HooksTap.filter(F.do == HookDo.PING), is_owner)
    taps.register(new_secret_tapped, HooksTap.filter(F.do == HookDo.NEW), is_owner)
    taps.register(end_tapped, HooksTap.filter(F.do == HookDo.END), is_owner)
    return router


async def webhooks_command(_message: Message, turn: Turn) -> None:
    await begin(turn)
    await show(turn, await _webhooks(turn))


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await finish(turn, None, await _webhooks(turn))


async def choice_tapped(_call: CallbackQuery, callback_data: HooksTap, turn: Turn) -> None:
    """A tick more or less; the first time the usual one."""
    await begin(turn)
    is_first = not callback_data.value
    topics = USUAL if is_first else screens.topics_in(callback_data.topics)
    await show(turn, screens.choose_topics(topics))


async def next_tapped(_call: CallbackQuery, callback_data: HooksTap, turn: Turn) -> None:
    await begin(turn)
    topics = screens.topics_in(callback_data.topics)
    if not topics:
        await show(turn, screens.choose_topics(topics, translated(screens.NO_TOPIC)))
        return
    draft = WebhookDraft(intent=new_intent(), card=turn.tapped, topics=callback_data.topics)
    await _ask_url(turn, draft)


async def url_typed(_message: Message, draft: WebhookDraft, turn: Turn) -> None:
    """Tell it from now on, and show its secret."""
    try:
        made = await turn.write(
            webhook.make,
            turn.actor,
            turn.words,
            screens.topics_in(draft.topics),
            intent=draft.intent,
            keys=turn.keys,
            now=turn.now,
            may_loop=turn.may_loop,
        )
    except (EntryInvalid, UrlBarred) as refused:
        await _ask_url(turn, draft, refusal.words(refused))
        return
    await finish(turn, draft, _secret(turn, made))


async def unreadable_sent(_message: Message, draft: WebhookDraft, turn: Turn) -> None:
    await _ask_url(turn, draft, refusal.words(EntryInvalid("url")))


async def left_by_word(_message: Message, turn: Turn) -> None:
    await leave_for(turn, WebhookDraft, await _webhooks(turn))


async def webhook_tapped(_call: CallbackQuery, callback_data: HooksTap, turn: Turn) -> None:
    """One of them, or a question about it."""
    try:
        found = await turn.read(webhook.find, turn.actor, callback_data.value)
    except NotFound:
        await show(turn, await _webhooks(turn, screens.HOOK_STALE))
        return
    match callback_data.do:
        case HookDo.ASK_NEW:
            await show(turn, screens.ask_renew(found, callback_data.generation))
        case HookDo.ASK_END:
            await show(turn, screens.ask_end_hook(found))
        case _:
            await show(turn, screens.webhook(found, turn.reader))


async def ping_tapped(_call: CallbackQuery, callback_data: HooksTap, turn: Turn) -> None:
    try:
        await turn.write(webhook.ping, turn.actor, callback_data.value, turn.now)
    except NotFound:
        await show(turn, await _webhooks(turn, screens.HOOK_STALE))
        return
    await _show_one(turn, callback_data.value, screens.HOOK_TESTED)


async def new_secret_tapped(_call: CallbackQuery, callback_data: HooksTap, turn: Turn) -> None:
    """The same one if this tap has made it before."""
    number, generation = callback_data.value, callback_data.generation
    try:
        made = await turn.write(
            webhook.rotate, turn.actor, number, generation, keys=turn.keys, now=turn.now
        )
    except NotFound:
        await show(turn, await _webhooks(turn, screens.HOOK_STALE))
    except Changed:
        await _show_one(turn, number, screens.HOOK_CHANGED)
    else:
        await show(turn, _secret(turn, made))


async def end_tapped(_call: CallbackQuery, callback_data: HooksTap, turn: Turn) -> None:
    """The answer is the same if somebody else has ended it before."""
    try:
        await turn.write(webhook.end, turn.actor, callback_data.value, turn.now)
    except NotFound:
        await show(turn, await _webhooks(turn, screens.HOOK_STALE))
        return
    await show(turn, await _webhooks(turn, screens.HOOK_ENDED))


def _secret(turn: Turn, made: Endpoint) -> Screen:
    """Derived once more, as the deed's result has none in it."""
    return screens.secret(made, present_secret(made, turn.keys) or "", turn.reader)


async def _show_one(turn: Turn, endpoint_id: int, note: Marked) -> None:
    found = await turn.read(webhook.find, turn.actor, endpoint_id)
    await show(turn, screens.webhook(found, turn.reader, translated(note)))


async def _ask_url(turn: Turn, draft: WebhookDraft, note: str = "") -> None:
    topics = screens.topics_in(draft.topics)
    await ask(turn, draft, screens.which_url(topics, note), Naming.webhook)


async def _webhooks(turn: Turn, note: Marked | None = None) -> Screen:
    found = await turn.read(webhook.list_all, turn.actor)
    return screens.webhooks(found, turn.reader, translated(note) if note else "")
