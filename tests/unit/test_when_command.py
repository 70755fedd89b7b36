"""`slotbell when` prints what the bot would understand."""

import json

from click.testing import CliRunner

from bot.commands.when import when

NOW = "2026-03-04T10:15:00+01:00"


def told(text: str) -> dict[str, object]:
    line = {"id": 7, "text": text, "tz": "Europe/Berlin", "now": NOW, "locale": "en-GB"}
    done = CliRunner().invoke(when, ["--jsonl"], input=json.dumps(line) + "\n")
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.output)
    return found


def test_a_line_in_gives_a_line_out() -> None:
    found = told("water the plants every monday at 9am")
    assert found.pop("ms", None) is not None
    assert found == {
        "id": 7,
        "instant": "2026-03-09T08:00:00+00:00",
        "rest": "water the plants",
        "rrule": "FREQ=WEEKLY;BYDAY=MO",
        "ask": None,
        "options": [],
        "why": None,
    }


def test_a_question_comes_with_its_options_and_a_refusal_with_its_reason() -> None:
    asked = told("25 october 2:30am")
    assert asked["ask"] == "ambiguous"
    assert asked["options"] == ["2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"]
    assert told("yesterday")["why"] == "past"


def test_a_person_reads_one_sentence() -> None:
    options = ["--zone", "Berlin", "--now", NOW]
    done = CliRunner().invoke(when, ["every monday at 9am", *options])
    told = "Monday, 9 March, 09:00 CET (2026-03-09T08:00:00Z), again by FREQ=WEEKLY;BYDAY=MO"
    assert done.output == f"{told}\n"
