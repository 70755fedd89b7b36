"""Writing down what staff do, in the transaction that does it."""

from db import audit as rows
from db.uow import Uow
from domain.audit import Entry


async def note(uow: Uow, entry: Entry) -> None:
    """Keep who did what, before and after; undone with the rest if the transaction is."""
    await uow.run(rows.insert_entry(entry))
