"""procrastinate: jobs in Postgres with schedule_at."""

from procrastinate import App, PsycopgConnector

from bench.peers import staging, wire
from bench.plan import Plan

app = App(connector=PsycopgConnector(conninfo=wire.database_url()))


@app.task(name="send")
async def send(number: int, text: str) -> None:
    """The task."""
    await wire.send(number, text)


async def stage(plan: Plan) -> None:
    """One scheduled job a message."""
    async with app.open_async():
        for number in range(plan.count):
            job = send.configure(schedule_at=staging.instant(plan, number))
            await job.defer_async(number=number, text=plan.text(number))


if __name__ == "__main__":
    staging.run(stage)
