"""The dispatcher runs on our lock and our storage, not on aiogram's."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.types import Update
from pydantic import SecretStr

from bot.dispatcher import KINDS, Dispatcher, person_hash
from domain.caps import Caps
from domain.keys import Keys
from fsm.draft import MemoryStorage
from infra.metrics import Metrics
from infra.settings import Env, FsmStorage


@pytest.fixture
def dispatcher() -> Dispatcher:
    settings = SimpleNamespace(
        fsm_storage=FsmStorage.MEMORY,
        bot_token=SecretStr("1"),
        flood_limit=0.0,
        default_zone="UTC",
        admin_ids=frozenset(),
        has_mail=False,
        send_rate=25.0,
        keys=Keys("1"),
        caps=Caps(),
        guess_alert=5,
        web_url="",
        env=Env.DEVELOPMENT,
    )
    nothing: dict[str, Any] = dict.fromkeys(("bot", "database", "direct", "redis"))
    deps: Any = SimpleNamespace(settings=settings, metrics=Metrics(), **nothing)
    return Dispatcher(deps)


def test_an_empty_storage_is_not_taken_for_none(dispatcher: Dispatcher) -> None:
    assert isinstance(dispatcher.storage, MemoryStorage)
    assert dispatcher.fsm.storage is dispatcher.storage


async def test_an_update_that_is_answered_leaves_its_number_and_no_more(
    dispatcher: Dispatcher,
) -> None:
    bot: Any = SimpleNamespace(id=1)
    for number in (1, 2, 2):
        await dispatcher.feed_update(bot, Update(update_id=number))
    assert {number: work.task for number, work in dispatcher._works.items()} == {1: None, 2: None}


def test_we_ask_for_what_the_routers_use_and_no_more(dispatcher: Dispatcher) -> None:
    assert set(dispatcher.resolve_used_update_types()) == set(KINDS)


def test_a_person_is_eight_hex_digits_that_depend_on_the_key() -> None:
    assert person_hash(42, "a") == person_hash(42, "a")
    assert len({person_hash(42, "a"), person_hash(43, "a"), person_hash(42, "b")}) == 3
    assert len(bytes.fromhex(person_hash(42, "a"))) == 4
