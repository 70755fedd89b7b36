"""Webhooks as values: types of events, secrets, and what is signed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from domain.desk.day import STEPS
from domain.keys import Keys
from domain.messages.content import Told, from_json, to_json
from domain.messages.webhook import (
    BOOKING_TYPES,
    Endpoint,
    Hook,
    Topic,
    secret_hash,
    secret_of,
    secrets_at,
)
from infra.webhook.message import BodyTooBig, compose

NOW = datetime.now(UTC)
KEY, OLDER = "k" * 40, "o" * 40


def endpoint(generation: int = 1, key: str = KEY, **facts: object) -> Endpoint:
    values: dict[str, object] = {
        "id": 1,
        "url": "https://example.com:8443/hook",
        "topics": frozenset(Topic),
        "made_by": 7,
        "seed": "seed",
        "generation": generation,
        "secret_hash": secret_hash(secret_of("seed", generation, key)),
        "earlier_hash": None,
        "earlier_until": None,
        "made_at": NOW,
    }
    return Endpoint(**(values | facts))  # type: ignore[arg-type] # by name


def test_each_act_of_a_day_has_a_type() -> None:
    assert {step.event for step in STEPS.values()} <= set(BOOKING_TYPES)
    assert {type_.partition(".")[0] for type_ in BOOKING_TYPES.values()} == {Topic.BOOKING}


def test_a_secret_has_the_form_of_the_standard_and_is_another_one_each_time() -> None:
    made = {secret_of(seed, number, key) for seed in "ab" for number in (1, 2) for key in "kl"}
    assert len(made) == 8
    assert all(one.startswith("whsec_") and len(one) == 50 for one in made)


@pytest.mark.parametrize(
    ("keys", "there"),
    [
        (Keys(KEY), True),
        (Keys(OLDER, (KEY,)), True),
        (Keys(OLDER), False),
    ],
)
def test_a_secret_is_known_as_long_as_its_key_is(keys: Keys, *, there: bool) -> None:
    wanted = (secret_of("seed", 1, KEY),) if there else ()
    assert secrets_at(endpoint(), keys, NOW) == wanted


def test_the_secret_before_signs_until_its_time_is_over_also_if_its_key_is_another() -> None:
    old, new = secret_of("seed", 1, OLDER), secret_of("seed", 2, KEY)
    facts = {"earlier_hash": secret_hash(old), "earlier_until": NOW}
    renewed, keys = endpoint(2, KEY, **facts), Keys(KEY, (OLDER,))
    assert secrets_at(renewed, keys, NOW - timedelta(seconds=1)) == (new, old)
    assert secrets_at(renewed, keys, NOW) == (new,)
    assert secrets_at(renewed, Keys(KEY), NOW - timedelta(seconds=1)) == (new,)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50) | st.integers() | st.none()))
def test_what_is_signed_is_what_is_sent(facts: dict[str, str | int | None]) -> None:
    now = datetime.now(UTC)  # what is signed is good for five minutes
    hook = Hook(4711, endpoint(), "booking.created", now, facts)
    secret = secret_of("seed", 1, KEY)
    post = compose(hook, [secret, secret_of("seed", 2, KEY)], now)
    event = Webhook(secret).verify(post.body, dict(post.headers))
    assert event == json.loads(post.body)
    assert event["data"] == {name: fact for name, fact in facts.items() if fact is not None}
    assert datetime.fromisoformat(event["timestamp"]) == now
    assert post.headers["webhook-id"] == "msg_4711"
    assert post.headers["webhook-signature"].count("v1,") == 2


def test_a_body_is_bounded() -> None:
    hook = Hook(1, endpoint(), "booking.created", NOW, {"long": "x" * 20_000})
    with pytest.raises(BodyTooBig):
        compose(hook, [secret_of("seed", 1, KEY)], NOW)


def test_an_event_is_stored_by_its_ids_alone() -> None:
    told = Told("booking.created", 12)
    assert to_json(told) == {"kind": "webhook", "type": "booking.created", "of": 12}
    assert from_json(to_json(told)) == told


def test_people_know_it_by_its_host() -> None:
    assert endpoint().host == "example.com:8443"
