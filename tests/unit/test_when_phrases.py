"""What people type, in seven languages, with what it means; one file a language.

`expect`: an ISO wall clock in `tz`, {"date"} (the day alone counts), {"window"}, {"ask"}, null for
what must not be acted on, or a list of what is as good. `rest` ignores case and punctuation,
`rrule` is compared by its next occurrences.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr

from domain.time.zones import to_instant_lenient, to_wall
from domain.when import Answer, Ask, Understood, parse_when

FILES = sorted(Path(__file__).with_name("when_phrases").glob("*.jsonl"))
TURNS = 24
Case = dict[str, Any]


def cases() -> Iterator[Case]:
    for file in FILES:
        yield from (json.loads(line) for line in file.read_text("utf-8").splitlines())


CASES = list(cases())


def answer_of(case: Case) -> Answer:
    now = datetime.fromisoformat(case["now"])
    return parse_when(case["text"], now, case["tz"], case["locale"])


def is_expected(expected: Any, answer: Answer, case: Case) -> bool:
    if isinstance(expected, dict) and "ask" in expected:
        return isinstance(answer, Ask) and answer.reason in expected["ask"]
    if expected is None:
        return not isinstance(answer, Understood)
    if not isinstance(answer, Understood):
        return False
    wall = to_wall(answer.at, case["tz"])
    if isinstance(expected, str):
        return wall == local(expected, case)
    if "date" in expected:
        return wall.date().isoformat() == str(expected["date"])
    first, last = (local(end, case) for end in expected["window"])
    return first <= wall <= last


def local(text: str, case: Case) -> datetime:
    found = datetime.fromisoformat(text)
    return to_wall(found, case["tz"]) if found.tzinfo else found


def plain(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", " ", text.casefold()).split()


def turns(rule: str, start: datetime) -> list[datetime]:
    ended = re.sub(r"UNTIL=(\d{8})(?!T)", r"UNTIL=\1T235959", rule)
    found = iter(rrulestr(ended, dtstart=start))
    return [at for at, _ in zip(found, range(TURNS), strict=False)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}: {case['text']}" for case in CASES])
def test_a_phrase_means_what_people_mean_by_it(case: Case) -> None:
    expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    answer = answer_of(case)
    assert any(is_expected(item, answer, case) for item in expected), answer


@pytest.mark.parametrize(
    "case", [case for case in CASES if "rest" in case], ids=lambda case: str(case["text"])
)
def test_the_message_of_a_phrase_is_what_is_left(case: Case) -> None:
    answer = answer_of(case)
    assert isinstance(answer, Understood)
    assert plain(answer.rest) in [plain(rest) for rest in case["rest"]]
    assert answer.rest == " ".join(case["text"][start:end] for start, end in answer.kept)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["expect"]], ids=lambda case: str(case["text"])
)
def test_a_phrase_repeats_exactly_if_it_says_so(case: Case) -> None:
    answer = answer_of(case)
    told = answer.recurrence if isinstance(answer, Understood) else None
    if "rrule" not in case:
        assert told is None
        return
    assert isinstance(answer, Understood)
    assert told is not None
    wall = to_wall(answer.at, case["tz"])
    assert turns(told, wall) == turns(case["rrule"], wall)


def test_every_first_occurrence_belongs_to_its_rule() -> None:
    for case in CASES:
        answer = answer_of(case)
        if isinstance(answer, Understood) and answer.recurrence:
            assert turns(answer.recurrence, answer.wall)[:1] == [answer.wall], case["text"]
            assert to_instant_lenient(answer.wall, answer.zone) - answer.at <= timedelta(0)
