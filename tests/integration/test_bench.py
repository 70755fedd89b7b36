"""The benches run for a moment each: real servers, real bots, and figures that hold together."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bench.delivery import Noise, noisy
from bench.house import house
from bench.plan import Plan, judge
from bench.webhook import dashboards, scenarios, seats
from bench.webhook.measure import ratio
from bench.webhook.null_api import fields_of, shown_by
from bench.webhook.participants import SLOTBELL, usual
from bench.webhook.scenarios import BARE, OURS, PLAIN, Form
from bench.webhook.screens import Screens
from bench.webhook.seat_statement import INTENT, PATIENT, SLOT, filled
from bench.webhook.site import Site, site

PART = b'--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
TINY = Form(rounds=2, texts=20, talks=4, seconds=1, paces=1, people=10, rates=(20,))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Everything but the bots."""
    async with site(tmp_path_factory.mktemp("site")) as found:
        yield found


def told(capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The lines so far, by scenario and bot."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line[:1] == "{"]
    return {(line["scenario"], line.get("bot", "")): line for line in lines}


@pytest.mark.asyncio(loop_scope="module")
async def test_bots_take_turns_and_each_figure_is_an_updates(
    opened: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "THINK", 0.1)
    async with AsyncExitStack() as running:
        bots = [await running.enter_async_context(opened.bot(each)) for each in usual()]
        rows = await scenarios.text(opened, bots, TINY)
        await scenarios.booking(opened, bots, TINY)
        await scenarios.month(opened, bots, TINY)
        await scenarios.open_loop(opened, bots, TINY)
    lines = told(capsys)
    for name in (BARE, PLAIN, OURS):
        line = lines["text", name]
        assert (line["updates"], line["refused"], line["calls"]) == (40, 0, 1)
        assert line["statements"] > 0.9  # what only reads is not marked
        assert line["bot_ms"] > 0
        # More where two people of ours wanted the same seat, and one chose again.
        assert lines["booking", name]["updates"] >= 2 * 4 * (6 if name == OURS else 4)
        assert lines["open_loop", name]["p99_ms"] >= lines["open_loop", name]["p50_ms"] > 0
    assert lines["text", BARE]["bot_ms"] < lines["text", PLAIN]["bot_ms"]
    assert ratio(rows, OURS, PLAIN).middle == lines["text", OURS]["x_aiogram"]
    assert lines["month", OURS]["updates"] == 2 * 2 * (2 + scenarios.LEAVES)
    booked = await opened.db.fetchval("SELECT count(*) FROM bookings")
    assert booked >= 3 * 4  # the warm-up's, each round's, and what the open loop got done


@pytest.mark.asyncio(loop_scope="module")
async def test_texts_with_and_without_open_dashboards_take_turns(
    opened: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboards, "EVERY", 0.1)
    async with opened.bot(SLOTBELL) as bot:
        await dashboards.dashboards(opened, bot, rounds=2, texts=400, pages=10)
    lines = told(capsys)
    quiet, busy = (lines[f"{name}_ratio", ""] for name in ("dashboards", "dashboards_changing"))
    assert quiet["told"] == 0
    assert busy["told"] >= busy["fetched"] > 0
    for line in (quiet, busy):
        assert len(line["rates"]) == 2
        assert line["rate"] > 0
    assert lines["dashboards", OURS]["updates"] == 800


@pytest.mark.asyncio(loop_scope="module")
async def test_memory_is_that_of_a_bot_at_work(
    opened: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    await scenarios.memory(opened, SLOTBELL, TINY)
    line = told(capsys)["memory", OURS]
    first, *_, last = line["after_mb"]
    assert 30 < line["start_mb"] <= first + 5 <= last + 10
    assert line["updates"] == 20


@pytest.mark.asyncio(loop_scope="module")
async def test_taps_stand_beside_pgbench_and_oversold_would_be_seen(
    opened: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    await seats.confirm(opened, seats.Form(rounds=1, taps=16, seconds=1))
    line = told(capsys)["confirm", ""]
    assert (line["updates"], line["oversold"], line["won"]) == (16, 0, seats.FEW)
    assert line["ratio"] > 0  # of one second: which of the two is faster, it cannot say
    await opened.db.execute("UPDATE time_slots SET capacity = 5, booked = 5 WHERE booked > 5")
    assert await seats.oversold(opened) == seats.FEW - 5 + 1  # too many, and miscounted


async def test_others_are_seen_beside_one_noisy_chat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house(tmp_path) as opened:
        await noisy(opened, Noise(messages=5, others=20, per_s=10))
    line = told(capsys)["noisy", ""]
    assert (line["unseen"], line["early"], line["dup"]) == (0, 0, 0)
    assert 0 < line["others_p50_ms"] <= line["others_p99_ms"]


def test_what_never_came_counts_as_late() -> None:
    plan = Plan("a", 100, 4)
    seen = judge(plan, [(100.5, "/sendMessage", json.dumps({"text": plan.text(0)}))])
    assert (seen.quantile(0.99), seen.lost) == (500, 3)
    assert seen.at_least(60).quantile(0.5) == 60_000


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"application/json", b'{"chat_id":7,"text":"a b","reply_markup":{"inline_keyboard":[]}}'),
        (b"application/x-www-form-urlencoded", b"chat_id=7&text=a+b&reply_markup=%7B%7D"),
        (
            b"multipart/form-data; boundary=X",
            PART % (b"chat_id", b"7") + PART % (b"text", b"a b") + b"--X--\r\n",
        ),
    ],
    ids=["json", "form", "multipart"],
)
def test_a_call_is_read_however_its_client_wrote_it(kind: bytes, body: bytes) -> None:
    shown = shown_by(fields_of(kind, body), 3)
    keyboard: dict[str, Any] = {"inline_keyboard": []}
    assert shown == {"chat": 7, "id": 3, "text": "a b", "keyboard": keyboard}


async def test_a_message_that_rides_in_the_reply_is_seen() -> None:
    screens = Screens()
    button = {"text": "Yes", "callback_data": "y"}
    call: dict[str, Any] = {"method": "editMessageText", "chat_id": 7, "message_id": 3}
    call |= {"text": "Sure?", "reply_markup": {"inline_keyboard": [[button]]}}
    screens.take_reply(json.dumps(call).encode())
    screens.take_reply(b'{"method":"answerCallbackQuery","callback_query_id":"1"}')
    screen = await screens.after(7, 0)
    assert (screen.id, screen.text, screen.data, screens.count(7)) == (3, "Sure?", ("y",), 1)


def test_the_statement_has_pgbenchs_variables() -> None:
    sql = "UPDATE s SET a = $3::INT\n WHERE id = $1::BIGINT AND p = $2 AND i = $4"
    line = filled(sql, [SLOT, PATIENT, 1, INTENT])
    assert line == (
        "UPDATE s SET a = 1::INT WHERE id = :slot::BIGINT AND p = :person "
        "AND i = ('pgbench-' || :number)"
    )
