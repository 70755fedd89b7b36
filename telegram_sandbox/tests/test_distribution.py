"""What is installed: the package with its page, typed, without the tests."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import telegram_sandbox

HOME = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built distribution."""
    folder = tmp_path_factory.mktemp("built")
    left_out = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", ".*", "tests")
    source = shutil.copytree(HOME, folder / "source", ignore=left_out)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    options = ["--disable-pip-version-check", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*command, *options, str(source)], check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_everything_is_in_it_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        packed = {name for name in opened.namelist() if ".dist-info/" not in name}
    source = HOME / "src"
    there = {
        str(path.relative_to(source))
        for path in (source / "telegram_sandbox").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert packed == there
    assert {"telegram_sandbox/py.typed", "telegram_sandbox/page/parts/base.css"} <= packed


def test_it_has_the_version_of_the_package_and_its_license(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        meta = next(name for name in opened.namelist() if name.endswith("/METADATA"))
        text = opened.read(meta).decode()
    assert f"Version: {telegram_sandbox.__version__}\n" in text
    assert "License-Expression: MIT\n" in text
    assert "License-File: LICENSE\n" in text


def test_everything_that_is_public_is_there_and_says_what_it_is() -> None:
    for name in telegram_sandbox.__all__:
        found = getattr(telegram_sandbox, name)
        assert name == "TOKEN" or found.__doc__
