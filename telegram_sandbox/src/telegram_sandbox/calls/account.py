"""The bot's own account: who it is, what it says about itself, its commands."""

from typing import Any

from telegram_sandbox.calls.method import Method
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.bot import commands_of, scope_of
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.world import World
from telegram_sandbox.text.units import units


async def get_me(world: World, params: Params) -> Json:
    del params
    flags = [
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
        "has_topics_enabled",
        "allows_users_to_create_topics",
    ]
    return world.me.user() | {"can_join_groups": True} | dict.fromkeys(flags, False)


def language_of(params: Params) -> str:
    """The language_code of a call; empty stands for all languages.

    Raises:
        Refused: it is not a two-letter code.
    """
    code = params.text("language_code")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise bad("invalid language code specified")
    return code.lower()


def text_methods(field: str, most: int) -> tuple[Method, Method]:
    """The methods that set and get one text about the bot, at most `most` UTF-16 units long."""

    async def setter(world: World, params: Params) -> bool:
        text = params.text(field)
        if units(text) > most:
            raise bad(f"bot {field.replace('_', ' ')} is too long")
        key = (field, language_of(params))
        if text:
            world.me.told[key] = text
        else:
            world.me.told.pop(key, None)
        return True

    async def getter(world: World, params: Params) -> Json:
        known, default = world.me.told, world.me.name if field == "name" else ""
        text = known.get((field, language_of(params)), known.get((field, ""), default))
        return {field: text}

    return setter, getter


def show_commands(world: World) -> None:
    """Send everybody the commands that their client now offers."""
    for person in world.people.by_id.values():
        shown = world.me.commands_for(person.id, person.language_code)
        world.events.publish(person.id, "commands", {"commands": shown})


async def set_commands(world: World, params: Params) -> bool:
    key = (scope_of(params.thing("scope", "BotCommandScope")), language_of(params))
    world.me.commands[key] = commands_of(params.thing("commands"))
    show_commands(world)
    return True


async def get_commands(world: World, params: Params) -> list[Json]:
    key = (scope_of(params.thing("scope", "BotCommandScope")), language_of(params))
    return world.me.commands.get(key, [])


async def delete_commands(world: World, params: Params) -> bool:
    key = (scope_of(params.thing("scope", "BotCommandScope")), language_of(params))
    world.me.commands.pop(key, None)
    show_commands(world)
    return True


async def agree(world: World, params: Params) -> Any:
    """Answer true: for logOut, close and setChatMenuButton there is nothing to do."""
    del world, params
    return True


set_name, get_name = text_methods("name", 64)
set_description, get_description = text_methods("description", 512)
set_short, get_short = text_methods("short_description", 120)

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": set_name,
    "getMyName": get_name,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short,
    "getMyShortDescription": get_short,
    "setChatMenuButton": agree,
    "logOut": agree,
    "close": agree,
}
