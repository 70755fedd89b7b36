"""What happens in groups, and the updates that the bot gets for it."""

from typing import Any

from telegram_sandbox.people.acts import writes
from telegram_sandbox.refusals import Impossible
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.groups import INSIDE, STATUSES, Group, Member
from telegram_sandbox.state.people import Person
from telegram_sandbox.state.world import World
from telegram_sandbox.text.units import split


def founds(world: World, wish: Json) -> Group:
    """Found a group: title, type, admins (the first is the creator), members, bot (its status).

    Raises:
        Impossible: there is no administrator, or somebody does not exist.
    """
    admins = [_person(world, number) for number in wish.get("admins") or []]
    members = [_person(world, number) for number in wish.get("members") or []]
    if not admins:
        raise Impossible("A group needs an administrator")
    group = world.groups.add(str(wish.get("type", "supergroup")), wish.get("title"))
    for person in members:
        group.members[person.id] = Member("member")
    for person in admins:
        group.members[person.id] = Member("administrator")
    group.members[admins[0].id] = Member("creator")
    world.chats.open(group.peer())
    default = "administrator" if group.is_channel else "member"
    places(world, group, {"user_id": "bot", "status": wish.get("bot", default)}, admins[0])
    return group


def places(world: World, group: Group, wish: Json, by: Person | None = None) -> None:
    """Change somebody's status: user_id (or 'bot'), status, may_post.

    Raises:
        Impossible: nobody has this id, or there is no such status.
    """
    is_bot = wish.get("user_id") == "bot"
    number = world.me.id if is_bot else _person(world, wish.get("user_id")).id
    status, may_post = wish.get("status"), wish.get("may_post", True)
    if status not in STATUSES or not isinstance(may_post, bool):
        raise Impossible(f"status must be one of {', '.join(STATUSES)}")
    before = group.member(world.me.user())
    group.members[number] = Member(status, may_post)
    world.events.publish(group.id, "group", group.shown())
    after = group.member(world.me.user())
    if is_bot and before != after:
        actor = by or _founder(world, group)
        change = {"chat": group.peer(), "from": actor.user(), "date": int(world.clock())}
        told = change | {"old_chat_member": before, "new_chat_member": after}
        world.updates.add("my_chat_member", told, world.clock())


def says_in(world: World, group: Group, person: Person, text: Any) -> Json:
    """Write into a group; the bot gets commands only, as in privacy mode.

    Raises:
        Impossible: there is no text, or the person may not write there.
    """
    parts = split(text.strip()) if isinstance(text, str) else []
    if len(parts) != 1:
        raise Impossible("Say something that fits one message")
    place = group.place_of(person.id)
    if place.status not in INSIDE or (group.is_channel and not place.is_admin):
        raise Impossible(f"{person.first_name} may not write there", 409)
    chat = world.chats.open(group.peer())
    message = world.post(chat, person.user(), {"text": parts[0]})
    if parts[0].startswith("/") and group.place_of(world.me.id).status in INSIDE:
        kind = "channel_post" if group.is_channel else "message"
        world.updates.add(kind, message, world.clock())
    return message


def moves(world: World, group: Group) -> Group:
    """Turn a group into a supergroup with another id; both chats say so.

    Raises:
        Impossible: it is not a group any more.
    """
    if group.type != "group" or group.moved_to is not None:
        raise Impossible("Only a group can become a supergroup", 409)
    new = world.groups.add("supergroup", group.title)
    new.members = dict(group.members)
    group.moved_to = new.id
    founder = _founder(world, group).user()
    for place, told in (
        (group, {"migrate_to_chat_id": new.id}),
        (new, {"migrate_from_chat_id": group.id}),
    ):
        message = world.post(world.chats.open(place.peer()), founder, told)
        world.updates.add("message", message, world.clock())
    return new


def shares_chat(world: World, person: Person, wish: Json) -> Json:
    """Answer a request_chat button: request_id and chat_id.

    Raises:
        Impossible: there is no such button, or the chat is not what it asks for.
    """
    asked = _request(world, person, wish.get("request_id"))
    group = world.groups.get(int(wish.get("chat_id") or 0))
    place, own = group.place_of(person.id), group.place_of(world.me.id)
    fits = (
        group.is_channel == bool(asked.get("chat_is_channel")),
        place.status in INSIDE,
        place.is_admin or not asked.get("user_administrator_rights"),
        own.status in INSIDE or not asked.get("bot_is_member"),
    )
    if not all(fits):
        raise Impossible(f"{person.first_name} cannot choose {group.title} there", 409)
    told: Json = {"request_id": asked["request_id"], "chat_id": group.id}
    told |= {"title": group.title} if asked.get("request_title") else {}
    return writes(world, person, {"chat_shared": told})


def _request(world: World, person: Person, number: Any) -> Json:
    """The request_chat of the button with this request_id."""
    keyboard = world.chat_of(person).reply_keyboard or {"keyboard": []}
    for key in (key for row in keyboard["keyboard"] for key in row):
        request: Json = key.get("request_chat") or {}
        if request and request.get("request_id") == number:
            return request
    raise Impossible("There is no button that asks for a chat", 409)


def _person(world: World, number: Any) -> Person:
    if not isinstance(number, int):
        raise Impossible("A person is named by their id")
    return world.people.get(number)


def _founder(world: World, group: Group) -> Person:
    admins = [number for number, place in group.members.items() if place.is_admin]
    known = [number for number in admins if number in world.people.by_id]
    if not known:
        raise Impossible("The group has no administrator")
    return world.people.by_id[known[0]]
