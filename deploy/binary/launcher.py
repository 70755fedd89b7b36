"""What stands at the front of the one file: unpacks the program once, and becomes it.

The file ends with the packed program, its length and its hash. It is unpacked into a folder of that
name in the user's cache: beside it first, then renamed, so that two starts at once, or one that was
cut off, leave nothing half. Nothing is asked of PATH, HOME or a Python on this machine.
"""

import os
import shutil
import stat
import sys
import tarfile
from contextlib import suppress
from lzma import LZMAError
from pathlib import Path

MARK = b"slotbell"
TAIL = len(MARK) + 8 + 64  # the mark, the length, the hash in hex
OWN = 0o700
# PostgreSQL refuses root and runs as another user, who has to be able to read its programs.
READABLE = 0o755


def cache() -> Path:
    """Where programs are unpacked, made if need be.

    A HOME that is none, as of many a service's user, is passed over.
    """
    if os.geteuid() == 0:
        return made(Path("/var/cache/slotbell"), READABLE)
    places = []
    if given := os.environ.get("XDG_CACHE_HOME"):
        places.append(Path(given) / "slotbell")
    if given := os.environ.get("HOME"):
        places.append(Path(given) / ".cache/slotbell")
    for place in places:
        with suppress(OSError):
            return made(place, OWN)
    return made(Path(f"/var/tmp/slotbell-{os.geteuid()}"), OWN)


def made(folder: Path, mode: int) -> Path:
    """Raises OSError where it can be neither made nor written to."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise PermissionError(folder)
    return folder


def check(folder: Path) -> None:
    """Nobody else may have put programs there."""
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    if not is_ours or found.st_mode & 0o022:
        sys.exit(f"slotbell: {folder} is not a folder of this user's alone; remove it")


def payload(file: Path) -> tuple[int, int, str]:
    """Where the packed program begins, its length, and its hash."""
    with file.open("rb") as opened:
        opened.seek(-TAIL, os.SEEK_END)
        end, tail = opened.tell(), opened.read()
    if not tail.startswith(MARK):
        sys.exit("slotbell: this file is not whole; download it again")
    length = int.from_bytes(tail[len(MARK) : len(MARK) + 8], "big")
    return end - length, length, tail[len(MARK) + 8 :].decode()


def unpack(file: Path, start: int, target: Path) -> None:
    """Beside the target, then renamed; who comes second throws theirs away."""
    new = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    try:
        with file.open("rb") as opened:
            opened.seek(start)
            with tarfile.open(fileobj=opened, mode="r|xz") as packed:
                packed.extractall(new, filter="tar")
        os.sync()
        new.rename(target)
    except (OSError, tarfile.TarError, LZMAError, EOFError) as error:
        if not target.is_dir():
            sys.exit(f"slotbell: cannot unpack into {target.parent}: {error}")
    finally:
        shutil.rmtree(new, ignore_errors=True)


def environment() -> dict[str, str]:
    """Without what PyInstaller's own start has put there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("_PYI_")}
    before = kept.pop("LD_LIBRARY_PATH_ORIG", None)
    kept.pop("LD_LIBRARY_PATH", None)
    return kept if before is None else {**kept, "LD_LIBRARY_PATH": before}


def main() -> None:
    file = Path(sys.executable)
    start, _, name = payload(file)
    before = os.umask(0o022)
    folder = cache()
    check(folder)
    target = folder / name[:16]
    if not target.is_dir():
        unpack(file, start, target)
    os.umask(before)
    program = str(target / "slotbell/slotbell")
    os.execve(program, ["slotbell", *sys.argv[1:]], environment())


if __name__ == "__main__":
    main()
