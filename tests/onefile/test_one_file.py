"""The one file on a machine with nothing: no PATH, no HOME, no Python; as root and as nobody."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from telegram_sandbox.driver import Sandbox

FILE = Path(os.environ.get("SLOTBELL_BINARY", ""))
pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason="make test-binary; SLOTBELL_BINARY names none"),
    pytest.mark.timeout(300),
]
ROOT, NOBODY = 0, 65534
MOST_MB, SOON = 60, 15.0  # of the file; seconds until a demo answers
LAUNCHED = "Open  "


@pytest.fixture(params=[ROOT, NOBODY], ids=["root", "nobody"])
def user(request: pytest.FixtureRequest) -> int:
    if os.geteuid() != request.param and os.geteuid() != ROOT:
        pytest.skip("only root can be somebody else")
    return int(request.param)


@pytest.fixture
def place(user: int) -> Iterator[Path]:
    """A folder of the user's, in which the program is found; nothing unpacked yet."""
    base = Path("/var/tmp") / f"one-file-{user}"
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(mode=0o755)
    shutil.copy(FILE, base / "slotbell")
    if os.geteuid() == ROOT:
        os.chown(base, user, user)
    shutil.rmtree(cache_of(user), ignore_errors=True)
    yield base
    shutil.rmtree(base, ignore_errors=True)


def cache_of(user: int) -> Path:
    return Path("/var/cache/slotbell" if user == ROOT else f"/var/tmp/slotbell-{user}")


def start(place: Path, user: int, *words: str, home: str = "") -> subprocess.Popen[str]:
    """As somebody, with an empty environment, but for a HOME."""
    is_same = user == os.geteuid()
    return subprocess.Popen(
        [str(place / "slotbell"), *words],
        cwd=place,
        env={"HOME": home} if home else {},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=None if is_same else user,
        group=None if is_same else user,
        extra_groups=None if is_same else [],
    )


def said(place: Path, user: int, *words: str) -> tuple[int, str]:
    process = start(place, user, *words)
    told, _ = process.communicate(timeout=120)
    return process.returncode, told


def test_it_books_and_delivers(place: Path, user: int) -> None:
    status, told = said(place, user, "smoke")
    assert status == 0, told
    assert json.loads(told.splitlines()[-1])["ok"] is True
    unpacked = [one.name for one in cache_of(user).iterdir()]
    assert len(unpacked) == 1
    assert not unpacked[0].startswith(".")


def test_it_is_small_and_each_command_is_there(place: Path, user: int) -> None:
    assert FILE.stat().st_size < MOST_MB * 1e6
    for command in COMMANDS:
        status, told = said(place, user, command, "--help")
        assert status == 0, told
        assert f"Usage: slotbell {command}" in told


def test_two_first_starts_at_once_unpack_one_whole_program(place: Path, user: int) -> None:
    both = [start(place, user, "when", "--help") for _ in range(2)]
    for process in both:
        told, _ = process.communicate(timeout=120)
        assert process.returncode == 0, told
    assert len(list(cache_of(user).iterdir())) == 1


def test_a_home_that_is_none_is_passed_over(place: Path, user: int) -> None:
    process = start(place, user, "when", "--help", home="/nonexistent")
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert cache_of(user).is_dir()


def test_what_another_could_have_put_there_is_not_started(place: Path, user: int) -> None:
    folder = cache_of(user)
    folder.mkdir()
    folder.chmod(0o777)
    status, told = said(place, user, "--help")
    assert (status, "is not a folder of this user's alone" in told) == (1, True)
    folder.rmdir()


async def test_a_demo_answers_soon_the_first_time_and_again(place: Path, user: int) -> None:
    for _ in range(2):
        began = time.monotonic()
        process = start(place, user, "demo")
        assert process.stdout is not None
        while LAUNCHED not in (line := await asyncio.to_thread(process.stdout.readline)):
            assert line, "the demo has ended"
        url = line.split(LAUNCHED)[1].split("/?")[0].strip()
        async with Sandbox(url) as chat:
            alice = await chat.person("Alice")
            await alice.says("/start")
            await alice.sees("Hello Alice")
        seconds = time.monotonic() - began
        print(f"demo as {user}: {seconds:.1f} s")  # noqa: T201 - a figure
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 60) == 0
        assert seconds < SOON
