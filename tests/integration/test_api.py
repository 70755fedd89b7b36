"""REST: the door, and what can be booked."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.api import Api, Program, serving_api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(
    postgres_server: str, template_database: str, redis_server: str
) -> AsyncIterator[Api]:
    async with serving_api(postgres_server, template_database, redis_server) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def owner(api: Api) -> Program:
    return await api.program()


async def test_labs_and_tests_are_read(api: Api, owner: Program) -> None:
    labs = await owner.get("/labs")
    assert [lab["zone"] for lab in labs.body["items"]] == ["Europe/Berlin"]
    tests = await owner.get("/tests?search=cbc")
    assert [test["code"] for test in tests.body["items"]] == ["CBC"]
