"""The token bucket: no window ever holds more than burst and rate allow, and nobody starves."""

from hypothesis import given
from hypothesis import strategies as st

from domain.messages.rate import CHAT, GROUP, SECOND, Admission, Delay, Rate, everybody, take

rates = st.builds(Rate, st.integers(1, 5 * SECOND), st.integers(1, 40))
steps = st.lists(st.integers(0, 3 * SECOND), min_size=1, max_size=60)
START = 10**15


def sends(rate: Rate, gaps: list[int], patience: int = 0) -> list[int]:
    """When messages go that ask one after another."""
    now, level, gone = START, 0, []
    for gap in gaps:
        now += gap
        match take((level,), (rate,), now, now + patience):
            case Admission(at, levels):
                gone.append(at)
                (level,) = levels
            case Delay():
                pass
    return gone


@given(rates, steps, st.integers(0, SECOND))
def test_no_window_holds_more_than_the_burst_and_what_flowed_back(
    rate: Rate, gaps: list[int], patience: int
) -> None:
    gone = sends(rate, gaps, patience)
    for first in range(len(gone)):
        for last in range(first, len(gone)):
            span = gone[last] - gone[first]
            assert last - first + 1 <= rate.burst + span // rate.interval


@given(rates, steps)
def test_the_answer_of_a_refusal_is_when_it_goes(rate: Rate, gaps: list[int]) -> None:
    now, level = START, 0
    for gap in gaps:
        now += gap
        done = take((level,), (rate,), now, now)
        if isinstance(done, Delay):
            assert done.at > now
            assert isinstance(take((level,), (rate,), done.at, done.at), Admission)
            assert isinstance(take((level,), (rate,), done.at - 1, done.at - 1), Delay)
        else:
            assert done.at == now
            (level,) = done.levels


@given(rates, st.integers(0, SECOND), st.integers(0, 100 * SECOND))
def test_a_message_goes_between_its_earliest_and_its_latest(
    rate: Rate, patience: int, level: int
) -> None:
    done = take((START + level,), (rate,), START, START + patience)
    if isinstance(done, Admission):
        assert START <= done.at <= START + patience


def test_an_empty_chat_takes_nothing_from_everybody() -> None:
    all_rate = everybody(30)
    full = (0, START + 60 * SECOND)
    done = take(full, (all_rate, CHAT), START, START + SECOND)
    assert done == Delay(full[1] - CHAT.tolerance)


def test_a_group_gets_twenty_in_any_minute_and_no_more() -> None:
    gone = sends(GROUP, [0] * 9 + [SECOND // 2] * 600)
    minutes = [sum(at <= other <= at + 60 * SECOND for other in gone) for at in gone]
    assert max(minutes) == 20


def test_a_chat_gets_one_a_second_after_a_small_burst() -> None:
    gone = sends(CHAT, [0] + [SECOND // 10] * 100)
    assert [at - START for at in gone[:5]] == [0, 100_000, 200_000, 1_000_000, 2_000_000]
