"""Whatever comes to the bot's or the people's side is answered, never with a mistake of ours."""

import contextlib
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telegram_sandbox.calls import METHODS
from telegram_sandbox.gateway import Gateway
from telegram_sandbox.params import Params, Upload, from_json
from telegram_sandbox.people import acts
from telegram_sandbox.people import media as acts_media
from telegram_sandbox.refusals import Impossible, Refused
from telegram_sandbox.state.bot import Me
from telegram_sandbox.state.world import World

PERSON = 500_000_001
KEYS = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}
FINE: dict[str, Any] = {
    "chat_id": PERSON,
    "from_chat_id": PERSON,
    "user_id": PERSON,
    "message_id": 2,
    "message_ids": [1, 2],
    "text": "hello",
    "caption": "hello",
    "parse_mode": "",
    "entities": [{"type": "bold", "offset": 0, "length": 2}],
    "caption_entities": [{"type": "date_time", "offset": 0, "length": 2, "unix_time": 5}],
    "reply_markup": KEYS,
    "reply_parameters": {"message_id": 1},
    "link_preview_options": {"is_disabled": True},
    "latitude": 1,
    "longitude": 1,
    "phone_number": "1",
    "first_name": "A",
    "question": "How?",
    "options": ["a", {"text": "b"}],
    "action": "typing",
    "commands": [{"command": "a", "description": "b"}],
    "scope": {"type": "chat", "chat_id": PERSON},
    "name": "Lab",
    "language_code": "en",
    "callback_query_id": "7000000000000000001",
    "url": "http://127.0.0.1:1/x",
    "secret_token": "s",
    "allowed_updates": ["message"],
    "max_connections": 4,
    "limit": 5,
    "offset": -1,
    "file_id": "x",
    "photo": "x",
    "media": [{"type": "photo", "media": "attach://document", "caption": "c"}] * 2,
    "title": "Lab",
    "address": "1 Street",
    "type": "quiz",
    "correct_option_ids": [0],
    "explanation": "because",
    "open_period": 60,
}
WORDS = sorted({*FINE, "type", "offset", "length", "user", "keyboard", "inline_keyboard", "url"})
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=6,
)


@st.composite
def spoilt(draw: st.DrawFn, fine: Any) -> Any:
    """A fine value with junk somewhere in it."""
    if draw(st.integers(0, 2)) == 0 or not isinstance(fine, dict | list) or not fine:
        return draw(JUNK)
    if isinstance(fine, list):
        return [draw(spoilt(item)) for item in fine]
    name = draw(st.sampled_from(sorted(fine)))
    return fine | {name: draw(spoilt(fine[name]))}


def scene() -> World:
    world = World(Me("4242:x"))
    world.limits.switch(False)
    person = world.people.add({"first_name": "Alice", "id": PERSON})
    acts.says(world, person, {"text": "/start"})
    content = {"text": "old", "reply_markup": KEYS}
    world.post(world.chat_of(person), world.me.user(), content)
    acts.taps(world, person, {"message_id": 2, "data": "y"})
    return world


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=250)
@given(st.sampled_from(sorted(METHODS)), spoilt(FINE), st.booleans())
async def test_junk_in_a_call_is_refused_in_order(method: str, values: Any, as_text: bool) -> None:
    values = values if isinstance(values, dict) else {"text": values}
    if as_text:  # as a form brings them
        values = {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}
    here = scene()
    uploads = {"document": Upload("x", "text/plain", b"x")}
    await Gateway(here).reply(Params(values | {"method": method, "timeout": 0}, uploads))
    (call,) = here.record.calls()
    assert call["status"] in {200, 400, 403, 409}, call
    json.dumps(call)


@settings(max_examples=150)
@given(spoilt(FINE | {"message_id": 2, "data": "y", "id": 7, "reply_to_message_id": 1}))
def test_junk_of_a_person_is_done_or_refused_in_a_sentence(wish: Any) -> None:
    wish = wish if isinstance(wish, dict) else {"text": wish}
    here = scene()
    person = here.people.by_id[PERSON]
    for act in (acts.says, acts.shares_location, acts.taps):
        with contextlib.suppress(Impossible):
            act(here, person, wish)
    with contextlib.suppress(Impossible):
        here.people.add(wish)
    with contextlib.suppress(Impossible):
        here.faults.add({"kind": "429"} | wish)
    acts.known_from(here, wish)
    here.updates.inject(wish, 0.0)
    assert here.updates.pending


@given(st.binary(max_size=60), st.sampled_from(["photo", "document", "voice", "sticker"]))
def test_any_bytes_are_a_file_or_refused(data: bytes, kind: str) -> None:
    here = scene()
    upload = Upload("x", "image/png", b"\xff\xd8" + data)
    with contextlib.suppress(Impossible):
        sent = acts_media.sends_file(here, here.people.by_id[PERSON], kind, upload)
        assert kind in sent


@given(st.binary(max_size=60) | JUNK.map(lambda junk: json.dumps(junk).encode()))
def test_any_body_is_parameters_or_refused(body: bytes) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(from_json(body).values, dict)
