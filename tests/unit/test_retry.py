"""Retry: three tries within fifteen minutes, a flood wait costs none, a no is a no."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.delivery import (
    FINAL,
    LONG_STEPS,
    LONGEST_FLOOD,
    LONGEST_HINT,
    PUT_OFF,
    SIGN_IN,
    TRIES,
    UNKNOWN,
    WAITS,
    Cause,
    Delivered,
    Fault,
    GiveUp,
    Later,
    asked_wait,
    decide,
    next_try,
)

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 10**14).map(lambda us: EPOCH + timedelta(microseconds=us))
seconds = instants.map(lambda at: at.replace(microsecond=0))
jitters = st.floats(0, 1)
spans = st.floats(0, 30).map(lambda span: timedelta(seconds=span))
temporary = st.sampled_from(sorted(set(Cause) - FINAL - WAITS - PUT_OFF - {Cause.UNAUTHORIZED}))


@given(seconds, jitters, jitters)
def test_three_tries_fit_into_fifteen_minutes(first: datetime, one: float, other: float) -> None:
    second = next_try(1, first, one)
    assert second is not None
    third = next_try(2, second, other)
    assert third is not None
    assert first + timedelta(minutes=4) <= second <= first + timedelta(minutes=5)
    assert second + timedelta(minutes=8) <= third <= first + timedelta(minutes=15)
    assert next_try(3, third, one) is None


@given(instants, jitters, st.integers(1, 2))
def test_the_next_try_has_whole_seconds(first: datetime, jitter: float, attempt: int) -> None:
    at = next_try(attempt, first, jitter)
    assert at is not None
    assert at.microsecond == 0


@given(instants, jitters)
def test_jitter_only_shortens(first: datetime, jitter: float) -> None:
    shortened, whole = next_try(1, first, jitter), next_try(1, first, 0)
    assert shortened is not None
    assert whole is not None
    assert shortened <= whole


@given(instants, spans, jitters, st.integers(1, TRIES), temporary)
def test_a_passing_fault_counts_until_the_tries_are_spent(
    begun: datetime, took: timedelta, jitter: float, attempt: int, cause: Cause
) -> None:
    outcome = decide(Fault(cause), attempt, begun_at=begun, now=begun + took, jitter=jitter)
    if attempt == TRIES:
        assert outcome == GiveUp(cause)
    else:
        assert isinstance(outcome, Later)
        assert outcome.counts
        assert outcome.at > begun + took


@given(instants, spans, jitters, st.integers(1, TRIES), st.integers(0, 100_000))
def test_a_flood_wait_is_as_long_as_asked_and_never_counts(
    begun: datetime, took: timedelta, jitter: float, attempt: int, wait: int
) -> None:
    fault = Fault(Cause.FLOODED, wait=timedelta(seconds=wait))
    outcome = decide(fault, attempt, begun_at=begun, now=begun + took, jitter=jitter)
    assert isinstance(outcome, Later)
    assert not outcome.counts
    assert outcome.at.microsecond == 0
    assert outcome.at >= begun + took + min(fault.wait, LONGEST_FLOOD)


@pytest.mark.parametrize("cause", sorted(FINAL))
@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_what_can_never_arrive_is_given_up_at_once(cause: Cause, attempt: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert decide(Fault(cause), attempt, begun_at=now, now=now, jitter=0.5) == GiveUp(cause)


def test_without_a_fault_it_is_delivered() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert decide(None, 3, begun_at=now, now=now, jitter=0.5) == Delivered()


def test_what_telegram_did_not_take_is_never_in_doubt() -> None:
    assert not UNKNOWN & {
        *WAITS,
        Cause.NOT_REACHED,
        Cause.MAIL_NOT_REACHED,
        Cause.MAIL_DEFERRED,
        *FINAL,
    }


@given(instants, spans, jitters, st.integers(1, TRIES))
def test_a_refused_token_is_waited_out_and_never_counts(
    begun: datetime, took: timedelta, jitter: float, attempt: int
) -> None:
    outcome = decide(
        Fault(Cause.UNAUTHORIZED), attempt, begun_at=begun, now=begun + took, jitter=jitter
    )
    assert isinstance(outcome, Later)
    assert not outcome.counts
    assert SIGN_IN <= outcome.at - (begun + took) < SIGN_IN + timedelta(seconds=1)


def put_off(answer: str, attempt: int, at: datetime, jitter: float = 0.0) -> datetime | None:
    fault = Fault(Cause.MAIL_DEFERRED, answer)
    outcome = decide(fault, attempt, begun_at=at, now=at, jitter=jitter)
    if isinstance(outcome, GiveUp):
        return None
    assert isinstance(outcome, Later)
    assert outcome.counts
    return outcome.at


@given(
    instants, jitters, st.sampled_from(["450 4.7.1 Greylisted", "451 4.7.1 retry in 1800 seconds"])
)
def test_a_mail_that_is_put_off_is_tried_for_hours_with_growing_pauses(
    begun: datetime, jitter: float, answer: str
) -> None:
    at, tries, pauses = begun, 1, []
    while (later := put_off(answer, tries, at, jitter)) is not None:
        pauses.append(later - at)
        assert later - at >= asked_wait(answer)
        at, tries = later, tries + 1
    assert tries == len(LONG_STEPS) + 1
    assert timedelta(hours=16) <= at - begun <= timedelta(days=2)
    assert max(pauses) == pauses[-1]
    assert pauses[4] > pauses[1]


@given(instants, jitters, st.sampled_from(sorted(PUT_OFF)), st.integers(0, 100_000))
def test_a_program_that_is_away_is_tried_for_hours_and_not_before_it_asks(
    begun: datetime, jitter: float, cause: Cause, wait: int
) -> None:
    fault, at, tries = Fault(cause, wait=timedelta(seconds=wait)), begun, 1
    while True:
        outcome = decide(fault, tries, begun_at=at, now=at, jitter=jitter)
        if isinstance(outcome, GiveUp):
            break
        assert isinstance(outcome, Later)
        if cause is not Cause.MAIL_DEFERRED:  # whose answer is read
            assert outcome.at - at >= min(fault.wait, LONGEST_HINT)
        at, tries = outcome.at, tries + 1
    assert outcome == GiveUp(cause)
    assert tries == len(LONG_STEPS) + 1
    assert at - begun >= timedelta(hours=16)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        ("450 4.7.1 Greylisted, retry in 1800 seconds", 1800),
        ("450 4.2.0 Greylisted for 300 seconds", 300),
        ("451 Greylisting in action, please come back in 00:14:59", 899),
        ("421 4.7.0 Too many connections, try again in 5 minutes", 300),
        ("451 please try again in 20min", 1200),
        ("450 retry in 2h", 7200),
        ("450 Bitte in 600 Sekunden erneut versuchen", 600),
        ("451 4.7.1 try again in 3 hrs.", 3 * 3600),
        ("451 retry in 999999 hours", LONGEST_HINT.total_seconds()),
        *(("451 4.7.1 Greylisted", 0), ("452 4.2.2 Mailbox full", 0), ("450 from 10.0.0.5 m3", 0)),
        *(("", 0), ("450 20 messages", 0), ("450 3 servers tried", 0), ("450 at 12:30:45:99", 0)),
    ],
)
def test_what_a_mail_server_asks_for_is_read_and_bounded(answer: str, wait: float) -> None:
    assert asked_wait(answer) == timedelta(seconds=wait)


@given(st.text(max_size=300))
def test_no_answer_makes_a_mail_wait_for_longer(answer: str) -> None:
    assert timedelta() <= asked_wait(answer) <= LONGEST_HINT
