"""What a person types becomes message, time, or both; formatting stays on its words."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiogram.types import Chat, Message, MessageEntity
from hypothesis import given
from hypothesis import strategies as st

from domain.account.actor import Actor, Role
from domain.messages.content import Text
from domain.messages.quick_times import PHRASES, suggestions
from domain.when import Why
from fsm.draft import Draft, dumps, loads, new_intent
from fsm.messages import compose as fsm
from fsm.messages.compose import Asking, Option, Schedule, ScheduleDraft, waiting_for, words_of
from handlers.messages.typed_message import (
    read_again,
    read_change,
    read_message,
    read_time,
    words_in,
)
from handlers.turn import intent_of

NOW = datetime(2026, 11, 25, 22, 20, 7, 500, tzinfo=UTC)
ALICE = Actor(7, Role.PATIENT, "Europe/Berlin", zone_known=False, locale="en")
EMPTY = ScheduleDraft(intent=new_intent())


def typed(text: str, *entities: MessageEntity) -> Message:
    chat = Chat(id=7, type="private")
    return Message(message_id=5, date=NOW, chat=chat, text=text, entities=list(entities) or None)


def bold(offset: int, length: int) -> MessageEntity:
    return MessageEntity(type="bold", offset=offset, length=length)


def berlin(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=1)


def test_one_line_gives_message_and_time_and_keeps_formatting_on_its_words() -> None:
    text = "/schedule tomorrow 9am Call mum \U0001f600 now"
    command = MessageEntity(type="bot_command", offset=0, length=9)
    words = words_in(typed(text, command, bold(28, 3)))
    draft = read_message(EMPTY, words, ALICE, NOW).draft
    assert (draft.text, draft.at) == ("Call mum \U0001f600 now", berlin(2026, 11, 26, 9))
    assert words_of(draft).entities == ({"type": "bold", "offset": 5, "length": 3},)
    assert waiting_for(draft) == Schedule.confirming


def test_the_words_of_the_time_are_told_apart_from_the_message() -> None:
    draft = read_message(EMPTY, Text("tomorrow call mum at 6pm"), ALICE, NOW).draft
    assert (draft.heard, draft.text) == ("tomorrow … at 6pm", "call mum")
    asked = read_message(EMPTY, Text("tomorrow 5 apples come"), ALICE, NOW).draft
    chosen = fsm.choose(asked, 0)
    assert chosen is not None
    assert (chosen.heard, chosen.text) == ("tomorrow 5", "apples come")


def test_a_message_without_a_time_is_the_message() -> None:
    read = read_message(EMPTY, Text("Call mum"), ALICE, NOW)
    assert (read.draft.text, read.why) == ("Call mum", Why.NOTHING)
    assert waiting_for(read.draft) == Schedule.timing


def test_a_time_without_a_message_asks_for_the_message() -> None:
    draft = read_message(EMPTY, Text("tomorrow 9am"), ALICE, NOW).draft
    assert draft.at == berlin(2026, 11, 26, 9)
    assert waiting_for(draft) == Schedule.writing


def test_all_of_the_words_can_be_the_message_after_all() -> None:
    words = Text("Party tomorrow 9am", ({"type": "bold", "offset": 0, "length": 5},))
    whole = fsm.whole_as_text(read_message(EMPTY, words, ALICE, NOW).draft)
    assert whole is not None
    assert (whole.text, words_of(whole).entities, whole.at) == (words.text, words.entities, None)
    assert waiting_for(whole) == Schedule.timing


def test_a_doubled_hour_asks_and_each_reading_carries_the_message() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    read = read_message(EMPTY, Text("tomorrow 2:30am tea"), ALICE, before)
    options = fsm.options_of(read.draft)
    assert [option.text for option in options] == ["tea", "tea"]
    assert options[1].at - options[0].at == timedelta(hours=1)
    chosen = fsm.choose(read.draft, 1)
    assert chosen is not None
    assert (chosen.text, chosen.at) == ("tea", options[1].at)


def test_a_time_typed_while_readings_are_open_keeps_the_message_they_share() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    draft = read_message(EMPTY, Text("tomorrow 2:30am tea"), ALICE, before).draft
    settled = read_time(fsm.agreed(draft), "tomorrow 5am", ALICE, before).draft
    assert (settled.text, settled.at) == ("tea", datetime(2026, 10, 25, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("yesterday", Why.PAST),
        ("31 february", Why.IMPOSSIBLE),
        ("every 10 seconds", Why.TOO_OFTEN),
        ("every 4 minutes", Why.TOO_OFTEN),
        ("bananas", Why.NOTHING),
        ("9 or 10 tomorrow", Why.PARTLY),
        ("12 december 2036 9am", Why.TOO_FAR),
    ],
)
def test_a_time_that_cannot_be_is_named_and_changes_nothing(text: str, why: Why) -> None:
    draft = read_message(EMPTY, Text("Call mum"), ALICE, NOW).draft
    read = read_time(draft, text, ALICE, NOW)
    assert (read.draft, read.why) == (draft, why)


def test_a_message_too_far_ahead_keeps_its_words() -> None:
    read = read_message(EMPTY, Text("12 december 2036 9am Call mum"), ALICE, NOW)
    assert (read.draft.text, read.draft.at, read.why) == ("Call mum", None, Why.TOO_FAR)


def test_in_another_zone_a_clock_moves_and_a_distance_stays() -> None:
    tokyo = Actor(7, Role.PATIENT, "Asia/Tokyo", zone_known=True, locale="en")
    later = NOW + timedelta(minutes=2)
    clock = read_message(EMPTY, Text("28 november 9am tea"), ALICE, NOW).draft
    moved = read_again(clock, ALICE, tokyo, later).draft
    assert (moved.text, moved.at) == ("tea", datetime(2026, 11, 28, 0, tzinfo=UTC))
    distance = read_message(EMPTY, Text("in 2 hours tea"), ALICE, NOW).draft
    assert read_again(distance, ALICE, tokyo, later).draft.at == distance.at


def test_a_clock_that_has_passed_in_the_other_zone_is_asked_again() -> None:
    tokyo = Actor(7, Role.PATIENT, "Asia/Tokyo", zone_known=True, locale="en")
    soon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    draft = read_message(EMPTY, Text("today 6pm tea"), ALICE, soon).draft
    read = read_again(draft, ALICE, tokyo, soon)
    assert (read.draft.text, read.why) == ("tea", Why.PAST)
    assert waiting_for(read.draft) == Schedule.timing


def test_the_other_instant_changes_places_with_the_first() -> None:
    draft = read_message(EMPTY, Text("at 7 tea"), ALICE, NOW).draft
    other = fsm.swap(draft, 0)
    assert other is not None
    assert (other.at, other.others) == (draft.others[0], (draft.at,))
    assert fsm.swap(draft, 1) is None


def test_who_reads_for_a_minute_does_not_miss_in_three_seconds() -> None:
    at = NOW.replace(microsecond=0) + timedelta(seconds=3)
    assert fsm.not_missed(at, NOW) == at
    late = NOW + timedelta(seconds=40)
    assert late < fsm.not_missed(at, late) <= late + timedelta(seconds=1)
    hour = NOW + timedelta(hours=1)
    assert fsm.not_missed(at, hour) == at


@given(st.integers(0, 24 * 60 - 1))
def test_times_on_offer_are_ahead_and_different(minute: int) -> None:
    now = NOW.replace(hour=0, minute=0) + timedelta(minutes=minute)
    found = suggestions(now, "Europe/Berlin")
    assert {0, 2} <= {item.number for item in found} <= set(range(len(PHRASES)))
    assert all(item.at > now for item in found)
    assert len({item.at for item in found}) == len(found)


def test_another_zone_keeps_the_reading_that_was_chosen() -> None:
    words = Text("tomorrow at 5 Buy milk")
    draft = read_message(EMPTY, words, ALICE, NOW).draft
    assert (draft.at, draft.others) == (berlin(2026, 11, 26, 17), (berlin(2026, 11, 26, 5),))
    early = fsm.swap(draft, 0)
    assert early is not None
    lisbon = replace(ALICE, zone="Europe/Lisbon")
    hour = timedelta(hours=1)
    moved = read_again(early, ALICE, lisbon, NOW).draft
    assert (moved.at, moved.others) == (
        berlin(2026, 11, 26, 5) + hour,
        (berlin(2026, 11, 26, 17) + hour,),
    )
    assert read_again(draft, ALICE, lisbon, NOW).draft.at == berlin(2026, 11, 26, 17) + hour


def test_the_same_message_opens_the_same_conversation() -> None:
    assert intent_of(typed("a")) == intent_of(typed("a"))
    assert len(intent_of(typed("a"))) == len(new_intent())


drafts = st.builds(
    ScheduleDraft,
    intent=st.just(new_intent()),
    text=st.none() | st.just("tea"),
    at=st.none() | st.just(NOW),
    others=st.sampled_from([(), (NOW,)]),
    options=st.sampled_from([(), (json.dumps([NOW.isoformat(), "x", "[]", True, ""]),)]),
    asking=st.sampled_from(Asking),
    message_id=st.sampled_from([0, 5]),
)


@given(drafts)
def test_going_back_comes_to_an_end(draft: ScheduleDraft) -> None:
    steps = 0
    current: ScheduleDraft | None = draft
    while current is not None:
        waiting_for(current)
        current, steps = fsm.back(current), steps + 1
    assert steps <= 6


@given(drafts)
def test_a_draft_survives_a_store_in_another_process(draft: ScheduleDraft) -> None:
    kept = loads(dumps({"draft": draft}))["draft"]
    assert kept.pop("$draft") == ScheduleDraft.__name__
    assert ScheduleDraft(**kept) == draft
    assert isinstance(draft, Draft)
    assert [type(item) for item in fsm.options_of(draft)] == [Option] * len(draft.options)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("make it 6pm instead", berlin(2026, 11, 27, 18)),
        ("at 6pm", berlin(2026, 11, 27, 18)),
        ("um 18 Uhr stattdessen", berlin(2026, 11, 27, 18)),
        ("mejor a las 18", berlin(2026, 11, 27, 18)),
        ("давай в 18", berlin(2026, 11, 27, 18)),
        ("à 18h plutôt", berlin(2026, 11, 27, 18)),
        ("melhor às 18h", berlin(2026, 11, 27, 18)),
        ("शाम 6 बजे कर दो", berlin(2026, 11, 27, 18)),
        ("tomorrow rather", berlin(2026, 11, 26, 17)),
        ("no, on saturday", berlin(2026, 11, 28, 17)),
        ("lieber morgen", berlin(2026, 11, 26, 17)),
        ("mejor el sábado", berlin(2026, 11, 28, 17)),
        ("лучше завтра", berlin(2026, 11, 26, 17)),
        ("plutôt demain", berlin(2026, 11, 26, 17)),
        ("melhor amanhã", berlin(2026, 11, 26, 17)),
        ("कल करो", berlin(2026, 11, 26, 17)),
        ("tomorrow 8am", berlin(2026, 11, 26, 8)),
    ],
)
def test_a_change_keeps_the_text_and_what_is_not_named(said: str, at: datetime) -> None:
    draft = read_message(EMPTY, Text("call dad friday 5pm"), ALICE, NOW).draft
    read = read_change(draft, said, ALICE, NOW)
    assert read is not None
    assert (read.why, read.draft.text, read.draft.at) == (None, "call dad", at)


def test_a_rule_stays_one_at_another_clock() -> None:
    draft = read_message(EMPTY, Text("every monday 9am pill"), ALICE, NOW).draft
    read = read_change(draft, "make it 10:30 instead", ALICE, NOW)
    assert read is not None
    assert (read.draft.rrule, read.draft.text) == (draft.rrule, "pill")
    assert read.draft.at == berlin(2026, 11, 30, 10) + timedelta(minutes=30)


@pytest.mark.parametrize("said", ["call mum tomorrow at 6pm", "hello", "make it nicer"])
def test_other_words_change_no_time(said: str) -> None:
    draft = read_message(EMPTY, Text("call dad friday 5pm"), ALICE, NOW).draft
    assert read_change(draft, said, ALICE, NOW) is None
