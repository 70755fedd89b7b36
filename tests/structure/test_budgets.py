"""The budgets of the house: small modules, small functions, few broad excepts, no stray hosts."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "actions",
    "bench",
    "bot",
    "db",
    "domain",
    "fsm",
    "handlers",
    "infra",
    "screens",
    "telegram_sandbox",
    "web",
    "workers",
)
MODULE_LINES, FUNCTION_LINES = 400, 40
# Broad excepts stand only where an outcome must be named whatever happened.
BROAD_EXCEPTS = {"bot/webhook.py", "workers/delivery/send.py", "db/uow.py", "web/api/edge.py"}


def tracked(*suffixes: str) -> list[Path]:
    """Files git knows or would know, with one of the suffixes; without git, all of ours."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    if shutil.which("git") and (ROOT / ".git").exists():
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        names = done.stdout.splitlines()
    else:
        hidden = re.compile(
            r"(^|/)(\.(?!ci/|env\.example)|__pycache__|build/|dist/|[^/]*\.egg-info/)"
        )
        found = (str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file())
        names = [name for name in found if not hidden.search(name)]
    return [ROOT / n for n in names if n.endswith(suffixes) and (ROOT / n).exists()]


def modules() -> list[Path]:
    """The product's packages and the sandbox's, without the sandbox's own tests."""
    ours = [(p, p.relative_to(ROOT).parts) for p in tracked(".py")]
    return [p for p, parts in ours if parts[0] in PACKAGES and "tests" not in parts]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and decorators."""
    doc = node.body[0] if ast.get_docstring(node) else None
    told = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
    return (node.end_lineno or 0) - node.lineno + 1 - told


def test_every_module_fits_its_budget() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in modules()
        if (n := len(p.read_text().splitlines())) > MODULE_LINES
    }
    assert not long, f"over {MODULE_LINES} lines, split by feature noun: {long}"


def test_every_function_fits_its_budget() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {body_lines(node)}"
        for path in modules()
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_lines(node) > FUNCTION_LINES
    ]
    assert not long, f"over {FUNCTION_LINES} lines: {long}"


def test_broad_excepts_stand_only_in_their_named_places() -> None:
    found = {
        str(p.relative_to(ROOT))
        for p in modules()
        if p.relative_to(ROOT).parts[0] != "telegram_sandbox"
        and re.search(r"^\s*except (Base)?Exception\b", p.read_text(), re.MULTILINE)
    }
    assert found <= BROAD_EXCEPTS


def test_every_package_module_says_what_it_is_for() -> None:
    mute = [
        str(p.relative_to(ROOT))
        for p in modules()
        if not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert not mute


@pytest.mark.parametrize(
    "pattern",
    [r"(py(pi)|python(hosted)|npm(js)|deb[.]deb(ian))[.]org", r"/work/(main|wt)|/root/"],
    ids=["a registry's host", "a path of one machine"],
)
def test_no_file_names(pattern: str) -> None:
    text = tracked(
        ".py",
        ".md",
        ".toml",
        ".lock",
        ".yml",
        ".yaml",
        ".sh",
        ".txt",
        ".ini",
        ".conf",
        ".html",
        ".js",
        ".css",
        "Makefile",
        "Dockerfile",
        "run",
        ".example",
    )
    named = [
        str(p.relative_to(ROOT))
        for p in text
        if p != Path(__file__) and re.search(pattern, p.read_text(errors="replace"))
    ]
    assert not named
