"""Who may schedule in a group or channel: every place of the person against every of the bot."""

import itertools

import pytest

from domain.messages.chat import ADMINS, INSIDE, Membership, Standing, Standings, may_schedule_there
from domain.refusals import BotMayNotPost, NotAdmin, NotFound, Refusal

EVERYBODY = [Standing(place, may_post) for place in Membership for may_post in (True, False)]


def expected(person: Standing, bot: Standing, is_channel: bool) -> type[Refusal] | None:
    """The rule once more, as Telegram's manual has it."""
    if person.place not in INSIDE or bot.place not in INSIDE:
        return NotFound
    if person.place not in ADMINS:
        return NotAdmin
    if is_channel:
        if person.place is not Membership.CREATOR and not person.may_post:
            return NotAdmin
        fits = bot.place is Membership.CREATOR or (
            bot.place is Membership.ADMINISTRATOR and bot.may_post
        )
        return None if fits else BotMayNotPost
    return None if bot.place in ADMINS or bot.may_post else BotMayNotPost


@pytest.mark.parametrize("is_channel", [False, True])
def test_every_pair_of_places_is_allowed_or_refused_by_name(is_channel: bool) -> None:
    for person, bot in itertools.product(EVERYBODY, EVERYBODY):
        found, wanted = Standings(person, bot, is_channel), expected(person, bot, is_channel)
        if wanted is None:
            may_schedule_there(found)
            continue
        with pytest.raises(wanted):
            may_schedule_there(found)


def test_without_the_bot_there_nothing_is_found() -> None:
    with pytest.raises(NotFound):
        may_schedule_there(None)
