"""The sandbox is a distribution of its own, and knows nothing of ours."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "telegram_sandbox"
PACKAGE = HOME / "src/telegram_sandbox"
MODULES_IN_A_FOLDER = 12


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def ours() -> set[str]:
    """Everything at the root that can be imported, and is not the sandbox."""
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    return found - {"telegram_sandbox"}


def test_the_root_has_packages_to_be_kept_out() -> None:
    assert {"actions", "bot", "domain", "tests"} <= ours()


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_neither_the_sandbox_nor_its_tests_import_anything_of_ours(folder: str) -> None:
    for path in (HOME / folder).rglob("*.py"):
        assert not imported(path) & ours(), path.relative_to(ROOT)


def test_it_needs_aiohttp_and_what_comes_with_it_alone() -> None:
    needed = set().union(*(imported(path) for path in PACKAGE.rglob("*.py")))
    others = needed - set(sys.stdlib_module_names) - {"telegram_sandbox"}
    assert others == {"aiohttp", "yarl"}
    declared = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]["dependencies"]
    assert [name.split(">")[0] for name in declared] == ["aiohttp"]


@pytest.mark.parametrize("ending", [".py", ".js"])
def test_none_of_its_folders_is_crowded(ending: str) -> None:
    for folder in (PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())):
        modules = [path.name for path in folder.iterdir() if path.suffix == ending]
        assert len(modules) <= MODULES_IN_A_FOLDER, (folder.name, sorted(modules))


def test_the_package_is_found_from_the_root_although_a_folder_there_has_its_name() -> None:
    code = "import telegram_sandbox; print(telegram_sandbox.__file__)"
    for folder in (ROOT, HOME):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
        )
        assert Path(done.stdout.strip()) == PACKAGE / "__init__.py"


def test_it_is_licensed_as_the_whole_is() -> None:
    assert (HOME / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
