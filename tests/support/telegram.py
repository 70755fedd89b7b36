"""The sandbox as a process of its own: Telegram, as far as the tests are concerned."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "4242424242:made-up-for-the-tests-alone-0123"
SCALE = 0.05  # of the pauses between deliveries: the second attempt comes after 0.1 s, not 2


@contextmanager
def sandbox() -> Iterator[str]:
    """The URL of a running sandbox without limits, which ends with the block."""
    command = (sys.executable, "-m", "telegram_sandbox", "--token", TOKEN, "--no-limits")
    process = subprocess.Popen(
        [*command, "--redelivery-scale", str(SCALE)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("sandbox: "), line
        yield line.removeprefix("sandbox: ").strip()
    finally:
        process.terminate()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()
