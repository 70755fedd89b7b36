"""How many visits one account may have: the rule alone; Postgres' answer is in integration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.cap import Cap, Held, may_hold
from domain.refusals import BookedThatDay, Refusal, TooManyThatDay, TooManyToCome

COUNTS = st.integers(0, 30)


@given(COUNTS, COUNTS, st.none() | st.integers(1), COUNTS, COUNTS)
def test_one_more_is_allowed_below_both_limits_and_but_once_a_day_and_test(
    to_come: int, that_day: int, same: int | None, limit: int, day_limit: int
) -> None:
    refused = refusal(Held(to_come, that_day, 0, same), Cap(limit, day_limit))
    if same is not None:
        assert isinstance(refused, BookedThatDay)
        assert refused.booking_id == same
    elif 0 < limit <= to_come:
        assert isinstance(refused, TooManyToCome)
        assert refused.limit == limit
    elif 0 < day_limit <= that_day:
        assert isinstance(refused, TooManyThatDay)
        assert refused.limit == day_limit
    else:
        assert refused is None


def refusal(held: Held, cap: Cap) -> Refusal | None:
    try:
        may_hold(held, cap)
    except Refusal as refused:
        return refused
    return None


@pytest.mark.parametrize("cap", [Cap(0, 0), Cap(0, 5), Cap(5, 0)])
def test_zero_is_no_limit(cap: Cap) -> None:
    crowded = Held(
        to_come=0 if cap.to_come else 10**6, that_day=0 if cap.a_day else 10**6, others=9, same=None
    )
    may_hold(crowded, cap)
    with pytest.raises(Refusal):
        may_hold(Held(1, 1, 0, same=7), cap)
