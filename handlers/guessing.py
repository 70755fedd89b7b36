"""Whatever a secret opens goes through here: who guesses is counted, told of, logged, measured."""

from typing import ParamSpec, TypeVar

import structlog

from actions import guess
from actions.journal import Action
from db.uow import Uow
from domain.guess import Guessed, Watch
from domain.refusals import InviteInvalid
from handlers.turn import Turn

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger(__name__)


async def attempt(
    turn: Turn, what: Guessed, action: Action[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Do it once, as turn.write does. Raises what the action raises."""

    async def tried(uow: Uow) -> R:
        return await action(uow, *args, **kwargs)

    watch = Watch(turn.guesses, turn.owners)
    done = await turn.write(guess.attempt, tried, turn.actor, what, watch=watch, now=turn.now)
    if done.is_wrong:
        turn.metrics.secrets_wrong.labels(str(what)).inc()
    if done.is_told:
        log.warning("guessing_told", what=str(what))
    if isinstance(done.result, InviteInvalid):
        raise done.result
    return done.result
