"""`python -m telegram_sandbox` as a process."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from telegram_sandbox.driver import Sandbox


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A sandbox process and the first line it says."""
    command = [sys.executable, "-m", "telegram_sandbox", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_listens_and_ends_cleanly(number: signal.Signals) -> None:
    with started("--port", "0", "--no-limits") as (process, line):
        found = re.fullmatch(r"sandbox: (http://127\.0\.0\.1:\d+)\n", line)
        assert found
        async with Sandbox(found[1]) as telegram:
            alice = await telegram.person("Alice")
            await alice.says("hello")
            process.send_signal(number)
            assert process.wait(20) == 0


async def test_neither_a_hanging_call_nor_a_watching_page_keeps_it_from_ending() -> None:
    with started("--token", "4242:x") as (process, line):
        url = line.split()[1]
        async with Sandbox(url) as telegram, aiohttp.ClientSession() as session:
            alice = await telegram.person("Alice")
            await telegram.fault("hang")
            async with session.get(f"{url}/sandbox/people/{alice.id}/events") as page:
                assert await page.content.readline() == b"retry: 1000\n"
                call = asyncio.create_task(session.get(f"{url}/bot4242:x/getMe"))
                while await telegram.unanswered() == 0:
                    await telegram.record()
                process.terminate()
                assert await asyncio.to_thread(process.wait, 20) == 0
            await asyncio.gather(call, return_exceptions=True)


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "telegram_sandbox", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert re.fullmatch(r"sandbox: .+\n", done.stderr)


async def test_chats_people_and_files_outlive_a_sandbox_that_keeps_them(tmp_path: Path) -> None:
    keep = ("--keep", str(tmp_path / "chats"))
    api = "bot4242424242"
    picture = (b"\x89PNG\r\n\x1a\n" + bytes(8) + (3).to_bytes(4, "big") * 2).ljust(64, b"\0")
    with started(*keep, "--token", "4242424242:first") as (process, line):
        url = line.split()[1]
        async with Sandbox(url) as telegram, aiohttp.ClientSession(url) as session:
            alice = await telegram.person("Alice")
            await alice.says("hello")
            form = aiohttp.FormData({"chat_id": str(alice.id)})
            form.add_field("photo", picture, filename="day.png")
            async with session.post(f"/{api}:first/sendPhoto", data=form) as answer:
                sent = (await answer.json())["result"]
            process.terminate()
            assert await asyncio.to_thread(process.wait, 20) == 0
    with started(*keep, "--token", "4242424242:second") as (_, line):
        url = line.split()[1]
        async with aiohttp.ClientSession(url) as session:
            async with session.get(f"/sandbox/people/{alice.id}/chat") as answer:
                shown = await answer.json()
            assert [one.get("text") for one in shown["messages"]] == ["hello", None]
            edit = {"chat_id": alice.id, "message_id": sent["message_id"], "caption": "today"}
            async with session.post(f"/{api}:second/editMessageCaption", json=edit) as answer:
                assert (await answer.json())["result"]["caption"] == "today"
            asked = {"file_id": sent["photo"][0]["file_id"]}
            async with session.post(f"/{api}:second/getFile", json=asked) as answer:
                path = (await answer.json())["result"]["file_path"]
            async with session.get(f"/file/{api}:second/{path}") as answer:
                assert await answer.read() == picture
            text = {"chat_id": alice.id, "text": "again"}
            async with session.post(f"/{api}:second/sendMessage", json=text) as answer:
                assert (await answer.json())["result"]["message_id"] > sent["message_id"]


def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "chats.json").write_text("{")
    command = [sys.executable, "-m", "telegram_sandbox", "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert re.fullmatch(r"sandbox: .+ cannot be read; .+\n", done.stderr)
