"""Content: what is stored is read again, captions stay where they belong, calls are complete."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.content import LIMIT, Text, from_json, to_json
from domain.messages.media import (
    BARE,
    Album,
    Attachment,
    Contact,
    Kind,
    Media,
    Place,
    Poll,
    captioned,
    has_caption,
    joined,
    words_of,
)
from domain.messages.schedule import composed
from domain.refusals import TextEmpty, TextTooLong
from screens.messages.content import calls, weight

WORDS = st.text("ab 😀", max_size=12)
BOLD = ({"type": "bold", "offset": 0, "length": 1},)
MEDIA = st.builds(
    Media,
    st.sampled_from(Kind),
    st.text("xyz", min_size=1, max_size=9),
    WORDS,
    st.sampled_from([(), BOLD]),
    is_spoiler=st.booleans(),
    is_above=st.booleans(),
)
OPTIONS = st.lists(st.builds(lambda text: {"text": text}, WORDS), min_size=2, max_size=5)
ATTACHMENTS: st.SearchStrategy[Attachment] = (
    MEDIA
    | st.builds(Album, st.lists(MEDIA, min_size=2, max_size=10).map(tuple))
    | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180), WORDS, WORDS)
    | st.builds(Contact, WORDS, WORDS, WORDS, WORDS)
    | st.builds(
        Poll,
        WORDS,
        OPTIONS.map(tuple),
        st.sampled_from([(), BOLD]),
        st.sampled_from([(), (1,)]),
        WORDS,
        st.sampled_from([(), BOLD]),
        st.sampled_from([{}, {"open_period": 60}]),
    )
)


def files(it: Attachment) -> tuple[Media, ...]:
    """The files of something that has some."""
    if isinstance(it, Album):
        return it.items
    assert isinstance(it, Media)
    return (it,)


@given(ATTACHMENTS)
def test_what_is_stored_is_read_again(it: Attachment) -> None:
    assert from_json(json.loads(json.dumps(to_json(it)))) == it


@given(ATTACHMENTS, WORDS)
def test_another_caption_is_the_caption_and_changes_nothing_else(it: Attachment, text: str) -> None:
    changed = captioned(it, text, BOLD)
    if not has_caption(it):
        assert changed == it
        return
    assert isinstance(changed, Media | Album)
    if isinstance(it, Media):
        assert words_of(changed) == (text, BOLD)
    assert type(changed) is type(it)
    old, new = files(it), files(changed)
    assert [item.file_id for item in old] == [item.file_id for item in new]
    assert sum(a != b for a, b in zip(old, new, strict=True)) <= 1


@given(st.lists(MEDIA, min_size=1, max_size=12))
def test_parts_become_an_album_of_at_most_ten(parts: list[Media]) -> None:
    album: Attachment | None = None
    for part in parts:
        album = joined(album, part)
    items = album.items if isinstance(album, Album) else (album,)
    assert items == tuple(parts[:10])


@given(ATTACHMENTS)
def test_one_call_shows_an_attachment_to_its_chat(it: Attachment) -> None:
    ((method, fields),) = calls(it, 7)
    assert fields["chat_id"] == 7
    assert method.startswith("send")
    assert weight((method, fields)) == (len(it.items) if isinstance(it, Album) else 1)
    json.dumps(fields)


def test_a_long_text_is_sent_in_parts_and_a_blank_one_is_left_out() -> None:
    text = "x" * LIMIT + " " * LIMIT + "y" * LIMIT
    sent = [fields["text"].strip() for _, fields in calls(Text(text), 7)]
    assert "".join(sent) == "x" * LIMIT + "y" * LIMIT
    assert all(sent)


@pytest.mark.parametrize(
    ("it", "method", "field"),
    [(Media(kind, "f"), "send" + kind.title().replace("_", ""), str(kind)) for kind in Kind],
)
def test_each_kind_has_its_method(it: Media, method: str, field: str) -> None:
    ((name, fields),) = calls(it, 7)
    assert (name, fields[field]) == (method, "f")


def test_a_quiz_keeps_its_answer_and_a_poll_has_none() -> None:
    options: tuple[Any, ...] = ({"text": "a"}, {"text": "b"})
    ((_, quiz),) = calls(Poll("How?", options, correct=(1,), explanation="So"), 7)
    assert (quiz["type"], quiz["correct_option_ids"], quiz["explanation"]) == ("quiz", [1], "So")
    ((_, poll),) = calls(Poll("How?", options), 7)
    assert "correct_option_ids" not in poll


def test_a_caption_is_measured_and_may_be_missing() -> None:
    photo = Media(Kind.PHOTO, "f")
    assert composed("", (), photo) == photo
    assert composed(" \n", (), photo) == photo
    with pytest.raises(TextTooLong):
        composed("x" * 1025, (), photo)
    for kind in BARE:
        assert composed("x" * 1025, (), Media(kind, "f")) == Media(kind, "f")
    with pytest.raises(TextEmpty):
        composed("", (), None)
