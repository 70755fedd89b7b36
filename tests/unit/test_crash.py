"""A crash in the log: where and what, never whose words."""

import contextlib

import pytest

from infra.log import HIDDEN, crash_text


def crashed(message: str, cause: BaseException | None = None) -> BaseException:
    """An error that was raised, and what led to it."""
    error = ValueError(message)
    with contextlib.suppress(ValueError):
        raise error from cause
    return error


def test_place_kind_and_message_are_told() -> None:
    told = crash_text(crashed("no such slot: 17"), ["Good morning"])
    assert "test_crash.py" in told
    assert "in crashed" in told
    assert told.endswith("ValueError: no such slot: 17")


@pytest.mark.parametrize("said", ["Aloysius", "ALOYSIUS!", "I am aloysius, hello"])
def test_a_message_with_a_persons_words_is_hidden(said: str) -> None:
    told = crash_text(crashed("invalid literal for int(): 'Aloysius'"), [said])
    assert "Aloysius" not in told
    assert told.endswith(f"ValueError: {HIDDEN}")


def test_what_led_to_it_is_told_and_hidden_alike() -> None:
    told = crash_text(crashed("no test", KeyError("Weatherby")), ["Weatherby"])
    assert "Weatherby" not in told
    assert f"KeyError: {HIDDEN}" in told
    assert told.endswith("ValueError: no test")


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError("one"), ValueError("two")
    first.__cause__, second.__cause__ = second, first
    assert crash_text(first, []).count("ValueError") == 2
