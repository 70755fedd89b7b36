"""Updates that have been handled: Telegram brings one again when our answer got lost."""

from sqlalchemy import BigInteger, Column, Table, func

from db.base import Instant, metadata

handled_updates = Table(
    "handled_updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's update_id
    Column("handled_at", Instant, nullable=False, server_default=func.now(), index=True),
)
