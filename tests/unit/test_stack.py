"""The whole house needs the sandbox, which is installed beside the bot and not with it."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from bot.local.stack import Backends, Stack, StackFailed


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
