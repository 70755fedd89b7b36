"""Slow tests begin first and units, which are fast, fill the end: all wait for the last file."""

import pytest

SLOWEST = ("chaos", "browser", "page")
FASTEST = ("structure", "unit")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by folder; within one they stay as they were."""
    items.sort(key=rank)


def rank(item: pytest.Item) -> int:
    """When a test's turn comes."""
    folder = item.path.parent.name
    return 0 if folder in SLOWEST else 2 if folder in FASTEST else 1
