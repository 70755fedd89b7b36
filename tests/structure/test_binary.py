"""The one file holds what the wheel holds; starting it is tests/onefile, by make test-binary."""

import re
import tomllib
from pathlib import Path

from bot.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "deploy/binary/app.spec").read_text()


def test_every_package_of_ours_is_in_it() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = told["tool"]["setuptools"]["packages"]["find"]["include"]
    ours = re.search(r"^OURS = \[(.*?)\]", SPEC, re.MULTILINE | re.DOTALL)
    assert ours is not None
    assert sorted(re.findall(r'"(\w+)"', ours[1])) == sorted(name.rstrip("*") for name in packages)


def test_programs_that_processes_of_ours_start_are_in_it() -> None:
    kept = re.search(r"^PROGRAMS = \{(.*?)\}", SPEC, re.MULTILINE | re.DOTALL)
    assert kept is not None
    programs = set(re.findall(r'"(\w+)"', kept[1]))
    places = [*(ROOT / "bot/local").glob("*.py"), *(ROOT / "infra/backup").glob("*.py")]
    text = "\n".join(path.read_text() for path in places)
    known = ("initdb", "createdb", "pg_dump", "pg_restore", "psql", "pg_ctl", "pg_dumpall")
    assert {name for name in known if f'"{name}"' in text} <= programs


def test_each_command_is_found_by_name_and_not_by_import() -> None:
    assert "collect_submodules(ours)" in SPEC
    assert {module.split(".")[0] for module in COMMANDS.values()} == {"bot"}
