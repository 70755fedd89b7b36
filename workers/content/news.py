"""Every kind of news there is; features whose words build on screens/news.py are added here."""

from collections.abc import Mapping

from domain.booking.reminder import Visit
from domain.messages.content import News
from screens.desk.report import ready
from screens.manage.closure import offer
from screens.news import DRAWN as BASIC
from screens.news import Draw
from screens.screen import Screen, Translate

DRAWN: Mapping[str, Draw] = {**BASIC, "offer": offer, "report": ready}


def news(told: News, visit: Visit, t: Translate) -> Screen | None:
    """The message, or None if there is nothing to tell any more. Raises KeyError for no news."""
    return DRAWN[told.what](told, visit, t)
