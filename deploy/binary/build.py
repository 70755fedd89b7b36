"""`make binary`: dist/slotbell, one executable with Python, PostgreSQL and Redis in it.

SERVERS=no leaves PostgreSQL and Redis out. Everything is built below build/binary, in an
environment of its own. Takes some five minutes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

from launcher import MARK

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD, DIST = ROOT / "build/binary", ROOT / "dist"
# What of the standard library a launcher never asks for; sizes, not meanings, decided.
LEAN = ("ssl", "_ssl", "_hashlib", "bz2", "unicodedata", "multiprocessing", "email", "http")


def run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


def environment() -> Path:
    """The folder of its programs. What is installed carries hashes, as everywhere."""
    home, lock = BUILD / "venv", HERE / "requirements.lock"
    done = home / f"done-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not done.exists():
        venv.create(home, clear=True, with_pip=True)
        pip = (home / "bin/python", "-m", "pip", "install", "--quiet", "--no-compile")
        run(*pip, "--require-hashes", "-r", lock)
        run(*pip, "--no-deps", "--no-build-isolation", "-e", ROOT, "-e", ROOT / "telegram_sandbox")
        done.touch()
    return home / "bin"


def build(programs: Path, *words: str | Path) -> None:
    """PyInstaller, with its results below build/binary."""
    places = ("--distpath", BUILD / "app", "--workpath", BUILD / "work", "--specpath", BUILD)
    kept = places if str(words[-1]).endswith(".py") else places[:4]
    run(programs / "pyinstaller", "--noconfirm", "--log-level", "ERROR", *kept, *words)


def pack(folder: Path, file: Path) -> None:
    """The same bytes for the same files: sorted, of nobody, without times."""

    def plain(one: tarfile.TarInfo) -> tarfile.TarInfo:
        one.uid = one.gid = one.mtime = 0
        one.uname = one.gname = ""
        one.mode |= 0o444
        return one

    with tarfile.open(file, "w:xz", preset=6) as packed:
        for path in sorted(folder.rglob("*")):
            packed.add(path, path.relative_to(folder.parent), recursive=False, filter=plain)


def main() -> None:
    programs = environment()
    build(programs, HERE / "app.spec")
    lean = [word for name in LEAN for word in ("--exclude-module", name)]
    build(programs, "--onefile", "--strip", "--name", "launcher", *lean, HERE / "launcher.py")
    packed = BUILD / "app.tar.xz"
    pack(BUILD / "app/slotbell", packed)
    payload = packed.read_bytes()
    tail = MARK + len(payload).to_bytes(8, "big") + hashlib.sha256(payload).hexdigest().encode()
    DIST.mkdir(exist_ok=True)
    done = DIST / "slotbell"
    shutil.copyfile(BUILD / "app/launcher", done)
    with done.open("ab") as file:
        file.write(payload + tail)
    done.chmod(0o755)
    print(f"{done.relative_to(ROOT)}: {done.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    main()
