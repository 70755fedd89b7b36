"""What opens a report stands nowhere as it was typed: in no Redis, no Postgres, no log."""

import pytest
import redis as redis_client

from db.uow import Database
from infra.settings import FsmStorage, Settings
from telegram_sandbox.driver import Person
from tests.e2e.test_report_story import sends
from tests.support.bot import Bot
from tests.support.clinic import rows

PIN = "471188"


@pytest.fixture
def bot_settings(bot_settings: Settings) -> Settings:
    """Conversations that survive a restart, in Redis' file."""
    return bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})


async def everything(database: Database, redis_url: str) -> str:
    """All that the servers keep, as text."""
    with redis_client.Redis.from_url(redis_url) as redis:
        strings = (key for key in redis.scan_iter() if redis.type(key) == b"string")
        kept = [repr(redis.get(key)) for key in strings]
    tables = await rows(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        kept += map(repr, await rows(database, f"SELECT * FROM {table}"))
    return "\n".join(kept)


async def test_a_pin_is_kept_as_a_hash_alone(
    dora: Person, running_bot: Bot, database: Database, redis_url: str
) -> None:
    await sends(dora, secret=PIN)
    before = await everything(database, redis_url)
    assert "cbc.pdf" in before  # the conversation is there
    assert PIN not in before
    await dora.taps("Send to the patient")
    await dora.sees("Report of booking No. 1: sent.")
    after = await everything(database, redis_url)
    assert "file_id" in before
    assert PIN not in after
    assert PIN not in running_bot.written.getvalue()
