"""Which errors mean 'bring the update again', and which mean 'this update is at fault'."""

import json

import asyncpg
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetMe
from aiogram.types import Update, User
from pydantic import ValidationError
from redis import exceptions as redis_errors
from sqlalchemy import exc as sql_errors

from actions.journal import DoneElsewhere
from domain.refusals import NotFound
from handlers.errors import is_outage, words_of

ME = GetMe()


def invalid() -> ValidationError:
    try:
        User.model_validate({})
    except ValidationError as wrong:
        return wrong
    raise AssertionError


class Original(Exception):
    """A driver's error: its code is asyncpg's name for it."""

    sqlstate = ""


def state(sqlstate: str, statement: str | None = "SELECT 1") -> sql_errors.DBAPIError:
    original = Original("x")
    original.sqlstate = sqlstate
    return sql_errors.DBAPIError(statement, None, original)


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.InterfaceError("closed"),
        asyncpg.InternalClientError("cannot switch to state 12"),
        sql_errors.TimeoutError("the pool is empty"),
        sql_errors.InterfaceError("SELECT 1", None, Exception("closed")),
        sql_errors.OperationalError("SELECT 1", None, Exception("x")),
        state("57P01"),
        state("57014"),
        state("53300"),
        state("40P01"),
        state("55P03"),
        state("42P01"),
        state("55000", statement=None),
        redis_errors.ConnectionError("gone"),
        redis_errors.BusyLoadingError("loading"),
        redis_errors.OutOfMemoryError("command not allowed"),
        redis_errors.ResponseError("MISCONF Redis is unable to persist to disk"),
        DoneElsewhere(),
        TelegramNetworkError(ME, "x"),
        TelegramServerError(ME, "x"),
        TelegramRetryAfter(ME, "x", 3),
        ClientDecodeError("x", json.JSONDecodeError("x", "<html>", 0), "<html>"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_outage_is_the_worlds_fault(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("x"),
        ValueError("x"),
        NotFound(),
        TelegramBadRequest(ME, "x"),
        TelegramForbiddenError(ME, "x"),
        TelegramEntityTooLarge(ME, "x"),
        ClientDecodeError("x", invalid(), {}),
        redis_errors.ResponseError("wrong type"),
        sql_errors.IntegrityError("COMMIT", None, Exception("x")),
        sql_errors.ProgrammingError("SELEKT 1", None, Exception("x")),
        state("22003"),
        state("42703"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_bug_a_refusal_and_a_blocked_bot_are_not_repeated(error: Exception) -> None:
    assert not is_outage(error)


def test_the_words_of_a_person_are_found_wherever_they_stand_in_an_update() -> None:
    user = {"id": 1, "is_bot": False, "first_name": "Aloysius", "last_name": "Weatherby"}
    message = {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": 1, "type": "private", "first_name": "Aloysius"},
        "from": user,
        "text": "Good morning",
        "contact": {"phone_number": "+491511234567", "first_name": "Bob"},
        "link_preview_options": {"url": "https://example.org"},
    }
    update = Update.model_validate({"update_id": 1, "message": message})
    found = words_of(update)
    for word in ("Aloysius", "Weatherby", "Good morning", "+491511234567", "Bob"):
        assert word in found
    assert "private" not in found
