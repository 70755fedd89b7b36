"""`slotbell backup` and `slotbell restore`: everything in one encrypted file, and back."""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import click
from dotenv import dotenv_values
from pydantic import SecretStr

from db.migrate import knows, migrate
from db.outage import FAILURES
from db.roles import RoleUnfit
from db.schema import copies
from db.schema.copies import CopyFailed
from domain.messages.delivery import Cause
from infra import log
from infra.backup import archive, tools
from infra.backup.archive import Facts, Unreadable
from infra.backup.tools import ToolFailed
from infra.settings import BackupSettings, RestoreSettings, Settings
from infra.startup import begin

FAILED = 1  # exit status
DAY, ENDING = "%Y-%m-%d", ".slotbell"
TROUBLE = (CopyFailed, ToolFailed, Unreadable, RoleUnfit, OSError, *FAILURES)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--daily", is_flag=True, help="TARGET is a folder: only if there is none of today.")
@click.option("--keep-days", type=click.IntRange(1), help="Older ones in the folder are deleted.")
@click.option("--new-key", is_flag=True, help="Write a new age key into TARGET instead.")
def backup(target: Path, *, daily: bool, keep_days: int | None, new_key: bool) -> None:
    """Write everything into one encrypted file, TARGET, or into a file in a folder.

    BACKUP_RECIPIENT (a public key of age) or BACKUP_PASSPHRASE encrypts it.
    """
    with _one_line():
        if new_key:
            public = archive.make_key(target)
            click.echo(f"Keep {target} away from this machine. For .env here:")
            click.echo(f"BACKUP_RECIPIENT={public}")
            return
        settings, now = begin("backup", BackupSettings), datetime.now(UTC)
        if daily and any(target.glob(f"{now:{DAY}}*{ENDING}")):
            return
        size = asyncio.run(take(settings, path := _file(target, now)))
        click.echo(f"{path}: {size:,} bytes")
        if keep_days:
            _forget(target, before=now - timedelta(days=keep_days))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--identity", type=click.Path(path_type=Path), help="A file with your age key.")
@click.option("--show", is_flag=True, help="Check the file and say what is in it; change nothing.")
def restore(file: Path, *, identity: Path | None, show: bool) -> None:
    """Put a backup in the place of DATABASE_URL's database; the present one is kept aside.

    Stop bot and workers first.
    """
    settings = begin("restore", RestoreSettings)
    with _one_line():
        keys = _identities(identity)
        passphrase = settings.backup_passphrase.get_secret_value()
        with archive.opened(file, passphrase=passphrase, identities=keys) as opened:
            if show:
                _show(opened.facts)
            else:
                asyncio.run(_put_back(settings, opened))


@contextmanager
def _one_line() -> Iterator[None]:
    """One line instead of a traceback for what can go wrong."""
    try:
        yield
    except TROUBLE as failed:
        reason = (str(failed).strip().splitlines() or [type(failed).__name__])[0]
        click.echo(f"slotbell: {log.mask(reason)}", err=True)
        sys.exit(FAILED)


async def take(settings: BackupSettings, path: Path) -> int:
    """Write a backup of this moment. Answers its bytes. Raises what TROUBLE lists."""
    url = settings.database_url.get_secret_value()
    async with copies.moment(url) as moment:
        facts = Facts(
            taken_at=moment.at.isoformat(),
            revision=moment.revision,
            version=version("slotbell"),
            server=moment.server,
            counts=moment.counts,
            settings=_settings(),
        )

        def write() -> int:
            with tools.dumping(url, moment.snapshot, moment.server) as database:
                return archive.write(path, settings.lock, facts, database)

        size = await asyncio.to_thread(write)
    await copies.keep(url, moment.at, size)
    return size


def _settings() -> dict[str, str]:
    """What the environment says and is no secret."""
    told: Mapping[str, str | None] = {**dotenv_values(".env"), **os.environ}
    return {name: value for name in plain_settings() if (value := told.get(name))}


def plain_settings() -> list[str]:
    """Variables whose values are no secrets."""
    fields = sorted(Settings.model_fields.items())
    return [name.upper() for name, field in fields if field.annotation is not SecretStr]


def _file(target: Path, now: datetime) -> Path:
    return target / f"{now:{DAY}T%H%M%SZ}{ENDING}" if target.is_dir() else target


def _forget(folder: Path, before: datetime) -> None:
    for old in folder.glob(f"*{ENDING}"):
        if old.stat().st_mtime < before.timestamp():
            old.unlink()


def _identities(file: Path | None) -> list[str]:
    if file is None:
        return []
    return [line.strip() for line in file.read_text().splitlines() if line.startswith("AGE-")]


def _show(facts: Facts) -> None:
    click.echo(f"Taken at {facts.taken_at} by Slotbell {facts.version}, schema {facts.revision}.")
    for table, count in facts.counts.items():
        click.echo(f"  {count:>10,}  {table}")
    click.echo("Settings that are no secrets:")
    for name, value in facts.settings.items():
        click.echo(f"  {name}={value}")


async def _put_back(settings: RestoreSettings, opened: archive.Opened) -> None:
    url, facts = settings.database_url.get_secret_value(), opened.facts
    if not knows(facts.revision):
        raise Unreadable("a newer Slotbell wrote this backup: install that version first")
    if connected := await copies.in_use(url):
        raise CopyFailed(f"{connected} connections are open: stop bot and workers first")
    scratch = await copies.make_scratch(url)
    try:
        await asyncio.to_thread(_pour, opened, scratch, facts.server)
        await copies.expect(scratch, facts.counts)
        await migrate(scratch, app_url=settings.app_database_url.get_secret_value())
        now = datetime.now(UTC)
        held = await copies.hold(scratch, now, Cause.RESTORED)
        await copies.keep(scratch, datetime.fromisoformat(facts.taken_at), 0, is_restored=True)
        aside = await copies.put_in_place(scratch, url, now)
    except BaseException:
        await copies.drop(scratch)
        raise
    click.echo(f"Restored what there was at {facts.taken_at}.")
    if aside:
        click.echo(f"What was there before is kept as the database {aside}.")
    if held:
        click.echo(f"{held} messages were due since then: /failed asks whether to send them.")


def _pour(opened: archive.Opened, url: str, server: int) -> None:
    with tools.restoring(url, server) as to:
        opened.pour(to)
