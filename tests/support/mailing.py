"""Accounts with addresses, and messages to them, for tests of email."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from actions.account import email
from actions.account.email import Mint
from actions.messages import schedule
from db.uow import Database
from domain.account.actor import Actor
from domain.account.email import code_of
from domain.keys import Keys
from domain.messages.schedule import Message, Scheduled

ANN = "ann@example.org"
FROM = "Lab <lab@example.org>"


async def prove(database: Database, actor: Actor, key: str, text: str = ANN) -> int:
    """An address of this actor's, confirmed; its id. The mail with the code is dropped."""
    seed = f"seed of {text}"
    async with database.begin() as uow:
        made = await email.ask_code(uow, actor, text, Mint(seed, Keys(key)), now=datetime.now(UTC))
        await email.check_code(
            uow, actor, made.id, code_of(seed, key), mint=Mint("", Keys(key)), now=datetime.now(UTC)
        )
    await run(
        database,
        "UPDATE scheduled_messages SET status = 'cancelled' WHERE intent = :i",
        i=f"code:{seed}",
    )
    return made.id


async def write(
    database: Database, actor: Actor, words: str, at: datetime, address_id: int, **facts: Any
) -> Scheduled:
    """A message of the actor's to one of their addresses."""
    entities = tuple(facts.get("entities", ()))
    intent = facts.get("intent", f"mail: {words}")
    message = Message(words, entities, at, "UTC", intent, address_id)
    async with database.begin() as uow:
        return await schedule.schedule(uow, actor, message, datetime.now(UTC))


async def run(database: Database, statement: str, **values: Any) -> None:
    """One statement behind everybody's back."""
    async with database.begin() as uow:
        await uow.run(text(statement), values)
