"""The README's examples run as they stand there, and its table names every method."""

import asyncio
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from telegram_sandbox import TOKEN, Sandbox
from telegram_sandbox.calls import METHODS

README = (Path(__file__).parents[1] / "README.md").read_text()
BLOCK = re.compile(r"^```(?:python|ini)\n# ([\w.]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files of the examples; blocks of one name are parts of one file."""
    files = defaultdict(list)
    for name, text in BLOCK.findall(README):
        files[name].append(text)
    for name, parts in files.items():
        (tmp_path / name).write_text("\n\n".join(parts))
    return tmp_path


def test_every_example_in_python_names_its_file() -> None:
    assert README.count("```python") + README.count("```ini") == len(BLOCK.findall(README))


def test_the_tests_of_the_readme_pass(project: Path) -> None:
    written = sum(text.count("async def test_") for _, text in BLOCK.findall(README))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(project)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{written} passed" in done.stdout


async def test_the_bot_of_the_readme_answers_a_sandbox_of_its_own_process(project: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    served = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "telegram_sandbox", stdout=pipe, cwd=project
    )
    assert served.stdout is not None
    url = (await served.stdout.readline()).decode().removeprefix("sandbox: ").strip()
    environment = {"TELEGRAM_URL": url, "BOT_TOKEN": TOKEN}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "echo.py", env=environment, cwd=project
    )
    try:
        async with Sandbox(url) as telegram:
            alice = await telegram.person("Alice")
            await alice.says("/start")
            await alice.taps("Wave back", within=90)  # a slow machine imports for long
            await alice.sees("How kind!", within=30)
    finally:
        for process in (bot, served):
            process.terminate()
            await process.wait()


def test_the_token_of_the_readme_is_the_default_one() -> None:
    assert f"BOT_TOKEN={TOKEN} " in README


def test_the_table_of_methods_names_those_that_are_played_and_no_others() -> None:
    table = README.split("## What it plays", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"`([a-z]+[A-Za-z]*)`", table)
    others = {"reply_markup"}
    assert sorted(name for name in named if name not in others and "_" not in name) == sorted(
        name for name, _ in METHODS.values()
    )
