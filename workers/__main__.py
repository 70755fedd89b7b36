"""`python -m workers`: the worker process."""

from infra import startup
from workers.main import run

if __name__ == "__main__":
    run(startup.begin("worker"))
