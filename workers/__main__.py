"""`python -m workers`: the worker process."""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
from infra import startup
from infra.settings import WorkerSettings
from workers.main import run

if __name__ == "__main__":
    settings = startup.begin("worker", WorkerSettings)
    with startup.leaving_when_wrong():
        run(settings)
