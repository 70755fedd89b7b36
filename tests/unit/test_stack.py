"""The whole house: it needs the sandbox, which is installed beside the bot, and free ports."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from bot.local.stack import Backends, Stack, StackFailed, free_port, is_free


@pytest.mark.parametrize(
    "found",
    [None, ModuleSpec("telegram_sandbox", None, is_package=True)],
    ids=["nothing", "a folder of this name"],
)
def test_a_missing_sandbox_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: ModuleSpec | None
) -> None:
    stack = Stack(tmp_path, Backends("", ""))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: found)
    with pytest.raises(StackFailed) as failed:
        stack.start_sandbox()
    assert str(failed.value) == (
        "the sandbox is not installed; in a clone: pip install ./telegram_sandbox"
    )
    assert not stack.children


def test_a_port_is_none_that_an_outgoing_connection_may_take_first() -> None:
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")  # Linux's
    first = int(given.read_text().split()[0]) if given.exists() else 32_768
    assert all(is_free(port) and 1024 < port < first for port in (free_port() for _ in range(50)))
