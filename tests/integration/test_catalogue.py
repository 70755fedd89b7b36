"""The catalogue in pages, by words, and one test by its id."""

from datetime import UTC, datetime

import pytest

from actions.booking import slot
from actions.manage.first_run.seed import seed
from db.direct import counting
from db.uow import Database
from domain.refusals import NotFound
from tests.support.bookings import BERLIN, value


@pytest.fixture(autouse=True)
async def seeded(database: Database) -> None:
    async with database.begin() as uow:
        await seed(uow, BERLIN, datetime(2026, 3, 2, tzinfo=UTC))


async def test_pages_hold_every_test_once(database: Database) -> None:
    async with database.read() as uow:
        with counting() as count:
            pages = [await slot.list_tests(uow, page=number, size=3) for number in range(3)]
        assert count.statements == 3
    assert [(page.number, page.pages, len(page.items)) for page in pages] == [
        (0, 3, 3),
        (1, 3, 3),
        (2, 3, 2),
    ]
    assert len({test.id for page in pages for test in page.items}) == 8


async def test_a_page_beyond_the_last_is_the_last(database: Database) -> None:
    async with database.read() as uow:
        page = await slot.list_tests(uow, page=2**62, size=3)
        none = await slot.list_tests(uow, "xylophone", page=5)
    assert (page.number, len(page.items)) == (2, 2)
    assert (none.items, none.number, none.pages) == ((), 0, 1)


async def test_words_narrow_the_list(database: Database) -> None:
    async with database.read() as uow:
        page = await slot.list_tests(uow, search="suger")
        request = await slot.read_request(uow, "cbc tomorrow 9am")
    assert [test.code for test in page.items] == ["GLU"]
    assert request is not None
    assert (request[0].code, request[1]) == ("CBC", "tomorrow 9am")


async def test_a_test_is_found_by_its_id(database: Database) -> None:
    async with database.read() as uow:
        for test in (await slot.list_tests(uow)).items:
            assert await slot.find_test(uow, test.id) == test
        with pytest.raises(NotFound):
            await slot.find_test(uow, 2**62)


async def test_a_retired_test_is_offered_no_more(database: Database) -> None:
    retired = "UPDATE tests SET retired = true WHERE code = 'CBC' RETURNING id"
    test_id = await value(database, retired)
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await slot.find_test(uow, test_id)
        assert (await slot.list_tests(uow, search="cbc")).items == ()
