"""REST's document is valid and true: requests that are made of it, and a client that is."""

import hashlib
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from bot.local.stack import Stack
from db.account.account import accounts
from db.uow import open_database
from domain.account.actor import Actor, Role
from domain.refusals import Refusal
from telegram_sandbox.driver import Sandbox
from tests.support import servers
from tests.support.api import EVERYTHING, OWNER, make_key
from tests.support.bookings import add
from tests.support.series import sql
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
            return (await make_key(database, OWNER, EVERYTHING))[0]

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
    case: schemathesis.Case[Any], stack: Stack, key: str
) -> None:
    """What fits the schema may still be refused: an id that nothing has, a day without a lab.

    Wrong keys are tried in test_api_door: so many of one address are answered 429.
    """
    case.call_and_validate(
        base_url=f"{stack.bot_url}/api/v1",
        headers={"Authorization": f"Bearer {key}"},
        excluded_checks=[positive_data_acceptance, ignored_auth],
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """What openapi-python-client makes of the document, without a warning."""
    home = tmp_path_factory.mktemp("client")
    (home / "document.json").write_text(json.dumps(DOCUMENT))
    (home / "config.yml").write_text("post_hooks: []")
    made = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    made += ["--path", "document.json", "--config", "config.yml"]
    made += ["--meta", "none", "--output-path", "made_client"]
    done = subprocess.run(made, cwd=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(home))
    try:
        return importlib.import_module("made_client")
    finally:
        sys.path.remove(str(home))


async def test_a_made_client_books_moves_cancels_and_sends(
    stack: Stack, telegram: Sandbox, client: ModuleType
) -> None:
    """The patient on the phone is booked for by a program, and Olga reads its message in chat."""
    olga = await telegram.person("Olga")
    await olga.says("/start")
    await olga.sees("Hello")
    async with open_database(stack.backends.database_url) as database:
        await sql(database, "UPDATE accounts SET role = 'owner' WHERE id = :id", id=olga.id)
        key, _ = await make_key(database, Actor(olga.id, Role.OWNER, "UTC", True, "en"), EVERYTHING)
    models, address = importlib.import_module("made_client.models"), f"{stack.bot_url}/api/v1"

    async def call(module: str, *args: Any, once: str = "", **more: Any) -> Any:
        found = importlib.import_module(f"made_client.api.{module}")
        given = more | ({"idempotency_key": once} if once else {})
        async with client.AuthenticatedClient(address, token=key) as connected:
            answer = await found.asyncio(*args, client=connected, **given)
        assert not isinstance(answer, models.Problem), answer
        return answer

    (lab,) = (await call("labs.list_labs")).items
    (test,) = (await call("tests.list_tests", search="cbc")).items
    day = (datetime.now(UTC) + timedelta(days=4)).date()
    times = (await call("free_times.list_free_times", lab_id=lab.id, day=day)).items
    wish = models.NewPatient(name="Ann Lee", phone="+49 151 23456789")
    patient = await call("patients.add_patient", body=wish, once="p")
    booking = models.BookingWish(patient.id, times[0].slot_id, test.id)
    made = (await call("bookings.make_booking", body=booking, once="b")).booking
    assert made.starts_at == times[0].starts_at
    move = models.Move(times[-1].slot_id)
    tag = f'"{made.version}"'
    moved = (await call("bookings.move_booking", made.id, body=move, if_match=tag)).booking
    assert moved.starts_at == times[-1].starts_at
    gone = await call("bookings.cancel_booking", made.id)
    assert gone.booking.status == "cancelled"
    at = datetime.now(UTC) + timedelta(seconds=2)
    message = models.NewMessage(text="Ann Lee has cancelled.", at=at)
    planned = await call("messages.schedule_message", body=message, once="m")
    await olga.sees("Ann Lee has cancelled.")
    sent = await call("messages.find_message", planned.id)
    assert (sent.status, sent.attempts) == ("sent", 1)
