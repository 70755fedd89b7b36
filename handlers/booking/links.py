"""Links from the page for patients: a tap on a time there begins its booking here."""

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from actions.booking import slot
from domain.refusals import NotFound
from domain.time.zones import to_wall
from handlers.booking.start import begin_knowing, begin_with
from handlers.turn import Turn
from screens.booking import card as screens
from screens.booking.callbacks import BookAgainTap

LINK = r"^book_\d{1,18}_\d{1,18}$"
"""What follows ?start= in a link to a time: the test and the slot."""


def router() -> Router:
    """Before the greeting, which any other link leads to."""
    router = Router(name="links")
    router.message.register(link_opened, CommandStart(magic=F.args.regexp(LINK)))
    return router


async def link_opened(_message: Message, command: CommandObject, turn: Turn) -> None:
    """The conversation begins with all that is still free."""
    _book, test_id, slot_id = (command.args or "").split("_")
    try:
        offer = await turn.read(slot.offer, int(slot_id), int(test_id))
    except NotFound:
        await begin_with(turn, "")
        return
    await turn.write(slot.choose_lab, turn.actor, offer.lab.id)
    day = to_wall(offer.starts_at, offer.lab.zone).date().toordinal()
    known = BookAgainTap(test=offer.test.id, day=day, slot=offer.slot_id)
    await begin_knowing(turn, known, screens.LINK_TAKEN)
