"""`python -m tests.calendar [MOMENT ...]`: run the tests marked `calendar` at these moments.

Without one, at all. A part of a name is enough: `berlin`, `29-february`, `monday:kolkata`. Words
from the first dash on are pytest's own.

libfaketime moves the wall clock of everything that a test starts, PostgreSQL and Redis among it: by
the same number of seconds in each, so they agree without sharing anything. What measures durations
is not moved.
"""

import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import click

from tests.calendar.moments import MOMENTS, Moment

ROOT = Path(__file__).parents[2]
LIBRARY = "*/faketime/libfaketimeMT.so.1"  # below /usr/lib: Debian's and Ubuntu's
PYTEST = (sys.executable, "-m", "pytest", "-q", "-m", "calendar", "--dist", "loadfile")
KINDS = ("failures", "errors", "skipped")


def main(words: list[str]) -> int:
    """The exit status: 0 if all moments were green."""
    number = next((n for n, word in enumerate(words) if word.startswith("-")), len(words))
    wanted, more = words[:number], words[number:]
    moments = [m for m in MOMENTS if not wanted or any(word in m.label for word in wanted)]
    clock = library()
    if not moments or clock is None:
        click.echo("This needs libfaketime (Debian: faketime)." if moments else "No such moment.")
        return 2
    begun = time.monotonic()
    total = dict.fromkeys(("tests", *KINDS), 0)
    red = []
    for moment in moments:
        click.echo(f"\n== {moment.label}, {moment.wall}")
        status, counted = run(moment, clock, more)
        total = {kind: total[kind] + counted.get(kind, 0) for kind in total}
        red += [moment.label] if status else []
    passed = total["tests"] - sum(total[kind] for kind in KINDS)
    for label in red:
        click.echo(f"FAILED {label}")
    failed = f"{total['failures']} failed, {total['errors']} errors in {len(red)} moments, "
    click.echo(
        f"===== {failed if red else ''}{passed} passed, {total['skipped']} skipped"
        f" at {len(moments)} moments in {time.monotonic() - begun:.1f}s ====="
    )
    return 1 if red else 0


def library() -> Path | None:
    """Where libfaketime is, for programs with threads."""
    return next(iter(sorted(Path("/usr/lib").glob(LIBRARY))), None)


def run(moment: Moment, clock: Path, more: list[str]) -> tuple[int, dict[str, int]]:
    """Pytest's exit status at a moment, and how many tests ended how."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [*PYTEST, *(more or ["-n", "2"]), f"--junitxml={report}"]
        done = subprocess.run(command, cwd=ROOT, env=environment(moment, clock), check=False)
        if not report.exists():
            return done.returncode or 1, {}
        suite = ET.parse(report).getroot().find("testsuite")
        assert suite is not None
        return done.returncode, {kind: int(suite.get(kind, 0)) for kind in ("tests", *KINDS)}


def environment(moment: Moment, clock: Path) -> dict[str, str]:
    """Ours, with a moved clock."""
    path = [str(Path(__file__).parent / "clock"), os.environ.get("PYTHONPATH", "")]
    return os.environ | {
        "TZ": moment.zone,
        "TEST_ZONE": moment.zone,
        "TEST_MOMENT": moment.label,
        "LD_PRELOAD": str(clock),
        "FAKETIME": f"{math.ceil(moment.at.timestamp() - time.time()):+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",  # or every .pyc would look stale
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
