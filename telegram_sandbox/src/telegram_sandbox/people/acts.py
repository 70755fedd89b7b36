"""What people do in private chats, and the updates that the bot gets for it."""

from typing import Any

from telegram_sandbox.calls.looking import member
from telegram_sandbox.refusals import Impossible, Refused
from telegram_sandbox.state.chats import Chat, Json, buttons
from telegram_sandbox.state.people import Person
from telegram_sandbox.state.world import World
from telegram_sandbox.text.detect import detected
from telegram_sandbox.text.entities import given, ordered
from telegram_sandbox.text.units import CAPTION_UNITS, MESSAGE_UNITS, Formatted, split, units


def writes(world: World, person: Person, content: Json, reply_to: Any = None) -> Json:
    """Post a new message of a person.

    Raises:
        Impossible: the person has blocked the bot, or there is no message to reply to.
    """
    if person.is_blocked:
        raise Impossible(f"{person.first_name} has blocked the bot; unblock it first", 409)
    chat = world.chat_of(person)
    if reply_to is not None:
        replied = chat.messages.get(reply_to) if isinstance(reply_to, int) else None
        if replied is None:
            raise Impossible("There is no message to reply to", 404)
        quoted = {k: v for k, v in replied.items() if k != "reply_to_message"}
        content = {"reply_to_message": quoted} | content
    chat.started = True
    message = world.post(chat, person.user(), content)
    world.updates.add("message", message, world.clock())
    return message


def says(world: World, person: Person, wish: Json) -> Json:
    """Type a text; one that is too long comes in parts. Returns the first part.

    Raises:
        Impossible: there is no text, or its entities are wrong.
    """
    text = wish.get("text")
    if not isinstance(text, str):
        raise Impossible("text must be a string")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Impossible("text must be encoded in UTF-8") from None
    text = text.replace("\x00", " ").replace("\r", "")
    try:
        styled = given(wish.get("entities"))
    except Refused as refused:
        raise Impossible(refused.description) from None
    parts = split(text.strip())
    if not parts:
        raise Impossible("There is nothing to say")
    first: Json = {}
    for part in parts:
        formatted = styled_text(text, part, styled if len(parts) == 1 else [])
        message = writes(world, person, formatted.content(), wish.get("reply_to_message_id"))
        first = first or message
    return first


def edits(world: World, person: Person, number: int, wish: Json) -> Json:
    """Change the text of one's own message, or the caption below one's own file.

    Raises:
        Impossible: it is not there or not theirs, has no such words, or stays as it was.
    """
    chat = world.chat_of(person)
    message = chat.messages.get(number)
    if message is None or message.get("from", {}).get("id") != person.id:
        raise Impossible(f"{person.first_name} has written no message {number}", 404)
    text = str(wish.get("text", "")).strip()
    is_text = "text" in message
    names = ("text", "entities") if is_text else ("caption", "caption_entities")
    if units(text) > (MESSAGE_UNITS if is_text else CAPTION_UNITS) or (is_text and not text):
        raise Impossible("A message stays a message: not empty, not longer than a new one")
    if text == message.get(names[0], ""):
        raise Impossible("The message stays as it was", 409)
    told = styled_text(text, text, []).content(*names) if text else {}
    kept = {key: value for key, value in message.items() if key not in names}
    edited = world.change(chat, kept | told)
    world.updates.add("edited_message", edited, world.clock())
    return edited


def styled_text(whole: str, part: str, styled: list[Json]) -> Formatted:
    """A part of a text with the entities that were typed and those that clients find."""
    lead = units(whole) - units(whole.lstrip()) if styled else 0
    size = units(part)
    kept = []
    for entity in styled:
        begin = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], size)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    own = ordered(kept)
    codes = [e for e in own if e["type"] in {"code", "pre", "text_link"}]
    found = [
        new
        for new in detected(part)
        if not any(
            new["offset"] < old["offset"] + old["length"]
            and old["offset"] < new["offset"] + new["length"]
            for old in codes
        )
    ]
    both = sorted([*own, *found], key=lambda e: (e["offset"], -e["length"]))
    return Formatted(part, tuple(both))


def shares_contact(world: World, person: Person) -> Json:
    """Share one's own contact, as the contact button does."""
    user = person.user()
    names = {k: user[k] for k in ("first_name", "last_name") if k in user}
    phone = person.phone.lstrip("+")
    return writes(
        world, person, {"contact": {"phone_number": phone, **names, "user_id": person.id}}
    )


def shares_location(world: World, person: Person, wish: Json) -> Json:
    """Share a place.

    Raises:
        Impossible: latitude or longitude is missing or not on the globe.
    """
    place = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = wish.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > most:
            raise Impossible(f"{name} must be a number between -{most} and {most}")
        place[name] = float(value)
    return writes(world, person, {"location": place})


def taps(world: World, person: Person, wish: Json) -> str:
    """Tap an inline button, or forge its data. Returns the id of the callback query.

    Raises:
        Impossible: there is no such button, or it is disabled.
    """
    number, data = wish.get("message_id"), wish.get("data")
    if not isinstance(data, str) or not isinstance(number, int):
        raise Impossible("A tap needs message_id, a number, and data, a string")
    chat = world.chat_of(person)
    message = chat.messages.get(number)
    if not wish.get("forge"):
        if message is None:
            raise Impossible(f"There is no message {number} in this chat", 409)
        if not any(button.get("callback_data") == data for button in buttons(message)):
            raise Impossible(f"Message {number} has no enabled button with this data", 409)
        if person.is_blocked:
            raise Impossible(f"{person.first_name} has blocked the bot; unblock it first", 409)
    query = world.ask(person)
    shown = message or {"message_id": number, "chat": chat.peer, "date": 0}
    tap = {
        "id": query.id,
        "from": person.user(),
        "message": shown,
        "chat_instance": str(-5_000_000_000_000_000_000 - person.id),
        "data": data,
    }
    world.updates.add("callback_query", tap, world.clock())
    return query.id


def blocks(world: World, person: Person, is_blocked: bool) -> None:
    """Block or unblock the bot, which gets my_chat_member if that is a change."""
    if person.is_blocked == is_blocked:
        return
    person.is_blocked = is_blocked
    bot = world.me.user()
    change = {
        "chat": person.chat(),
        "from": person.user(),
        "date": int(world.clock()),
        "old_chat_member": member(bot, not is_blocked),
        "new_chat_member": member(bot, is_blocked),
    }
    world.updates.add("my_chat_member", change, world.clock())
    world.events.publish(person.id, "person", person.shown())


def known_from(world: World, raw: Json) -> Chat | None:
    """Open the group that an injected update mentions, so that the bot may write to it."""
    for content in raw.values():
        message = content.get("message", content) if isinstance(content, dict) else {}
        peer = message.get("chat") if isinstance(message, dict) else None
        if (
            isinstance(peer, dict)
            and isinstance(peer.get("id"), int)
            and peer["id"] < 0
            and isinstance(peer.get("type"), str)
        ):
            return world.chats.open(peer)
    return None
