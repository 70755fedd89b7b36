"""What every door of the web answers 'try again soon' to, and what is a bug."""

import asyncpg
import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import GetMe
from aiohttp import ClientConnectionError
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import ReadOnlyError
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from actions.booking.booking import Overtaken
from actions.journal import DoneElsewhere
from web.outage import FAILURES, is_outage


@pytest.mark.parametrize(
    "error",
    [
        *(DoneElsewhere(), Overtaken(), TimeoutError(), ConnectionResetError()),
        *(RedisAway(), ReadOnlyError(), ClientConnectionError()),
        TelegramNetworkError(GetMe(), "away"),
        TelegramServerError(GetMe(), "500"),
        OperationalError("SELECT 1", {}, Exception()),
        asyncpg.CannotConnectNowError(),
        asyncpg.InterfaceError("gone"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whoever_is_away_will_be_back(error: Exception) -> None:
    assert is_outage(error)
    assert isinstance(error, FAILURES)


@pytest.mark.parametrize(
    "error",
    [
        *(KeyError(), ValueError(), TypeError(), RuntimeError()),
        IntegrityError("INSERT", {}, Exception()),
        ProgrammingError("SELEC", {}, Exception()),
        asyncpg.PostgresSyntaxError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_bug_of_ours_is_none(error: Exception) -> None:
    assert not is_outage(error)
