"""The catalogue: listing, searching and finding tests."""

from db.booking import lab_test as rows
from db.uow import Uow
from domain.booking import catalogue
from domain.booking.catalogue import Test, Tests
from domain.refusals import NotFound

PAGE = 8  # tests on one page


async def list_tests(uow: Uow, search: str = "", page: int = 0, size: int = PAGE) -> Tests:
    """A page of the tests that fit the words, the best first; without words all, by name.

    A page beyond the last one answers the last one. One statement.
    """
    found = catalogue.search(await _offered(uow), search)
    pages = max(1, -(-len(found) // size))
    number = max(0, min(page, pages - 1))
    return Tests(tuple(found[number * size : (number + 1) * size]), number, pages)


async def find_test(uow: Uow, test_id: int) -> Test:
    """One test that can be booked. Raises NotFound."""
    row = await uow.first(rows.test_offered(test_id))
    if row is None:
        raise NotFound
    return rows.test_of(row)


async def read_request(uow: Uow, text: str) -> tuple[Test, str] | None:
    """The one test that a text begins with, and the rest, for 'cbc tomorrow 9am'; or None."""
    return catalogue.leading(await _offered(uow), text)


async def _offered(uow: Uow) -> list[Test]:
    return [rows.test_of(row) for row in await uow.all(rows.tests_offered())]
