"""Polls and quizzes, without voting."""

from typing import Any

from telegram_sandbox.calls.method import Method
from telegram_sandbox.calls.sending import send
from telegram_sandbox.params import Params, whole
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.world import World
from telegram_sandbox.text.entities import formatted
from telegram_sandbox.text.units import units

QUESTION, OPTION, EXPLANATION = 300, 100, 200  # UTF-16 units
PERIOD = (5, 2_628_000)  # seconds


def poll_of(world: World, params: Params) -> Json:
    """The poll that a call describes.

    Raises:
        Refused: Telegram would not accept it.
    """
    question = formatted(params, "question", "question_entities", "question_parse_mode")
    if not 1 <= units(question.text.strip()) <= QUESTION:
        empty = not question.text.strip()
        raise bad("poll question must be non-empty" if empty else "POLL_QUESTION_INVALID")
    options = options_of(params)
    kind = params.text("type") or "regular"
    if kind not in {"regular", "quiz"}:
        raise bad("unsupported poll type specified")
    poll = {
        "id": str(7_100_000_000_000_000_000 + world.record.last),
        **question.content("question", "question_entities"),
        "options": options,
        "total_voter_count": 0,
        "is_closed": params.truth("is_closed"),
        "is_anonymous": not params.has("is_anonymous") or params.truth("is_anonymous"),
        "type": kind,
        "allows_multiple_answers": params.truth("allows_multiple_answers"),
        "allows_revoting": params.truth("allows_revoting"),
        "members_only": False,
    }
    if period := params.integer("open_period"):
        if not PERIOD[0] <= period <= PERIOD[1]:
            raise bad("poll can't be open for that long")
        poll["open_period"] = period
    return poll | (quiz_of(params, len(options)) if kind == "quiz" else {})


def options_of(params: Params) -> list[Json]:
    """The options of a poll.

    Raises:
        Refused: there are too few or too many, or one is empty or too long.
    """
    raw = params.thing("options", "poll options")
    if not isinstance(raw, list) or not 1 <= len(raw) <= 12:
        raise bad("poll must have at least 1 and at most 12 options")
    options = []
    for number, item in enumerate(raw):
        wish = Params(item if isinstance(item, dict) else {"text": str(item)})
        told = formatted(wish, "text", "text_entities", "text_parse_mode")
        if not 1 <= units(told.text.strip()) <= OPTION:
            raise bad("poll options length must be between 1 and 100")
        shown: Json = {"persistent_id": str(number), "voter_count": 0}
        options.append(shown | told.content("text", "text_entities"))
    return options


def quiz_of(params: Params, count: int) -> Json:
    """The right answers of a quiz and their explanation.

    Raises:
        Refused: no answer is right, or it is not among the options.
    """
    raw: Any = params.thing("correct_option_ids", "correct option identifiers")
    right = [whole(number, -1) for number in raw] if isinstance(raw, list) else []
    if not right or not all(0 <= number < count for number in right):
        raise bad("wrong correct option ID specified")
    why = formatted(params, "explanation", "explanation_entities", "explanation_parse_mode")
    if units(why.text) > EXPLANATION:
        raise bad("poll explanation is too long")
    told: Json = {"correct_option_ids": right}
    return told | (why.content("explanation", "explanation_entities") if why.text else {})


async def send_poll(world: World, params: Params) -> Json:
    return send(world, params, {"poll": poll_of(world, params)})


METHODS: dict[str, Method] = {"sendPoll": send_poll}
