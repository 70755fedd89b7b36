"""Days, repetitions, times and a message in every order: right, or a question, never wrong."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.when import Understood, parse_when

TABLES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("when_phrases").joinpath("compose.json").read_text("utf-8")
)
ORDERS = (
    "{d} {t}",
    "{t} {d}",
    "{d}, {t}",
    "{m} {d} {t}",
    "{d} {t} {m}",
    "{d} {m} {t}",
    "{m} {t} {d}",
)
LEAST = 0.99


def compositions(kind: str, table: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for day, meant in table[kind].items():
        for clock, at in table["times"].items():
            for order in ORDERS:
                text = order.format(d=day, t=clock, m=table["message"])
                yield text, meant, at, table["message"] if "{m}" in order else ""


def read(text: str, table: dict[str, Any]) -> Understood | None:
    now = datetime.fromisoformat(table["now"])
    answer = parse_when(text, now, table["tz"], table["locale"])
    return answer if isinstance(answer, Understood) else None


@pytest.mark.parametrize("kind", ["days", "repeats"])
@pytest.mark.parametrize("language", sorted(TABLES))
def test_the_parts_of_a_time_mean_the_same_in_every_order(language: str, kind: str) -> None:
    table = TABLES[language]
    wrong, asked, count = [], [], 0
    for text, meant, at, rest in compositions(kind, table):
        count += 1
        item = read(text, table)
        if item is None:
            asked.append(text)
            continue
        told = item.recurrence if kind == "repeats" else item.wall.date().isoformat()
        if (told, f"{item.wall:%H:%M}", item.rest) != (meant, at, rest):
            wrong.append(f"{text}: {item.wall} {item.rest!r} {item.recurrence}")
    assert not wrong
    assert len(asked) <= (1 - LEAST) * count, asked
