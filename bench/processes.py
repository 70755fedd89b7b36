"""What processes cost: their CPU and their memory."""

import contextlib
from pathlib import Path

import psutil

MB = 1024 * 1024


def servers() -> dict[str, psutil.Process]:
    """The bench's own `postgres` and `redis`."""
    names = {"postgres": "postgres", "redis-server": "redis"}
    children = psutil.Process().children()
    return {names[each.name()]: each for each in children if each.name() in names}


def cpu_of(root: psutil.Process) -> float:
    """Seconds of a process, of its living descendants, and of those that ended."""
    return sum(_own(each) for each in (root, *root.children(recursive=True)))


def _own(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # it ended just now, and its parent counts it from here on
    return float(times.user + times.system + times.children_user + times.children_system)


def fine_cpu_of(pid: int) -> float:
    """Seconds of one process's living threads, to the nanosecond where the kernel tells them."""
    total, tasks = 0, Path(f"/proc/{pid}/task")
    if not (tasks / str(pid) / "schedstat").exists():
        return _own(psutil.Process(pid))
    for task in tasks.iterdir():
        with contextlib.suppress(FileNotFoundError):  # it ended just now
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def anonymous_of(pid: int) -> float:
    """MB that are its own: what the machine must have, and cannot read from disk again."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = (line for line in told.splitlines() if line.startswith("Anonymous:"))
    return round(int(line.split()[1]) / 1024, 1)
