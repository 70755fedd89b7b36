"""The tests as they were a moment ago, for texts out of the blue, which may name one."""

from datetime import timedelta

from actions.recent import Recent
from db.booking import catalogue as rows
from db.uow import Uow
from domain.booking.words.plain_wish import Known

FRESH = timedelta(seconds=5)


class KnownTests(Recent[Known]):
    """A statement a text would double the cost of 'hello'.

    Nothing is booked by what is known here: it only leads to /book, which reads the catalogue
    itself.
    """

    def __init__(self) -> None:
        super().__init__(_read, FRESH)


async def _read(uow: Uow) -> Known:
    return Known.of(await rows.tests_offered(uow))
