"""`slotbell unsubscribe`: what to do with a mail that asks for no more mail.

Its subject is `unsubscribe TOKEN`, as our mails' List-Unsubscribe header asks for.
"""

import asyncio
import sys
from datetime import UTC, datetime

import click

from actions.account import email
from db.outage import FAILURES
from db.uow import open_database
from domain.account.email import read_unsubscribe_token
from domain.refusals import NotFound
from infra import log
from infra.settings import Settings
from infra.startup import begin

FAILED = 1  # exit status


@click.command()
@click.argument("token")
def unsubscribe(token: str) -> None:
    """Never mail again to the address that TOKEN, from the subject of a mail, stands for."""
    settings = begin("unsubscribe", Settings)
    address_id = read_unsubscribe_token(token, settings.keys)
    if address_id is None:
        click.echo("slotbell: this is no token of this bot's mails", err=True)
        sys.exit(FAILED)
    try:
        asyncio.run(_stop(settings, address_id))
    except NotFound:
        click.echo("The address has been removed already; nothing is mailed there.")
    except FAILURES as failed:
        reason = str(failed).strip().splitlines()[0]
        click.echo(f"slotbell: DATABASE_URL does not work: {log.mask(reason)}", err=True)
        sys.exit(FAILED)
    else:
        click.echo("Nothing is mailed to this address any more.")


async def _stop(settings: Settings, address_id: int) -> None:
    url = settings.database_url.get_secret_value()
    async with open_database(url) as database, database.begin() as uow:
        await email.unsubscribe(uow, address_id, datetime.now(UTC))
