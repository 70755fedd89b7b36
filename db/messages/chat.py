"""Groups and channels: what my_chat_member updates told of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Executable, Table, Text, select, text
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's, below zero
    Column("type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("bot_status", Text, nullable=False),  # of the bot's own ChatMember
    Column("changed_at", Instant, nullable=False),  # by Telegram's clock
    CheckConstraint("type IN ('group', 'supergroup', 'channel')", name="chat_type_is_known"),
    CheckConstraint("id < 0", name="chat_id_is_negative"),
)

_MIGRATE = text("""
    UPDATE scheduled_messages SET recipient = CAST(:new AS bigint)::text
     WHERE channel = 'telegram' AND recipient = CAST(:old AS bigint)::text
       AND status IN ('scheduled', 'sending')
""")
_SUCCEED = text("""
    INSERT INTO chats (id, type, title, bot_status, changed_at)
    SELECT :new, 'supergroup', title, bot_status, changed_at FROM chats WHERE id = :old
    ON CONFLICT (id) DO NOTHING
""")
_LEAVE = text("UPDATE chats SET bot_status = 'left' WHERE id = :old")


def keep_chat(values: Mapping[str, Any]) -> Executable:
    """Write down a chat as it is; older news than what is known change nothing."""
    new = insert(chats).values(**values)
    told = {name: new.excluded[name] for name in ("type", "title", "bot_status", "changed_at")}
    return new.on_conflict_do_update(
        index_elements=[chats.c.id],
        set_=told,
        where=chats.c.changed_at <= new.excluded.changed_at,
    )


def chat_by_id(chat_id: int) -> Executable:
    """One chat."""
    return select(chats).where(chats.c.id == chat_id)


def titles_of(ids: Sequence[int]) -> Executable:
    """Ids and titles of those that are known."""
    return select(chats.c.id, chats.c.title).where(chats.c.id.in_(list(ids)))


async def migrate(uow: Uow, old: int, new: int) -> None:
    """A group has become a supergroup: what waits for it goes to its new id."""
    for statement in (_SUCCEED, _LEAVE):
        await uow.run(statement, {"old": old, "new": new})
    await uow.run(_MIGRATE, {"old": old, "new": new})
