"""The tests as they were a moment ago, for texts out of the blue, which may name one."""

from datetime import datetime, timedelta

from db.booking import catalogue as rows
from db.uow import Database
from domain.booking.plain_wish import Known

FRESH = timedelta(seconds=5)


class KnownTests:
    """Read again when they are five seconds old, however many texts come.

    A statement a text would double the cost of 'hello'. Several processes serve one lab, so what
    a manager changes is not heard of by all of them at once; but nothing is booked by what is known
    here. It only leads to /book, which reads the catalogue itself.
    """

    def __init__(self) -> None:
        self._known = Known()
        self._read_at: datetime | None = None

    async def __call__(self, database: Database, now: datetime) -> Known:
        """`now`: aware UTC."""
        if self._read_at is None or abs(now - self._read_at) > FRESH:
            async with database.read() as uow:
                self._known = Known.of(await rows.tests_offered(uow))
            self._read_at = now
        return self._known
