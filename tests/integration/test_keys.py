"""A key can be exchanged: what the one before it made is still known, and what none made is not."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from actions.account import email
from actions.account.email import Mint
from db.uow import Database
from domain.account.email import CodeVerdict, code_of, read_unsubscribe_token, unsubscribe_token
from domain.desk.report import ReportReader, Secret
from domain.keys import Keys
from infra.settings import Settings
from tests.support.bookings import ALICE, people

OLD, NEW = "o" * 32, "n" * 32
BEFORE, AFTER, WITHOUT = Keys(OLD), Keys(NEW, (OLD,)), Keys(NEW)
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_a_report_opens_after_an_exchange_and_not_once_the_old_key_is_gone() -> None:
    kept = Secret("4711", BEFORE).hash_for(7)
    assert Secret("4711", AFTER).opens(7, kept)
    assert not Secret("4712", AFTER).opens(7, kept)
    assert not Secret("4711", WITHOUT).opens(7, kept)
    assert Secret("4711", AFTER).hash_for(7) == Secret("4711", WITHOUT).hash_for(7)


def test_a_birth_year_is_read_by_each_key() -> None:
    reader = ReportReader(7, Secret("1980", BEFORE).hash_for(7), True)
    assert reader.birth_year(AFTER, 2026) == 1980
    assert reader.birth_year(WITHOUT, 2026) is None


def test_a_mail_sent_before_can_still_be_stopped() -> None:
    token = unsubscribe_token(7, OLD)
    assert read_unsubscribe_token(token, AFTER) == 7
    assert read_unsubscribe_token(token, WITHOUT) is None


@pytest.mark.parametrize(
    ("keys", "verdict"), [(AFTER, CodeVerdict.CONFIRMED), (WITHOUT, CodeVerdict.WRONG)]
)
async def test_a_code_mailed_before_still_proves_an_address(
    database: Database, keys: Keys, verdict: CodeVerdict
) -> None:
    await people(database, ALICE)
    async with database.begin() as uow:
        made = await email.ask_code(uow, ALICE, "ann@example.org", Mint("s", BEFORE), now=NOW)
    async with database.begin() as uow:
        code = code_of("s", OLD)
        found = await email.check_code(uow, ALICE, made.id, code, mint=Mint("", keys), now=NOW)
    assert found.verdict is verdict


def test_the_bots_token_is_the_last_key(bot_settings: Settings) -> None:
    token = bot_settings.bot_token.get_secret_value()
    assert bot_settings.keys == Keys(token)
    both = bot_settings.model_copy(update={"secret_key": SecretStr(f"{NEW}, {OLD}")})
    assert both.keys.all == (NEW, OLD, token)
    assert NEW not in repr(both)
    assert NEW not in repr(both.keys)
