"""The documentation builds without a broken link or a network, and lists what the code has."""

import ast
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import db
from bot.__main__ import COMMANDS
from db.base import metadata
from infra.metrics import Metrics
from infra.settings import BackupSettings, Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
COMPOSE_ALONE = {
    *("POSTGRES_PASSWORD", "APP_POSTGRES_PASSWORD", "REDIS_PASSWORD", "WEBHOOK_FROM"),
    *("ALERT_CHAT_ID", "GRAFANA_PASSWORD"),
}
PRODUCT: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"][
    "run"
]["source_pkgs"]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc="(?:https?:)?//"""
    r"""|<link\b[^>]*rel="(?:stylesheet|preload|preconnect|icon)"[^>]*href="(?:https?:)?//"""
    r"""|@import\s+["'](?:https?:)?//|url\(["']?(?:https?:)?//"""
)


def page(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text()


def first_cells(text: str) -> set[str]:
    """Every name in backquotes in the first column of the tables of a page."""
    cells = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@cache
def trees() -> tuple[ast.Module, ...]:
    """Every module of the product, wherever it stands."""
    paths = (path for package in PRODUCT for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(ast.parse(path.read_text()) for path in paths)


def logged_events() -> set[str]:
    """The constant first argument of every call of a logger's method."""
    return {
        str(node.args[0].value)
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and "log" in ast.unparse(node.func.value).lower()
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def prefixes() -> list[str]:
    """Of every class of callback data."""
    return [
        str(keyword.value.value)
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
        if keyword.arg == "prefix" and isinstance(keyword.value, ast.Constant)
    ]


def commands_asked_for() -> set[str]:
    """What the filters Command("...") of all handlers take."""
    return {
        str(argument.value)
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Command"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def outcomes() -> set[str]:
    """The closed set of what can become of an update."""
    (found,) = (
        node.value
        for tree in trees()
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "OUTCOMES"
    )
    return {str(node.value) for node in ast.walk(found) if isinstance(node, ast.Constant)}


def roles_of_commands() -> dict[str, str]:
    """The lowest role of each command of staff, as the menu's tuples ("day", Role.X, ...) say."""
    return {
        str(node.elts[0].value): node.elts[1].attr.lower()
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple)
        and len(node.elts) > 1
        and isinstance(node.elts[0], ast.Constant)
        and isinstance(node.elts[1], ast.Attribute)
        and ast.unparse(node.elts[1].value) == "Role"
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does, with every way to the outside shut."""
    folder = tmp_path_factory.mktemp("docs")
    nowhere = "http://127.0.0.1:9"
    environment = os.environ | dict.fromkeys(("http_proxy", "https_proxy", "ALL_PROXY"), nowhere)
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    done = subprocess.run(
        [*command, "-d", str(folder / "doctrees"), "docs", str(folder / "html")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_every_page_is_built_and_can_be_searched(site: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    assert [str(path) for path in sorted(pages) if not (site / path).exists()] == []
    assert "search.html" in {path.name for path in site.iterdir()}
    assert (site / "searchindex.js").stat().st_size > 10_000


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    built = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert [str(path) for path in built if FETCHED.search(path.read_text())] == []


def test_what_is_fetched_would_be_noticed() -> None:
    for text in (
        '<script async="async" src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" type="text/css" href="//fonts.example/css" />',
        "src: url(https://fonts.example/a.woff2)",
    ):
        assert FETCHED.search(text)
    assert not FETCHED.search('<a href="https://t.me/BotFather">')


def test_a_broken_link_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(DOCS / "conf.py", tmp_path / "docs")
    (tmp_path / "docs/index.md").write_text("# Page\n\n[nowhere](missing.md)\n")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "docs", "html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "missing.md" in done.stderr


def test_every_decision_is_on_the_page_of_decisions() -> None:
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (DOCS / "adr/README.md").read_text())
    assert listed == sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))


def test_the_reference_lists_every_variable() -> None:
    read = Settings.model_fields | BackupSettings.model_fields
    known = {name.upper() for name in read} | COMPOSE_ALONE
    assert first_cells(page("environment")) == known


def test_the_reference_lists_every_command_of_the_command_line() -> None:
    told = {cell.split()[1] for cell in first_cells(page("command-line")) if "slotbell " in cell}
    assert told == set(COMMANDS)


def test_the_reference_lists_every_command_of_the_chat_with_its_role() -> None:
    text, roles = page("chat"), roles_of_commands()
    assert roles
    told = {cell.removeprefix("/") for cell in first_cells(text)}
    assert told == commands_asked_for() | {"start"}
    assert dict(re.findall(r"^\| `/(\w+)` \| (\w+) \| ", text, re.MULTILINE)) == roles


def test_the_reference_lists_every_metric_and_outcome() -> None:
    rendered = Metrics().render().decode()
    families = re.findall(r"^# TYPE (slotbell_\w+?)(?:_total)? (\w+)$", rendered, re.MULTILINE)
    known = {name for name, _ in families if not name.endswith("_created")}
    assert first_cells(page("metrics")) == known | outcomes()


def test_the_reference_lists_every_log_event() -> None:
    assert first_cells(page("log")) == logged_events()


def test_the_reference_lists_every_table() -> None:
    for module in pkgutil.walk_packages(db.__path__, "db."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    told = first_cells(page("tables"))
    assert set(metadata.tables) <= told
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
    }
    assert {name for name in told if "." in name} <= columns


def test_the_reference_lists_every_prefix_of_a_button() -> None:
    assert first_cells(page("buttons")) == set(prefixes())


def test_no_two_buttons_share_a_prefix() -> None:
    assert [name for name, times in Counter(prefixes()).items() if times > 1] == []
