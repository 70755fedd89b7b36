"""What the doctor looks at beside whether everybody answers: each names the fault and its cure.

Each answers the problem in words, '' when all is well.
"""

import shutil
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import pytz
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from db.schema import checkup
from infra import VERSION
from infra.health import certificate_ends

WITHIN = 5.0  # seconds for a server of others
CLOCK = 2.0  # seconds
CERTIFICATE = timedelta(days=14)
BACKUP = timedelta(hours=26)
DISK_SHARE, DISK_BYTES = 0.1, 2**30
REDIS_SHARE = 0.9
MONTHS = 24


async def clock(url: str) -> str:
    """Our clock beside that of Telegram."""
    limit, before = aiohttp.ClientTimeout(total=WITHIN), datetime.now(UTC)
    async with aiohttp.ClientSession(timeout=limit) as session, session.get(url) as answer:
        said = answer.headers.get("Date")
    if said is None:
        return ""
    theirs = parsedate_to_datetime(said)  # in whole seconds, written somewhere between the two
    fast = (before - theirs).total_seconds() - 1
    slow = (theirs - datetime.now(UTC)).total_seconds()
    if max(fast, slow) <= CLOCK:
        return ""
    way = f"{fast:.0f} s fast" if fast > slow else f"{slow:.0f} s slow"
    return f"is {way}: messages go out wrongly. Run: timedatectl set-ntp true"


async def certificate(url: str, now: datetime) -> str:
    """Of PUBLIC_URL, as Telegram sees it."""
    try:
        ends = await certificate_ends(url)
    except ssl.SSLCertVerificationError as wrong:
        return f"is refused: {wrong.verify_message}. Renew it, and reload nginx"
    except (OSError, TimeoutError) as failed:
        kind = type(failed).__name__
        return f"nobody answers at PUBLIC_URL ({kind}): is nginx up, and port 443 open?"
    if ends - now > CERTIFICATE:
        return ""
    return f"ends in {(ends - now).days} days: renew it, and reload nginx"


async def redis_memory(redis: Redis) -> str:
    """Alarms must not be thrown away."""
    policy = (await redis.config_get("maxmemory-policy")).get("maxmemory-policy", "unknown")
    if policy != "noeviction":
        return f"throws alarms away ({policy}): set maxmemory-policy noeviction"
    told = await redis.info()
    if evicted := int(told.get("evicted_keys", 0)):
        return f"has thrown away {evicted} keys since it started: restart it, alarms are set anew"
    most, used = int(told.get("maxmemory", 0)), int(told.get("used_memory", 0))
    if most and used > REDIS_SHARE * most:
        return f"is {used / most:.0%} full: raise maxmemory"
    return ""


async def postgres_settings(engine: AsyncEngine) -> str:
    """What keeps data safe when the power fails."""
    if off := await checkup.switched_off(engine):
        return f"{', '.join(off)}: off, so a crash can lose bookings. Set to on and reload"
    return ""


def disk(folder: Path) -> str:
    """Room where we run."""
    total, _, free = shutil.disk_usage(folder)
    if free > DISK_BYTES or free > DISK_SHARE * total:
        return ""
    return f"{free / 2**20:,.0f} MB are left: delete old backups and logs, or get a larger disk"


async def zone_rules(engine: AsyncEngine, zone: str, now: datetime) -> str:
    """Python's and PostgreSQL's rules for the lab's zone, over the next two years."""
    start = now.replace(minute=0, second=0, microsecond=0)
    instants = [start + timedelta(days=30 * number) for number in range(MONTHS)]
    ours = [at.astimezone(pytz.timezone(zone)).utcoffset() for at in instants]
    if ours == await checkup.offsets(engine, zone, instants):
        return ""
    return f"Python and PostgreSQL disagree on {zone}: update both images, then slotbell migrate"


async def backups(engine: AsyncEngine, now: datetime) -> str:
    """One a day."""
    taken_at = await checkup.last_backup(engine)
    if taken_at is None:
        return "none was ever taken: set BACKUP_RECIPIENT, see docs/howto/backup.md"
    if now - taken_at <= BACKUP:
        return ""
    hours = (now - taken_at) // timedelta(hours=1)
    return f"the last one is {hours} hours old: docker compose logs backup says why"


async def versions(engine: AsyncEngine) -> str:
    """Of this program and of the workers."""
    if other := [
        version for version in await checkup.worker_versions(engine) if version != VERSION
    ]:
        return f"this is {VERSION}, a worker is {', '.join(other)}: restart the older ones"
    return ""
