"""`python -m workers`: the worker process."""

from infra import startup
from workers.main import run

if __name__ == "__main__":
    settings = startup.begin("worker")
    with startup.leaving_when_wrong():
        run(settings)
