"""Two lists of facts become one, which can be left anywhere and gone on with."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.desk.events import Event, Mark, Source, merged

START = datetime(2026, 3, 2, tzinfo=UTC)
seconds = st.lists(st.integers(0, 5), max_size=8)


def events(source: Source, times: list[int]) -> list[Event]:
    return [
        Event(source, number, START + timedelta(seconds=at), "x", "booking", 1, 1)
        for number, at in enumerate(times, 1)
    ]


@given(seconds, seconds, st.integers(1, 4))
def test_parts_are_the_whole_and_each_source_keeps_its_order(
    ours: list[int], theirs: list[int], most: int
) -> None:
    history, audit = events(Source.HISTORY, ours), events(Source.AUDIT, theirs)
    read: list[Event] = []
    mark, is_last = Mark(), False
    while not is_last:
        left = [one for one in history if one.id > mark.history][: most + 1]
        others = [one for one in audit if one.id > mark.audit][: most + 1]
        part = merged(left, others, mark, most)
        assert len(part.events) <= most
        read += part.events
        mark, is_last = part.mark, part.is_last
    assert [one for one in read if one.source is Source.HISTORY] == history
    assert [one for one in read if one.source is Source.AUDIT] == audit
    assert mark == Mark(len(history), len(audit))


def test_the_earlier_comes_first_where_ids_allow() -> None:
    feed = merged(events(Source.HISTORY, [3, 1]), events(Source.AUDIT, [2]), Mark(), 9)
    assert [(one.source, one.id) for one in feed.events] == [
        (Source.AUDIT, 1),
        (Source.HISTORY, 1),
        (Source.HISTORY, 2),
    ]
