"""`python deploy/install.py LOCK`: install what a lock file names, and say how far it is."""  # noqa: INP001

import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from typing import IO

EVERY = 3.0  # seconds between two lines
TOLD = 15  # lines of pip's that are shown when it fails


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def how_far(lines: list[str], number: int) -> str:
    """What pip is at, from what it has said so far."""
    if any(line.startswith("Installing collected") for line in lines):
        site = Path(sysconfig.get_path("purelib"))
        return f"unpacked {len(list(site.glob('*.dist-info')))} of some {number}"
    asked = ("Collecting ", "Requirement already satisfied")
    return f"fetched {sum(line.startswith(asked) for line in lines)} of {number}"


def install(lock: Path) -> int:
    """Run pip, with a line every few seconds. Returns its exit status."""
    number = sum(line[:1].isalnum() and "==" in line for line in lock.read_text().splitlines())
    say(f"Installing {number} packages of {lock} into {sys.prefix}, once.")
    began, lines = time.monotonic(), list[str]()
    pip = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-compile")
    command = (*pip, "--progress-bar=off", "--require-hashes", "-r", str(lock))
    with subprocess.Popen(  # noqa: S603 - our own pip
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe
        reader = threading.Thread(target=_read, args=(process.stdout, lines))
        reader.start()
        while reader.is_alive():
            reader.join(EVERY)
            if reader.is_alive():
                say(f"  {how_far(lines, number)} packages, {time.monotonic() - began:.0f} s")
    if process.returncode:
        say("".join(lines[-TOLD:]))
        say("Not everything could be installed; pip's last words are above. Try again.")
    return process.returncode


def _read(output: IO[str], lines: list[str]) -> None:
    for line in output:
        lines.append(line)  # noqa: PERF402 - how_far looks while it grows


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1])))
