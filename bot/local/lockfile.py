"""One holder at a time: an advisory lock on a file, freed by the kernel when its holder ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class Held(Exception):
    """Somebody else holds the lock. `by` is the line the holder left in the file."""

    def __init__(self, path: Path, by: str) -> None:
        super().__init__(f"{path} is held by {by}")
        self.path, self.by = path, by


class Lock:
    """A lock that is held; `tell` replaces the line others read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def tell(self, by: str) -> None:
        """Leave the line `by` for others."""
        self._file.truncate(0)
        self._file.write(by + "\n")
        self._file.flush()


@contextmanager
def hold(path: Path, by: str) -> Iterator[Lock]:
    """Hold `path` while inside, leaving the line `by` in it for others. Raises Held at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Held(path, file.read().strip() or "another process") from None
        lock = Lock(file)
        lock.tell(by)
        yield lock
