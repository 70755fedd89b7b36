"""The clock of the tests: the same for all, moved or not, and no story runs into midnight."""

import asyncio
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.calendar import __main__ as runner
from tests.calendar.moments import MOMENTS, Moment
from tests.support.days import SHORT, speaks_of_days, until_midnight_is_over
from tests.support.zone import ZONE

LATE = timedelta(minutes=30)  # that a run of one moment may last


async def test_python_a_child_postgres_and_redis_agree_on_now(
    database_url: str, redis_url: str
) -> None:
    """A run at another moment moves them all, or it would prove nothing. Today they agree, too."""
    before = datetime.now(UTC)
    child = await asyncio.to_thread(
        subprocess.check_output, [sys.executable, "-c", "import time; print(time.time())"]
    )
    postgres = await asyncpg.connect(database_url)
    known = [float(child), float(await postgres.fetchval("SELECT extract(epoch FROM now())"))]
    await postgres.close()
    async with Redis.from_url(redis_url) as redis:
        seconds, micros = await redis.time()
        known.append(seconds + micros / 1e6)
    for each in known:
        assert before.timestamp() - 1 <= each <= datetime.now(UTC).timestamp() + 1
    if moment := os.environ.get("TEST_MOMENT"):
        (wanted,) = (each for each in MOMENTS if each.label == moment)
        assert wanted.zone == ZONE
        assert timedelta() <= before.replace(microsecond=0) - wanted.at <= LATE


def test_a_pause_is_as_long_as_ever() -> None:
    begun = time.monotonic()
    time.sleep(0.2)
    assert 0.19 < time.monotonic() - begun < 5


@pytest.mark.parametrize("zone", ["UTC", ZONE])
def test_no_story_begins_just_before_midnight(zone: str) -> None:
    midnight = datetime(2027, 3, 28, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert until_midnight_is_over(midnight) == timedelta()
    assert until_midnight_is_over(midnight - SHORT - timedelta(seconds=1)) == timedelta()
    for before in (timedelta(milliseconds=1), timedelta(seconds=5)):
        assert until_midnight_is_over(midnight - before) == before


def test_a_story_of_days_is_known_by_its_words(tmp_path: Path) -> None:
    words = {
        "async def test_a(running_bot): await alice.says('/book cbc tomorrow')": True,
        "async def test_b(running_bot): await alice.says('/book cbc 9 am')": True,
        "def test_c(): assert read('tomorrow', NOW)": False,
        "async def test_d(running_bot): await alice.says('/start')": False,
    }
    for number, line in enumerate(words):
        (tmp_path / f"{number}.py").write_text(line)
        assert speaks_of_days(tmp_path / f"{number}.py") is words[line], line


def test_a_moment_is_a_wall_clock_in_its_zone() -> None:
    asked = Moment("x", "2027-03-28 00:01", "America/Los_Angeles")
    assert asked.label == "x:los_angeles"
    assert asked.at == datetime(2027, 3, 28, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(("statuses", "ended"), [((0, 0, 0), 0), ((0, 1, 0), 1), ((0, 0, 5), 1)])
def test_one_red_moment_fails_them_all(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    statuses: tuple[int, ...],
    ended: int,
) -> None:
    left = list(statuses)

    def run(*_: object) -> tuple[int, dict[str, int]]:
        status = left.pop(0)
        return status, {"tests": 3, "failures": int(status == 1)}

    monkeypatch.setattr(runner, "run", run)
    monkeypatch.setattr(runner, "library", lambda: Path("lib"))
    assert runner.main(["29-february"]) == ended
    assert left == []
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"{9 - statuses.count(1)} passed" in last
    assert ("failed" in last) is bool(ended)
