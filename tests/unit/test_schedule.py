"""What may be planned: not the past, not beyond five years, whole seconds, never early."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.content import LONGEST, Content, Failure, Reminder, Text, from_json, to_json
from domain.messages.schedule import may_schedule, whole_second, written
from domain.refusals import MessageInPast, TextEmpty, TextTooLong, TooFar

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 10**15).map(lambda us: EPOCH + timedelta(microseconds=us))
spans = st.integers(1, 5 * 365 * 86_400 * 10**6).map(lambda us: timedelta(microseconds=us))


@given(instants, spans)
def test_what_is_to_come_within_five_years_is_planned_and_never_early(
    now: datetime, ahead: timedelta
) -> None:
    at = may_schedule(now + ahead, now)
    assert at.microsecond == 0
    assert now + ahead <= at < now + ahead + timedelta(seconds=1)


@given(instants, st.integers(0, 10**12))
def test_the_past_and_the_present_second_are_refused(now: datetime, us: int) -> None:
    whole = whole_second(now)
    with pytest.raises(MessageInPast):
        may_schedule(whole - timedelta(microseconds=us), whole)


@given(instants)
def test_beyond_five_years_the_latest_day_is_named(now: datetime) -> None:
    with pytest.raises(TooFar) as refused:
        may_schedule(now + timedelta(days=5 * 366 + 1), now)
    assert refused.value.limit <= now + timedelta(days=5 * 366)


def test_five_years_from_a_leap_day_end_on_the_first_of_march() -> None:
    with pytest.raises(TooFar) as refused:
        may_schedule(datetime(2033, 3, 2, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC))
    assert refused.value.limit == datetime(2033, 3, 1, tzinfo=UTC)


@given(st.text(max_size=300))
def test_a_text_is_kept_but_for_what_cannot_be_sent(text: str) -> None:
    if not text.strip():
        with pytest.raises(TextEmpty):
            written(text, ())
    else:
        kept = written(text, ()).text
        assert "\0" not in kept
        kept.encode()
        assert len(kept) == len(text)


def test_a_text_is_measured_as_telegram_does() -> None:
    assert written("😀" * (LONGEST // 2), ()).text
    with pytest.raises(TextTooLong):
        written("😀" * (LONGEST // 2) + "!", ())


@pytest.mark.parametrize(
    "content",
    [Text("hi", ({"type": "bold", "offset": 0, "length": 2},)), Reminder(24), Failure(7)],
)
def test_a_content_is_read_as_it_was_written(content: Content) -> None:
    assert from_json(to_json(content)) == content


@pytest.mark.parametrize(
    "stored", [{}, {"kind": "hologram"}, {"kind": "text"}, {"kind": "reminder", "hours": "2"}]
)
def test_a_content_of_no_known_kind_is_an_error(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no content"):
        from_json(stored)
