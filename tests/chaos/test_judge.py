"""The judge finds what it is there for; without this a green table would mean nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.chaos.judge import BEGUN, ON_WIRE, UNWRITTEN, Allowed, Row, Verdict, judge, table
from workers.delivery import senders, settle

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROW = Row(1, "message 0", AT, "sent", in_doubt=False)
ONE_DEATH = Allowed(deaths=1)


def call(text: str = "message 0", late: float = 0.1, **changes: Any) -> dict[str, Any]:
    at = AT.timestamp() + late
    told = {"at": at, "params": {"text": text}, "message_id": 5, "answered_at": at + 0.01}
    return told | changes


def of(rows: list[Row], *calls: dict[str, Any]) -> Verdict:
    return judge("a test", rows, calls)


def test_the_bounds_are_the_engines_own() -> None:
    assert ON_WIRE == senders.SENDERS
    assert UNWRITTEN == settle.UNWRITTEN + senders.SENDERS
    assert BEGUN == senders.SENDERS + senders.AHEAD + settle.UNWRITTEN


def test_one_arrival_of_each_on_time_is_fine() -> None:
    found = of([ROW], call())
    assert found.violations() == []
    assert (found.arrived, round(found.worst_late, 3)) == (1, 0.1)


def test_a_row_that_says_sent_and_did_not_arrive_is_lost() -> None:
    assert of([ROW]).lost == (1,)
    assert of([ROW], call(message_id=None)).violations() == ["lost: (1,)"]


def test_a_row_that_never_ended_is_lost_and_open() -> None:
    assert of([replace(ROW, status="sending")]).violations() == ["lost: (1,)", "open: (1,)"]


def test_two_arrivals_are_doubled_even_if_nobody_took_the_first_answer() -> None:
    found = of([ROW], call(answered_at=None), call())
    assert (found.doubled, found.on_wire, found.unwritten) == ((1,), 1, 0)
    assert "silent: (1,)" in found.violations(ONE_DEATH)


def test_a_doubled_row_that_is_flagged_is_allowed_after_a_death_alone() -> None:
    found = of([replace(ROW, in_doubt=True)], call(), call())
    assert found.violations(ONE_DEATH) == []
    assert found.violations() == ["flagged: 1, at most 0", "unwritten: 1, at most 0"]


def test_a_death_excuses_no_more_than_a_worker_can_have_begun() -> None:
    row = replace(ROW, in_doubt=True)
    most = [replace(row, id=n, text=f"message {n}") for n in range(BEGUN)]
    arrivals = [call(each.text) for each in most]
    assert of(most, *arrivals).violations(ONE_DEATH) == []
    more = [*most, replace(row, id=BEGUN, text=f"message {BEGUN}")]
    assert of(more, *arrivals, call(more[-1].text)).violations(ONE_DEATH) != []
    wire = [call(each.text, answered_at=None) for each in most[: ON_WIRE + 1]]
    assert of(most, *wire, *arrivals).on_wire == ON_WIRE + 1
    assert of(most, *wire, *arrivals).violations(ONE_DEATH) != []
    assert of(most, *arrivals, *arrivals[: UNWRITTEN + 1]).violations(ONE_DEATH) != []


def test_a_call_before_its_time_is_early_even_if_it_failed() -> None:
    assert of([ROW], call(late=-0.0005, message_id=None), call()).early == (1,)


def test_a_cancelled_message_that_arrives_is_a_ghost() -> None:
    cancelled = replace(ROW, status="cancelled")
    assert of([cancelled]).violations() == []
    assert of([cancelled], call()).violations() == ["ghosts: ('message 0',)"]


def test_words_that_were_changed_before_are_a_ghost() -> None:
    edited = replace(ROW, text="edited 0")
    assert of([edited], call("edited 0")).violations() == []
    assert of([edited], call(), call("edited 0")).violations() == ["ghosts: ('message 0',)"]


def test_what_the_bot_says_of_itself_is_no_ghost() -> None:
    assert of([ROW], call(), call("Your message could not be sent")).violations() == []


def test_a_dead_letter_is_counted_and_not_lost() -> None:
    found = of([replace(ROW, status="dead")])
    assert found.violations() == ["dead: 1, at most 0"]
    assert found.violations(Allowed(dead=1)) == []


def test_the_table_has_a_line_a_scenario() -> None:
    lines = table([of([ROW], call())])
    assert len(lines) == 2
    assert lines[1].split() == ["a", "test", "1", "1", "0", "0", "0", "0", "0.100", "0.0"]
