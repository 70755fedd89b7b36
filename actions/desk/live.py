"""What screens that stay open ask once a second."""

from db.desk import live as rows
from db.uow import Uow
from domain.desk.live import Change


async def latest(uow: Uow) -> frozenset[Change]:
    """The newest changes of any day; ids alone, so it is for the house and nobody's role."""
    return await rows.latest(uow)
