"""What the doctor asks PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

MUST_BE_ON = ("autovacuum", "fsync", "full_page_writes", "synchronous_commit")
_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
_BACKUP = text("SELECT max(taken_at) FROM backups WHERE NOT is_restored")
_VERSIONS = text("""
    SELECT DISTINCT version FROM worker_beats
     WHERE at > clock_timestamp() - interval '45 seconds' AND version <> '' ORDER BY version
""")
_OFFSETS = text("""
    SELECT asked.at AT TIME ZONE :zone - asked.at AT TIME ZONE 'UTC' AS offset
      FROM unnest(CAST(:instants AS timestamptz[])) WITH ORDINALITY AS asked (at, number)
     ORDER BY asked.number
""")


async def switched_off(engine: AsyncEngine) -> list[str]:
    """Which of the settings that keep data safe are off."""
    async with engine.connect() as connection:
        found = await connection.execute(_SETTINGS, {"names": list(MUST_BE_ON)})
        return sorted(row.name for row in found if row.setting == "off")


async def last_backup(engine: AsyncEngine) -> datetime | None:
    """When the newest one was taken, None if none ever was."""
    async with engine.connect() as connection:
        taken_at: datetime | None = (await connection.execute(_BACKUP)).scalar()
        return taken_at


async def worker_versions(engine: AsyncEngine) -> list[str]:
    """Of the program, of every worker that is alive."""
    async with engine.connect() as connection:
        return list((await connection.execute(_VERSIONS)).scalars())


async def offsets(engine: AsyncEngine, zone: str, instants: Sequence[datetime]) -> list[timedelta]:
    """From UTC at each instant, by PostgreSQL's rules of a zone."""
    async with engine.connect() as connection:
        found = await connection.execute(_OFFSETS, {"zone": zone, "instants": list(instants)})
        return list(found.scalars())
