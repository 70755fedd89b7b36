"""Watching over a running stack: errors to the console, a fallen process on its feet again."""

import json
import time
from collections import deque
from collections.abc import Callable

from bot.local import child
from bot.local.stack import Stack, StackFailed, last_words
from infra import log

LOOK_EVERY = 0.25  # seconds
FALLS, FALLS_WITHIN = 3, 60.0  # more falls than that, within so many seconds, end the stack
LOUD = ("error", "critical")


class Supervisor:
    """Looks after the children of a stack until one falls too often."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self._stack, self._say = stack, say
        self._read: dict[str, int] = {}
        self._falls: deque[float] = deque(maxlen=FALLS)

    def watch(self) -> None:
        """Look after the stack for ever. Raises StackFailed when it cannot be kept up."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """One look: tell new errors, restart what fell. Raises StackFailed."""
        for name, process in list(self._stack.children.items()):
            for line in self._new_lines(process):
                if told := told_line(name, line):
                    self._say(told)
            if not process.is_running:
                self._pick_up(name, process)

    def _pick_up(self, name: str, process: child.Child) -> None:
        now = time.monotonic()
        often = len(self._falls) == FALLS and now - self._falls[0] < FALLS_WITHIN
        self._falls.append(now)
        if often or name == "sandbox":
            raise StackFailed(f"{name} ended: {last_words(process)}")
        self._say(f"{name} ended (status {process.process.returncode}); starting it again.")
        self._read.pop(name, None)
        (self._stack.start_bot if name == "bot" else self._stack.start_worker)()

    def _new_lines(self, process: child.Child) -> list[str]:
        output = process.output()
        seen = self._read.get(process.name, 0)
        complete = output.rfind("\n") + 1
        self._read[process.name] = max(seen, complete)
        return output[seen:complete].splitlines()


def told_line(name: str, line: str) -> str | None:
    """What the console says of a line of a child's log: errors, and what is not a log line."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None if name == "sandbox" or not line.strip() else f"{name}: {log.mask(line)}"
    if not isinstance(fields, dict) or fields.get("level") not in LOUD:
        return None
    reason = str(fields.get("exception", "")).strip().splitlines()[-1:]
    return log.mask(f"{name}: {fields.get('event')} {' '.join(reason)}".strip())
