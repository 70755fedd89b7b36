"""`slotbell worker`: this process becomes a worker, which is put together elsewhere."""

import os
import sys

import click


@click.command()
def worker() -> None:
    """Deliver what is due, until SIGTERM; start as many as you like."""
    os.execv(sys.executable, [sys.executable, "-m", "workers"])  # noqa: S606 - our own program
