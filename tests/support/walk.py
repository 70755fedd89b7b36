"""How far an update travels through our files: what a reader of it opens, and how often again.

Of each function that runs, only the first call counts: it is read once and known from then on.
"""

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).parents[2]
PACKAGES = ("actions", "bot", "db", "domain", "fsm", "handlers", "infra", "screens", "workers")


@dataclass(slots=True)
class Walk:
    """The files of ours in the order in which their functions are first called.

    functions: how many there are. stays: files; several functions in a row are one stay.
    """

    functions: int = 0
    stays: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files are opened."""
        return len(set(self.stays))

    @property
    def returns(self) -> int:
        """How often the next function stands in a file that had been left."""
        return len(self.stays) - self.files

    def __str__(self) -> str:
        counts = f"{self.functions} functions, {self.files} files, {self.returns} returns"
        return "\n".join((counts, *self.stays))


@contextmanager
def walking() -> Generator[Walk, None, None]:
    """Note which functions of ours are called inside of the block, in this task."""
    walk, task = Walk(), asyncio.current_task()
    known: set[CodeType] = set()
    frame: FrameType | None = sys._getframe()
    while frame is not None:  # those that wait for this block go on in between
        known.add(frame.f_code)
        frame = frame.f_back

    def note(frame: FrameType, event: str, _arg: object) -> None:
        code = frame.f_code
        if event != "call" or code in known or asyncio.current_task() is not task:
            return
        known.add(code)
        if code.co_name.startswith("<"):  # a comprehension is read with its function
            return
        file = Path(code.co_filename)
        if not file.is_relative_to(ROOT) or file.relative_to(ROOT).parts[0] not in PACKAGES:
            return
        walk.functions += 1
        name = str(file.relative_to(ROOT))
        if not walk.stays or walk.stays[-1] != name:
            walk.stays.append(name)

    sys.setprofile(note)
    try:
        yield walk
    finally:
        sys.setprofile(None)
