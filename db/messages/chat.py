"""Groups and channels: what my_chat_member updates told of them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text, select, text
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow
from domain.messages.chat import Chat, ChatType, Membership

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
    WITH waiting AS (
      SELECT id FROM scheduled_messages
       WHERE channel = 'telegram' AND recipient = CAST(:old AS bigint)::text
         AND status IN ('scheduled', 'sending')
       ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_messages AS m SET recipient = CAST(:new AS bigint)::text
      FROM waiting WHERE m.id = waiting.id AND status IN ('scheduled', 'sending')
""")
_SUCCEED = text("""
    INSERT INTO chats (id, type, title, bot_status, changed_at)
    SELECT :new, 'supergroup', title, bot_status, changed_at FROM chats WHERE id = :old
    ON CONFLICT (id) DO NOTHING
""")
_LEAVE = text("UPDATE chats SET bot_status = 'left' WHERE id = :old")


async def keep_chat(uow: Uow, chat: Chat, bot: Membership, at: datetime) -> None:
    """Write down a chat and the bot's place in it; older news than what is known change nothing."""
    told = {"type": str(chat.type), "title": chat.title, "bot_status": str(bot), "changed_at": at}
    await uow.run(
        insert(chats)
        .values(id=chat.id, **told)
        .on_conflict_do_update(
            index_elements=[chats.c.id], set_=told, where=chats.c.changed_at <= at
        )
    )


async def find_chat(uow: Uow, chat_id: int) -> Chat | None:
    """A chat that the bot is in, as far as is known."""
    is_in = chats.c.bot_status.not_in((Membership.LEFT, Membership.KICKED))
    row = await uow.first(select(chats).where(chats.c.id == chat_id, is_in))
    return None if row is None else Chat(row.id, ChatType(row.type), row.title)


async def titles_of(uow: Uow, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    known = select(chats.c.id, chats.c.title).where(chats.c.id.in_(sorted(ids)))
    return {row.id: row.title for row in await uow.all(known)}


async def migrate(uow: Uow, old: int, new: int) -> None:
    """A group has become a supergroup: what waits for it goes to its new id."""
    for statement in (_SUCCEED, _LEAVE):
        await uow.run(statement, {"old": old, "new": new})
    await uow.run(_MIGRATE, {"old": old, "new": new})
