"""One holder at a time: an advisory lock on a file, freed by the kernel when its holder ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Somebody else holds the lock. `by` is the line the holder left in the file."""

    def __init__(self, path: Path, by: str) -> None:
        super().__init__(f"{path} is held by {by}")
        self.path, self.by = path, by


@contextmanager
def hold(path: Path, by: str) -> Iterator[None]:
    """Hold `path` while inside, leaving the line `by` in it for others. Raises Held at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Held(path, file.read().strip() or "another process") from None
        file.truncate(0)
        file.write(by + "\n")
        file.flush()
        yield
