"""What Bot API methods have in common: how they find chats and messages, and who may write."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad, forbidden, too_many
from telegram_sandbox.state.chats import Chat, Json
from telegram_sandbox.state.world import World

Method = Callable[[World, Params], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Described:
    """A result with a description, which the webhook methods add to theirs."""

    result: Any
    description: str


def chat_for(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat that a call names.

    Raises:
        Refused: no chat is named, or it does not exist.
    """
    told = params.text(name).strip()
    if not told:
        raise bad("chat_id is empty" if name == "chat_id" else f"{name} is empty")
    try:
        number = int(told)
    except ValueError:
        raise bad("chat not found") from None
    if number == world.me.id:
        raise forbidden("bot can't send messages to itself")
    if number in world.people.by_id:
        return world.chat_of(world.people.by_id[number])
    if number in world.chats.by_id:
        return world.chats.by_id[number]
    raise bad("chat not found")


def may_reach(world: World, chat: Chat) -> None:
    """Check that the person, or the group, lets the bot write.

    Raises:
        Refused: the bot is blocked, was never written to, was removed or lacks rights.
    """
    if group := world.groups.by_id.get(chat.id):
        group.check_posting(world.me.id)
    if not chat.is_private:
        return
    person = world.people.by_id.get(chat.id)
    if person is None:
        raise bad("chat not found")
    if person.is_blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def within_limits(world: World, chat: Chat, count: int = 1) -> None:
    """Count one message, or the items of an album, towards the limits of sending.

    Raises:
        Refused: the limit is reached; 429 with retry_after.
    """
    if seconds := world.limits.retry_after(chat.id, world.clock(), count):
        raise too_many(seconds)


def message_in(chat: Chat, params: Params, what: str) -> Json:
    """The message that a call names; `what` is the verb of the refusal.

    Raises:
        Refused: no message is named, or it does not exist.
    """
    number = params.integer("message_id")
    if number <= 0:
        raise bad("message identifier is not specified")
    if found := chat.messages.get(number):
        return found
    raise bad(f"message to {what} not found")


def is_own(world: World, message: Json) -> bool:
    """Whether the bot sent a message; posts of a channel count as the bot's."""
    return "sender_chat" in message or bool(message.get("from", {}).get("id") == world.me.id)
