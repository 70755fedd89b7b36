"""A person may be fast for a moment, is told once to slow down, and only ever slows themselves."""

from hypothesis import given
from hypothesis import strategies as st

from bot.middlewares import BURST_SECONDS, CALM_SECONDS, FloodVerdict, Limiter


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def verdicts(limiter: Limiter, count: int, person: int = 1) -> list[FloodVerdict]:
    return [limiter.judge(person) for _ in range(count)]


def test_a_burst_passes_then_one_is_told_and_the_rest_is_dropped() -> None:
    limiter = Limiter(5, Clock())
    seen = verdicts(limiter, 20)
    assert seen == [FloodVerdict.PASS] * 15 + [FloodVerdict.TELL] + [FloodVerdict.DROP] * 4


def test_who_waits_may_go_on_without_being_told_again_soon() -> None:
    clock = Clock()
    limiter = Limiter(5, clock)
    verdicts(limiter, 20)
    clock.now += 1
    assert verdicts(limiter, 7) == [FloodVerdict.PASS] * 5 + [FloodVerdict.DROP] * 2


def test_after_a_calm_while_it_is_told_again() -> None:
    clock = Clock()
    limiter = Limiter(5, clock)
    verdicts(limiter, 20)
    clock.now += CALM_SECONDS
    assert verdicts(limiter, 17)[-2:] == [FloodVerdict.TELL, FloodVerdict.DROP]


def test_who_never_stops_is_told_once_alone() -> None:
    clock = Clock()
    limiter = Limiter(5, clock)
    seen = []
    for _ in range(2000):
        clock.now += 0.1
        seen.append(limiter.judge(1))
    assert seen.count(FloodVerdict.TELL) == 1


def test_people_do_not_share_a_limit() -> None:
    limiter = Limiter(1, Clock())
    assert FloodVerdict.PASS not in verdicts(limiter, 10, person=1)[3:]
    assert limiter.judge(2) is FloodVerdict.PASS


def test_zero_is_no_limit() -> None:
    assert set(verdicts(Limiter(0, Clock()), 10_000)) == {FloodVerdict.PASS}


def test_a_slow_limit_lets_the_first_one_pass() -> None:
    assert Limiter(0.1, Clock()).judge(1) is FloodVerdict.PASS


def test_memory_is_bounded_and_the_busy_are_not_forgotten() -> None:
    limiter = Limiter(1, Clock(), people=10)
    for stranger in range(100, 200):
        limiter.judge(stranger)
        limiter.judge(1)
    assert len(limiter) == 10
    assert limiter.judge(1) is FloodVerdict.DROP


@given(
    rate=st.floats(0.2, 50),
    pauses=st.lists(st.floats(0, 5), min_size=1, max_size=200),
)
def test_never_more_pass_than_the_rate_and_a_burst_allow(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    limiter = Limiter(rate, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += limiter.judge(1) is FloodVerdict.PASS
    assert passed <= max(1, rate * BURST_SECONDS) + 1.001 * rate * sum(pauses) + 1e-3
