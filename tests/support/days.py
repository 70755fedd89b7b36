"""Which tests speak of a day or an hour while a real clock runs, and when they may begin.

They are marked `calendar`, and `tests/calendar` runs these at the ends of months and years and at
changes of the clocks. A rule, not a list, so that a new story is among them without anybody's
thinking of it: its module has something that reads the clock, and a word for a day or an hour.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.zone import ZONE

CLOCK = re.compile(r"running_bot|\bStack\b|\bnow\(|\bsoon\(")
DAY = re.compile(
    r"\b(?:to(?:day|morrow|night)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekday|midnight|noon)\b"
    r"|\b\d{1,2} ?[ap]m\b|\b(?:days|hours)=|\bDAY\b|interval '\d+ (?:day|hour)",
    re.IGNORECASE,
)
SHORT = timedelta(seconds=20)  # longer than most of them take


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    for item in items:
        if speaks_of_days(item.path):
            item.add_marker(pytest.mark.calendar)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin none so late that its 'tomorrow' may be another day at its end: wait out midnight."""
    if item.get_closest_marker("calendar"):
        time.sleep(until_midnight_is_over(datetime.now(UTC)).total_seconds())


@cache
def speaks_of_days(module: Path) -> bool:
    """Whether this module's tests are among them."""
    words = module.read_text()
    return bool(CLOCK.search(words) and DAY.search(words))


def until_midnight_is_over(now: datetime) -> timedelta:
    """Nothing, but just before midnight in UTC or at the lab (now: aware)."""
    for zone in ("UTC", ZONE):
        later = (now + SHORT).astimezone(ZoneInfo(zone))
        midnight = later.replace(hour=0, minute=0, second=0, microsecond=0)
        if later.date() != now.astimezone(ZoneInfo(zone)).date():
            return midnight - now
    return timedelta()
