"""Wrong configuration stops a process at its start with one line naming the variable."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from infra import probe, startup
from infra.settings import Settings

RIGHT = {
    "BOT_TOKEN": "123456789:AAExampleExampleExampleExample_-xyz",
    "BOT_MODE": "polling",
    "DATABASE_URL": "postgresql:///x",
    "REDIS_URL": "redis://127.0.0.1",
}
ROOT = Path(__file__).parents[2]
BEGIN = (
    "from infra import settings, startup; startup.begin('bot', settings.Settings); print('begun')"
)


class Telegram(BaseHTTPRequestHandler):
    """Answers everything with 404, as Telegram does; as the sandbox does if `play` is set."""

    play = False

    def do_GET(self) -> None:
        self.send_response(200 if self.play else 404)
        if self.play:
            self.send_header("X-Telegram-Sandbox", "1")
        self.end_headers()
        self.wfile.write(b'{"sandbox": true}' if self.play else b'{"ok": false}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Silence."""


@pytest.fixture
def telegram(request: pytest.FixtureRequest) -> Iterator[str]:
    handler = type("Handler", (Telegram,), {"play": request.param})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def begin(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Begin a process with an environment of exactly these variables."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN], env=environment, cwd=folder, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"BOT_TOKEN": ""}, "BOT_TOKEN must look like 123456:ABC..., as BotFather gives it"),
        ({"BOT_MODE": "webhook"}, "WEBHOOK_SECRET must be 16-256 of"),
        ({"BOT_MODE": "webhook", "WEBHOOK_SECRET": "s" * 16}, "PUBLIC_URL must be set"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with postgresql://"),
        ({"REDIS_URL": "x"}, "REDIS_URL must start with redis://"),
        ({"DEFAULT_ZONE": "Mars/Base"}, "DEFAULT_ZONE must be an IANA time zone"),
        ({"ADMIN_IDS": "1,two"}, "ADMIN_IDS must be Telegram user ids separated by commas"),
        ({"PORT": "99999"}, "PORT Input should be less than or equal to 65535"),
        ({"SEND_RATE": "-1"}, "SEND_RATE Input should be greater than or equal to 0"),
        ({"SEND_RATE": "inf"}, "SEND_RATE Input should be a finite number"),
        ({"FLOOD_LIMIT": "inf"}, "FLOOD_LIMIT Input should be a finite number"),
        ({"HOST": ""}, "HOST String should have at least 1 character"),
        ({"DATABASE_URL": "postgresql://u:hidden@h:port/x"}, "DATABASE_URL must be postgresql://"),
        ({"DATABASE_URL": "postgresql://u@h/x?mode=1"}, "DATABASE_URL has the option mode, but"),
        ({"DATABASE_URL": "postgresql://u@h/x?pooling=session"}, "DATABASE_URL has pooling, which"),
        ({"REDIS_URL": "redis://:hidden@h:port"}, "REDIS_URL must have a port from 0 to 65535"),
        ({"REDIS_URL": "redis://h:99999"}, "REDIS_URL must have a port from 0 to 65535"),
        ({"PUBLIC_URL": "bot.example.com"}, "PUBLIC_URL must start with http:// or https://"),
        ({"PUBLIC_URL": "https://h/?a=1"}, "PUBLIC_URL must be a host with an optional path"),
        ({"PUBLIC_URL": "https://u:hidden@h"}, "PUBLIC_URL must be a host with an optional path"),
        ({"PUBLIC_URL": "https://h # ours"}, "PUBLIC_URL must be a host with an optional path"),
        ({"TELEGRAM_API_URL": ""}, "TELEGRAM_API_URL must start with http:// or https://"),
        ({"ENV": "staging"}, "ENV Input should be 'development' or 'production'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_wrong_configuration_is_one_line_naming_the_variable(
    tmp_path: Path,
    wrong: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process: each of its own would take a second for the same line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", RIGHT | wrong)
    with pytest.raises(SystemExit) as ended:
        startup.begin("bot", Settings)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.startswith(f"slotbell: {said}")
    assert len(told.splitlines()) == 1
    assert "AAExample" not in told
    assert "hidden" not in told


@pytest.mark.parametrize(
    ("command", "name"), [(["bot", "serve"], "PORT"), (["workers"], "WORKER_PORT")]
)
def test_a_taken_port_is_one_line_too(tmp_path: Path, command: list[str], name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", *command],
            env=RIGHT | {name: port, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    where = f"{name}, HOST: nobody can listen at 127.0.0.1:{port}"
    said = f"slotbell: {where}: address already in use"
    assert done.stderr.splitlines()[-1] == said
    assert "Traceback" not in done.stderr


def test_every_missing_variable_is_named(tmp_path: Path) -> None:
    done = begin(tmp_path)
    assert done.returncode == 2
    for name in ("BOT_TOKEN", "DATABASE_URL", "REDIS_URL"):
        assert f"{name} is not set" in done.stderr


@pytest.mark.parametrize("telegram", [True], indirect=True)
def test_production_refuses_a_sandbox(tmp_path: Path, telegram: str) -> None:
    done = begin(tmp_path, **RIGHT, ENV="production", TELEGRAM_API_URL=telegram)
    assert done.returncode == 2
    assert done.stderr == (
        "slotbell: TELEGRAM_API_URL is a sandbox, which ENV=production refuses\n"
    )


@pytest.mark.parametrize("telegram", [True], indirect=True)
def test_development_welcomes_a_sandbox(tmp_path: Path, telegram: str) -> None:
    assert begin(tmp_path, **RIGHT, TELEGRAM_API_URL=telegram).stdout == "begun\n"


@pytest.mark.parametrize("telegram", [False], indirect=True)
def test_production_takes_another_bot_api_server(tmp_path: Path, telegram: str) -> None:
    done = begin(tmp_path, **RIGHT, ENV="production", TELEGRAM_API_URL=telegram)
    assert done.stdout == "begun\n", done.stderr


def test_production_begins_while_its_bot_api_server_is_away(tmp_path: Path) -> None:
    url = "http://127.0.0.1:1"
    assert begin(tmp_path, **RIGHT, ENV="production", TELEGRAM_API_URL=url).stdout == "begun\n"


@pytest.mark.parametrize("telegram", [True], indirect=True)
def test_a_probe_is_content_with_200_alone(telegram: str) -> None:
    assert probe.answers(telegram)


@pytest.mark.parametrize("telegram", [False], indirect=True)
def test_a_probe_is_not_content_with_404_or_silence(telegram: str) -> None:
    assert not probe.answers(telegram)
    assert not probe.answers("http://127.0.0.1:1")
    assert not probe.answers("file:///etc/passwd")
