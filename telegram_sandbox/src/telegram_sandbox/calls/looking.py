"""Information about chats and their members."""

from telegram_sandbox.calls.method import Method, chat_for
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.groups import Group
from telegram_sandbox.state.world import World

GIFTS = [
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
]


async def get_chat(world: World, params: Params) -> Json:
    chat = chat_for(world, params)
    return chat.peer | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


async def get_member(world: World, params: Params) -> Json:
    """In a private chat, the members are the person and the bot."""
    chat = chat_for(world, params)
    number = params.integer("user_id")
    if group := world.groups.by_id.get(chat.id):
        return member_of(world, group, number)
    person = world.people.by_id.get(number)
    if number == world.me.id:
        blocked = chat.id in world.people.by_id and world.people.by_id[chat.id].is_blocked
        return member(world.me.user(), blocked)
    if person is None or (chat.is_private and chat.id != number):
        raise bad("PARTICIPANT_ID_INVALID" if number else "invalid user_id specified")
    return member(person.user(), False)


def member_of(world: World, group: Group, number: int) -> Json:
    """The ChatMember of somebody in a group; people who are not in it count as having left.

    Raises:
        Refused: nobody has this id, or the bot may not know.
    """
    group.check_inside(world.me.id)
    if number == world.me.id:
        return group.member(world.me.user())
    if number not in world.people.by_id:
        raise bad("PARTICIPANT_ID_INVALID" if number else "invalid user_id specified")
    if group.is_channel and not group.place_of(world.me.id).is_admin:
        raise bad("CHAT_ADMIN_REQUIRED")
    return group.member(world.people.by_id[number].user())


def member(user: Json, is_kicked: bool) -> Json:
    """The ChatMember of a private chat."""
    if is_kicked:
        return {"status": "kicked", "user": user, "until_date": 0}
    return {"status": "member", "user": user}


METHODS: dict[str, Method] = {"getChat": get_chat, "getChatMember": get_member}
