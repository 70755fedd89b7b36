"""How far an update travels through our files: what a reader of it has to open, and how often."""

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
PACKAGES = ("actions", "bot", "db", "domain", "fsm", "handlers", "infra", "screens", "workers")


@dataclass(slots=True)
class Walk:
    """The files of ours in which functions began, in order; in a row each is named once."""

    stays: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many there are."""
        return len(set(self.stays))

    @property
    def returns(self) -> int:
        """How often a file was come back to that had been left."""
        return len(self.stays) - self.files

    def __str__(self) -> str:
        return f"{self.files} files, {self.returns} returns: {' '.join(self.stays)}"


@contextmanager
def walking() -> Generator[Walk, None, None]:
    """Note the functions of ours that begin inside of the block, in this task.

    A coroutine that goes on after a wait has not begun: it is counted once.
    """
    walk = Walk()
    begun = set(_waiting(sys._getframe()))
    task = asyncio.current_task()

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event != "call" or frame in begun or asyncio.current_task() is not task:
            return
        name = frame.f_code.co_filename
        if not name.startswith(f"{ROOT}/"):
            return
        file = name.removeprefix(f"{ROOT}/")
        if file.split("/", 1)[0] not in PACKAGES:
            return
        begun.add(frame)
        if not walk.stays or walk.stays[-1] != file:
            walk.stays.append(file)

    sys.setprofile(note)
    try:
        yield walk
    finally:
        sys.setprofile(None)


def _waiting(frame: FrameType | None) -> Generator[FrameType, None, None]:
    """The functions that wait for this one: they go on in between, too."""
    while frame is not None:
        yield frame
        frame = frame.f_back
