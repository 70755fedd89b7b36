"""Somebody tries invitations until managers hear of it, and nothing of it tells who they are."""

import pytest

from domain.guess import GUESSES
from domain.manage.team import PREFIX
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot


@pytest.mark.timeout(120)
async def test_managers_hear_of_who_tries_invitations(
    chat: Sandbox, mira: Person, running_bot: Bot, worker: None
) -> None:
    eve = await chat.person("Eve")
    for number in range(GUESSES + 2):
        await eve.says(f"/start {PREFIX}{number:032}")
        await eve.sees("invitation")
    alert = await mira.sees("Somebody is guessing", within=20)
    assert f"Account {eve.id}: {GUESSES} wrong tries in an hour." in alert.text
    assert "Withdraw those in /team" in alert.text
    assert "Eve" not in alert.text
    await chat.settled()
    assert running_bot.metric("secrets_wrong_total", what="invite") == GUESSES + 2
    (line,) = running_bot.lines("guessing_told")
    assert line["what"] == "invite"
    assert str(eve.id) not in str(line)
    await mira.says("/audit guessed")
    shown = await mira.sees("Who did what")
    assert f"guessed at reports too often: account {eve.id}" in shown.text
