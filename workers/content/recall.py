"""What a recall asks, drawn at the last moment: whether it is open, and which times are free."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.desk.recall import propose
from db.desk import recall as rows
from db.uow import Database
from domain.desk.recall import Asked, State
from domain.messages.content import Content, News
from screens.desk.recall import question
from screens.language import speaking
from screens.screen import Screen

RECALL = "recall"  # of News.what


async def asked_back(
    database: Database, contents: Sequence[Content | None], now: datetime
) -> Mapping[int, Screen]:
    """By recall; none for what is answered or ended meanwhile, or is another question by now."""
    news = [one for one in contents if isinstance(one, News) and one.what == RECALL]
    if not news:
        return {}
    screens: dict[int, Screen] = {}
    async with database.read() as uow:
        found = await rows.asked(uow, [recall_of(one) for one in news])
        for one in news:
            it = found.get(recall_of(one))
            if it is None or not _is_open(it, one, now):
                continue
            offered = await propose(uow, it.recall, now)
            with speaking(it.locale):
                screens[it.recall.id] = question(it, offered, now)
    return screens


def recall_of(news: News) -> int:
    """Its id, 0 where a stored row has none."""
    number = news.facts.get("recall")
    return number if isinstance(number, int) else 0


def _is_open(it: Asked, news: News, now: datetime) -> bool:
    one = it.recall
    is_this = (one.round, one.asked) == (news.facts.get("round"), news.facts.get("asked"))
    is_booked = one.visit_at is not None and one.visit_at > now
    return one.state == State.ACTIVE and is_this and not is_booked and not it.is_retired
