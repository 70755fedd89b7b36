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
    """getMe."""
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
    """The language_code of a call; empty for all languages."""
    code = params.text("language_code")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise bad("invalid language code specified")
    return code.lower()


def text_methods(field: str, most: int) -> tuple[Method, Method]:
    """The methods that set and get one text about the bot, of at most so many UTF-16 units."""

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


def changed(world: World) -> None:
    """Show everybody the commands of their client."""
    for person in world.people.by_id.values():
        shown = world.me.commands_for(person.id, person.language_code)
        world.events.publish(person.id, "commands", {"commands": shown})


async def set_commands(world: World, params: Params) -> bool:
    """setMyCommands."""
    key = (scope_of(params.thing("scope", "BotCommandScope")), language_of(params))
    world.me.commands[key] = commands_of(params.thing("commands"))
    changed(world)
    return True


async def get_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands."""
    key = (scope_of(params.thing("scope", "BotCommandScope")), language_of(params))
    return world.me.commands.get(key, [])


async def delete_commands(world: World, params: Params) -> bool:
    """deleteMyCommands."""
    key = (scope_of(params.thing("scope", "BotCommandScope")), language_of(params))
    world.me.commands.pop(key, None)
    changed(world)
    return True


async def agree(world: World, params: Params) -> Any:
    """logOut, close, setChatMenuButton: nothing to do here, and true."""
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
