"""People of a role for stories, who have said hello."""

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.series import sql


async def arrives(chat: Sandbox, database: Database, name: str, role: str) -> Person:
    """A person who wrote /start and has this role."""
    person = await chat.person(name)
    await person.says("/start")
    await person.sees("Hello")
    await sql(database, "UPDATE accounts SET role = :role WHERE id = :id", role=role, id=person.id)
    return person
