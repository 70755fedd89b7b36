"""What broadcasts say, read once for a batch of their messages."""

from collections.abc import Sequence

from db.messages import broadcast as rows
from db.uow import Database
from domain.messages.content import Broadcast, Content, from_json


async def said_of(database: Database, contents: Sequence[Content | None]) -> list[Content | None]:
    """The contents with their broadcast's in its place; one that was stopped stays as it is."""
    ids = {item.broadcast_id for item in contents if isinstance(item, Broadcast)}
    if not ids:
        return list(contents)
    async with database.read() as uow:
        found = await uow.all(rows.contents(sorted(ids)))
    said = {row.id: from_json(row.content) for row in found if row.status != "stopped"}
    return [
        said.get(item.broadcast_id, item) if isinstance(item, Broadcast) else item
        for item in contents
    ]
