"""Whatever a person wrote, the screens of scheduling fit Telegram and let nothing break out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.content import LIMIT, Text
from domain.messages.delivery import Cause
from domain.messages.quick_times import suggestions
from domain.messages.schedule import Scheduled, Status
from domain.messages.text import clean, units
from domain.page import Page
from domain.when import Reason, Why
from fsm.draft import new_intent
from screens.messages import compose, my_messages, notes, preview
from screens.messages.compose import Talk
from screens.messages.preview import Preview
from screens.messages.state import state
from screens.moment import Reader
from screens.screen import Screen
from tests.support.html import seen

NOW = datetime(2026, 11, 25, 22, 20, 7, 500, tzinfo=UTC)
NINE = datetime(2026, 11, 26, 8, tzinfo=UTC)
BERLIN = Reader("Europe/Berlin", NOW)
TALK = Talk(new_intent(), "Europe/Berlin", NOW)
KINDS = ("bold", "italic", "code", "pre", "spoiler", "text_link", "blockquote", "custom_emoji")
TEXTS = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text(st.sampled_from("<>&\"'\U0001f600\u202ea\0 \n"), min_size=1, max_size=60),
    st.text(min_size=1, max_size=8).map(lambda text: (text * LIMIT)[: LIMIT // 2]),
).map(clean)


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, tuple[dict[str, Any], ...]]:
    """A text of at most 4096 UTF-16 units with entities anywhere, overlapping too."""
    text = draw(TEXTS)
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        offset, length = units(text[:start]), units(text[start:end])
        kind = draw(st.sampled_from(KINDS))
        found.append({"type": kind, "offset": offset, "length": length, "url": 'x"><b>'})
    return text, tuple(found)


def fits(screen: Screen) -> str:
    """What is seen of a screen that Telegram takes."""
    shown = seen(screen.text)
    assert 0 < units(shown.strip()) <= LIMIT
    if isinstance(screen.keyboard, InlineKeyboardMarkup):
        for key in [key for row in screen.keyboard.inline_keyboard for key in row]:
            assert key.text
            assert len((key.callback_data or "").encode()) <= 64
    return shown


def labels(screen: Screen) -> list[str]:
    assert isinstance(screen.keyboard, InlineKeyboardMarkup)
    return [key.text for row in screen.keyboard.inline_keyboard for key in row]


def message(text: str = "Tea", status: Status = Status.SCHEDULED, **facts: Any) -> Scheduled:
    entities = facts.pop("entities", ())
    known: dict[str, Any] = {
        "id": 2**63 - 1,
        "status": status,
        "content": Text(text, entities),
        "at": NINE,
        "next_try_at": NINE,
        "zone": "Europe/Berlin",
        "attempts": 0,
        "version": 1,
        "sent_at": None,
        "cause": None,
        "in_doubt": False,
    }
    return Scheduled(**(known | facts))


@given(messages(), st.booleans(), st.booleans(), st.booleans())
def test_a_preview_shows_any_message_and_fits(
    written: tuple[str, tuple[dict[str, Any], ...]], known: bool, given: bool, whole: bool
) -> None:
    it = Preview(
        talk=TALK,
        text=written[0],
        entities=written[1],
        at=NINE,
        is_zone_known=known,
        named_zone="Asia/Kathmandu",
        is_time_given=given,
        others=(NINE + timedelta(hours=12), NINE + timedelta(days=400)),
        message_id=2**63 - 1,
        has_whole=whole,
    )
    shown = fits(preview.preview(it, "That time has passed."))
    assert written[0][:1000] in shown


@given(messages())
def test_the_question_for_the_time_shows_any_message_and_fits(
    written: tuple[str, tuple[dict[str, Any], ...]],
) -> None:
    quick = suggestions(NOW, "Europe/Berlin")
    assert written[0][:100] in fits(compose.ask_time(TALK, Text(*written), quick, ""))


@given(messages(), messages(), st.booleans())
def test_doubts_about_any_message_fit(
    one: tuple[str, tuple[dict[str, Any], ...]],
    other: tuple[str, tuple[dict[str, Any], ...]],
    agree: bool,
) -> None:
    options = [(NINE, one[0]), (NINE + timedelta(hours=1), other[0])]
    doubt = compose.Doubt("Which one?", options, Text(*one) if agree else None, has_whole=True)
    shown = fits(compose.choose(TALK, doubt, "A note."))
    assert (one[0][:100] in shown) or not agree


def test_questions_without_a_message_fit() -> None:
    for when in ("", "every Monday at 09:00"):
        fits(compose.ask_text(TALK, when, True, "A note."))
    fits(compose.ask_new_text(TALK, "A note."))
    fits(compose.ask_zone(TALK, ["America/Argentina/ComodRivadavia", "Etc/GMT+5"], ""))
    for is_change in (True, False):
        fits(preview.cancelled(is_change))
    fits(preview.done(NINE, "Europe/Berlin", NOW))
    fits(my_messages.not_found())


@given(messages(), st.sampled_from(Status), st.sampled_from([*Cause, None]), st.booleans())
def test_a_card_shows_any_message_in_any_state_and_fits(
    written: tuple[str, tuple[dict[str, Any], ...]],
    status: Status,
    cause: Cause | None,
    in_doubt: bool,
) -> None:
    it = message(written[0], status, entities=written[1], cause=cause, in_doubt=in_doubt)
    assert written[0][:1000] in fits(my_messages.card(it, BERLIN, 2**62, "A note."))
    fits(my_messages.ask_cancel(it, BERLIN, 2**62))


@given(st.lists(messages(), min_size=1, max_size=6), st.sampled_from(Status))
def test_a_list_of_any_messages_fits(
    written: list[tuple[str, tuple[dict[str, Any], ...]]], status: Status
) -> None:
    items = tuple(message(text, status, entities=entities) for text, entities in written)
    fits(my_messages.menu(Page(items, 1, 3), BERLIN, "A note."))


@pytest.mark.parametrize("why", Why)
def test_every_no_is_a_sentence(why: Why) -> None:
    assert notes.WHY[why].endswith(".")


@pytest.mark.parametrize("reason", Reason)
def test_every_doubt_is_a_question(reason: Reason) -> None:
    for count in (1, 2):
        assert notes.which(reason, count).endswith("?")


def test_a_preview_echoes_weekday_date_time_zone_and_distance() -> None:
    shown = fits(preview.preview(Preview(talk=TALK, text="Tea", entities=(), at=NINE), ""))
    assert "Shall I send you this?\n\nThursday, 26 November, 09:00 CET\n" in shown
    assert "in 9 hours 40 minutes · time zone Europe/Berlin" in shown


def test_a_preview_says_which_words_were_taken_as_the_time() -> None:
    heard = "tomorrow … at 6 <b>"
    it = Preview(talk=TALK, text="Tea", entities=(), at=NINE, has_whole=True, heard=heard)
    shown = fits(preview.preview(it, ""))
    assert "I read “tomorrow … at 6 <b>” as the time." in shown
    assert shown.index("as the time") < shown.index("Your message:")
    assert "Keep the whole text" in labels(preview.preview(it, ""))


def test_an_assumed_zone_is_admitted_and_can_be_changed() -> None:
    it = Preview(talk=TALK, text="Tea", entities=(), at=NINE, is_zone_known=False)
    screen = preview.preview(it, "")
    assert "do not know your time zone" in screen.text
    assert "Change time zone" in labels(screen)
    known = preview.preview(Preview(talk=TALK, text="Tea", entities=(), at=NINE), "")
    assert "Change time zone" not in labels(known)


def test_a_zone_that_the_words_named_is_told_beside_the_own() -> None:
    it = Preview(talk=TALK, text="x", entities=(), at=NINE, named_zone="America/New_York")
    assert "That is 03:00 EST in New York." in preview.preview(it, "").text


def test_a_list_tells_what_is_to_come_and_what_became_of_the_rest() -> None:
    sent_at = datetime(2026, 11, 25, 8, 0, 0, 12_000, tzinfo=UTC)
    items = (
        message("Tea"),
        message("Soon", Status.SENDING),
        message("Mum", Status.SENT, sent_at=sent_at),
        message("Dad", Status.DEAD, cause=Cause.BLOCKED),
    )
    shown = fits(my_messages.menu(Page(items, 0, 2), BERLIN, ""))
    assert "1. tomorrow 09:00\nTea" in shown
    assert "sent 09:00:00\nMum" in shown
    assert "failed because you had blocked me\nDad" in shown
    assert shown.index("Upcoming") < shown.index("Tea") < shown.index("Recent") < shown.index("Mum")


def test_a_message_that_is_tried_again_says_when() -> None:
    it = message(next_try_at=NINE + timedelta(minutes=5))
    assert "next try" in state(it, BERLIN)
    assert "did not go through yet" in my_messages.card(it, BERLIN, 1, "").text


def test_only_a_waiting_message_offers_changes() -> None:
    offered = ["Change time", "Change text", "‹ Back", "Cancel message"]
    assert labels(my_messages.card(message(), BERLIN, 1, "")) == offered
    for status in set(Status) - {Status.SCHEDULED, Status.DEAD}:
        assert labels(my_messages.card(message(status=status), BERLIN, 1, "")) == ["‹ Back"]


def test_what_failed_offers_another_try_where_it_may_help() -> None:
    def offered(**facts: Any) -> list[str]:
        return labels(my_messages.card(message(status=Status.DEAD, **facts), BERLIN, 1, ""))

    assert offered(cause=Cause.NO_ANSWER) == ["Try again", "‹ Back"]
    assert offered(cause=Cause.BAD_REQUEST) == ["‹ Back"]
    assert offered(cause=Cause.NO_ANSWER, is_dropped=True) == ["‹ Back"]


def test_what_is_in_doubt_says_so_wherever_it_stands() -> None:
    def card(status: Status, **facts: Any) -> str:
        it = message(status=status, in_doubt=True, **facts)
        return seen(my_messages.card(it, BERLIN, 1, "").text)

    assert "09:00:00, may have arrived twice" in card(Status.SENT, sent_at=NINE)
    assert "It may have arrived all the same." in card(Status.DEAD, cause=Cause.NO_ANSWER)
    later = NINE + timedelta(minutes=5)
    assert "next try tomorrow 09:05. It may come twice." in card(
        Status.SCHEDULED, next_try_at=later
    )


def test_what_was_sent_late_says_by_how_much() -> None:
    def said(late: timedelta) -> str:
        return state(message(status=Status.SENT, sent_at=NINE + late), Reader(BERLIN.zone, NINE))

    assert said(timedelta(milliseconds=900)) == "sent 09:00:00"
    assert said(timedelta(minutes=95)) == "sent 10:35:00, late by 1 hour 35 minutes"
