"""`slotbell migrate` and `slotbell seed`: the schema, and something to book."""

import asyncio
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import click

from actions import zone_rules
from actions.manage.first_run import seed as seeding
from db.migrate import HEAD
from db.migrate import migrate as bring_to
from db.outage import FAILURES
from db.roles import RoleUnfit
from db.uow import open_database
from infra import log
from infra.settings import DataSettings, MigrateSettings
from infra.startup import begin

FAILED = 1  # exit status


@click.command()
@click.option("--to", "revision", default=HEAD, show_default=True, help="A revision, or 'base'.")
def migrate(revision: str) -> None:
    """Bring DATABASE_URL to the newest schema, and let the role of APP_DATABASE_URL work there."""
    settings = begin("migrate", MigrateSettings)
    url = settings.database_url.get_secret_value()
    app_url = settings.app_database_url.get_secret_value()
    try:
        at = _run(bring_to(url, revision, app_url=app_url))
    except RoleUnfit as unfit:
        click.echo(f"slotbell: {unfit}", err=True)
        sys.exit(FAILED)
    if revision == HEAD:
        _run(count(url))
    click.echo(f"The schema is at {at or 'nothing: the database is empty'}.")


@click.command()
def seed() -> None:
    """Fill in one lab, eight tests and a week's sessions; doing it again adds what is missing."""
    settings = begin("seed", DataSettings)
    _run(fill(settings.database_url.get_secret_value(), settings.default_zone))
    click.echo("The lab, its tests and its sessions are there; workers make the times to book.")


async def count(url: str) -> None:
    """Move what is planned in zones whose rules this version knows otherwise."""
    async with open_database(url) as database, database.begin() as uow:
        await zone_rules.recount(uow, datetime.now(UTC))


async def fill(url: str, zone: str) -> None:
    """Seed the database at `url` with a lab in `zone` (IANA name). Idempotent."""
    async with open_database(url) as database, database.begin() as uow:
        await seeding.seed(uow, zone, datetime.now(UTC))
        await seeding.plan(uow, datetime.now(UTC))


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """One line instead of a traceback where the database does not answer."""
    try:
        return asyncio.run(work)
    except FAILURES as failed:
        reason = str(failed).strip().splitlines()[0]
        click.echo(f"slotbell: DATABASE_URL does not work: {log.mask(reason)}", err=True)
        sys.exit(FAILED)
