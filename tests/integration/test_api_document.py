"""REST's document is valid and true: requests that are made of it, and a client that is."""

import hashlib
import re
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.local.stack import Stack
from db.account.account import accounts
from db.uow import open_database
from domain.account.access import Scope
from domain.refusals import Refusal
from tests.support import servers
from tests.support.api import OWNER, make_key
from tests.support.bookings import add
from web import problem
from web.api import ROUTES
from web.api.openapi import codes_of, document
from web.api.swagger import FILES, PLACE, VERSION

DOCUMENT = document(ROUTES)


def test_the_document_is_one() -> None:
    validate(DOCUMENT)


def test_every_route_tells_its_scope_and_its_codes() -> None:
    known = {problem.code_of(kind) for kind in subclasses(Refusal)} | set(problem.Fault)
    listed = set(DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    assert listed <= known
    for route in ROUTES:
        told = DOCUMENT["paths"][route.path][route.method.lower()]
        assert f"`{route.scope}`" in told["description"]
        for status, codes in codes_of(route).items():
            assert told["responses"][str(int(status))]["description"] == ", ".join(sorted(codes))
            assert set(codes) <= listed


def subclasses(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_swaggers_files_are_those_that_were_chosen() -> None:
    page = (PLACE / "README.md").read_text()
    pinned = dict(re.findall(r"^\| `([^`]+)` \| ([0-9a-f]{64}) \|$", page, re.MULTILINE))
    assert set(pinned) == {name for name in FILES if name.startswith("swagger")}
    for name, digest in pinned.items():
        assert hashlib.sha256((PLACE / name).read_bytes()).hexdigest() == digest
    assert f"swagger-ui-dist {VERSION}" in page
    assert (PLACE / "LICENSE").read_text().lstrip().startswith("Apache License")
    html = (PLACE / "docs.html").read_text()
    assert set(re.findall(r'(?:src|href)="/api/static/([^/]+)/([^"]+)"', html)) == {
        (VERSION, name) for name in FILES
    }
    assert not re.search(r"<script>|<style|style=| on\w+=", html)


@pytest.fixture(scope="module")
def key(stack: Stack) -> str:
    """Of everything."""

    async def made() -> str:
        async with open_database(stack.backends.database_url) as database:
            await add(database, accounts, {"id": OWNER.id, "locale": "en", "role": "owner"})
            return (await make_key(database, OWNER, Scope))[0]

    return servers.run(made())


fuzzed = schemathesis.openapi.from_dict(DOCUMENT)


@fuzzed.parametrize()
@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_the_answer_is_as_the_document_says(
    case: schemathesis.Case, stack: Stack, key: str
) -> None:
    """What fits the schema may still be refused: an id that nothing has, a day without a lab."""
    case.call_and_validate(
        base_url=f"{stack.bot_url}/api/v1",
        headers={"Authorization": f"Bearer {key}"},
        excluded_checks=[positive_data_acceptance],
    )
