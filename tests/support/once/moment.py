"""One moment of database, Redis and chats, to which all three can be set back."""

import copy
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from redis.asyncio import Redis

from telegram_sandbox.state.chats import Chat
from telegram_sandbox.state.world import World

_COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
   AND table_name <> 'alembic_version'
 GROUP BY 1 ORDER BY 1
"""
_COUNTERS = """
SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
              coalesce(last_value, start_value), last_value IS NOT NULL)
  FROM pg_sequences WHERE schemaname = 'public'
"""


@dataclass(frozen=True)
class Moment:
    """What there is to know of it. back: the statements that bring the tables back."""

    back: str
    redis: dict[bytes, bytes]
    chats: dict[int, Chat]
    next_message: int
    world: dict[str, Any]
    commands: dict[Any, Any]


async def keep(
    connection: "asyncpg.Connection[Any]", redis: Redis, world: World, name: str = "kept"
) -> Moment:
    """Remember how everything is. name: of a schema that takes the rows."""
    tables = await connection.fetch(_COLUMNS)
    await connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")
    back = ["SET session_replication_role = replica"]
    for table, columns in tables:
        await connection.execute(
            f"CREATE TABLE {name}.{table} AS SELECT {columns} FROM public.{table}"
        )
        back.append(f"DELETE FROM public.{table}")
        into = f"INSERT INTO public.{table} ({columns}) OVERRIDING SYSTEM VALUE"
        back.append(f"{into} SELECT {columns} FROM {name}.{table}")
    back += [row[0] for row in await connection.fetch(_COUNTERS)]
    return Moment(
        back=";\n".join([*back, "SET session_replication_role = origin"]),
        redis={key: await redis.dump(key) async for key in redis.scan_iter()},
        chats=_copied(world.chats.by_id),
        next_message=world.chats.next_id(),
        world={part: copy.deepcopy(getattr(world, part)) for part in ("people", "queries")},
        commands=dict(world.me.commands),
    )


async def set_back(
    moment: Moment, connection: "asyncpg.Connection[Any]", redis: Redis, world: World
) -> None:
    """Let it be that moment again; the numbers of the calls on record go on."""
    await connection.execute(moment.back)
    await redis.flushdb()
    for key, value in moment.redis.items():
        await redis.restore(key, 0, value)
    world.chats.by_id = _copied(moment.chats)
    world.chats.number_from(moment.next_message)
    world.updates.drop_all()
    world.faults.remove()
    world.me.commands.clear()
    world.me.commands.update(moment.commands)
    for name, value in moment.world.items():
        setattr(world, name, copy.deepcopy(value))


def _copied(chats: dict[int, Chat]) -> dict[int, Chat]:
    """Messages are never changed in place, only exchanged."""
    return {number: replace(chat, messages=dict(chat.messages)) for number, chat in chats.items()}
