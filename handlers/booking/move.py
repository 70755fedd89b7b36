"""[Move], /move and 'move my visit to friday 9': the booking conversation, for a visit there is."""

from dataclasses import replace
from datetime import date

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import booking, slot
from domain.booking.booking import BookingView, Status, Wanted, is_changeable, is_to_come
from domain.booking.catalogue import leading
from domain.booking.lab import FreeTime
from domain.booking.words.typed_time import read
from domain.refusals import NotFound, SlotTaken
from fsm.booking.conversation import (
    BookingDraft,
    draft_of,
    lab_of,
    test_ids_of,
    with_day,
    with_slot,
)
from handlers import dialog
from handlers.booking.before import tell
from handlers.booking.conversation import NEAREST, ask, offer, take
from handlers.turn import Turn
from screens.booking import card as cards
from screens.booking import my_bookings as screens
from screens.booking.callbacks import MoveTap
from screens.language import in_words, translated

MOST = 20  # visits to choose from


def router() -> Router:
    router = Router(name="move")
    router.message.register(move_command, Command("move", "reschedule", ignore_case=True))
    router.callback_query.register(move_tapped, MoveTap.filter())
    return router


async def move_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Alone or with a time: /move friday 9."""
    await which(turn, (command.args or "").strip())


async def move_tapped(_call: CallbackQuery, callback_data: MoveTap, turn: Turn) -> None:
    """Of a card, a list or a reminder. Raises NotFound."""
    await begin(turn, callback_data)


async def which(turn: Turn, request: str) -> None:
    """Go on with the visit that is meant; of several, ask. request: may name a test and a time."""
    every = await turn.read(booking.upcoming, turn.actor, turn.now, size=MOST)
    coming = [item for item in every.items if is_to_come(item, turn.now)]
    coming = [item for item in coming if item.status is Status.BOOKED]
    known = {test.id: test for item in coming for test in item.each}
    named = leading([*known.values()], request)
    meant = [item for item in coming if named is None or named[0].id in item.test_ids]
    if len(meant) == 1:
        await begin(turn, MoveTap(booking=meant[0].id), named[1] if named else request)
    elif meant:
        typed = read(request, turn.now, meant[0].lab.zone, turn.actor.locale)
        day = typed.days[0].toordinal() if typed.days else 0
        await dialog.show(turn, screens.which_to_move(meant, day))
    else:
        page = await turn.read(booking.upcoming, turn.actor, turn.now)
        await dialog.show(turn, screens.bookings(page, turn.now))


async def begin(turn: Turn, known: MoveTap, request: str = "") -> None:
    """Ask when instead, as far as the request leaves it open. Raises NotFound."""
    item = await turn.read(booking.find, turn.actor, known.booking)
    if not is_changeable(item, Wanted.MOVE, turn.now):
        await dialog.show(turn, tell.too_late(turn, item, Wanted.MOVE))
        return
    await dialog.begin(turn)
    said = replace(item, test=in_words(item.test), lab=in_words(item.lab))
    draft = await _with_known(turn, draft_of(said), known)
    typed = read(request, turn.now, item.lab.zone, turn.actor.locale)
    if typed:
        await take(turn, draft, typed)
    elif draft.day is not None:
        await ask(turn, draft)
    else:
        near = await _near(turn, item)
        await offer(turn, draft, near, translated(cards.WHEN_INSTEAD))


async def _with_known(turn: Turn, draft: BookingDraft, known: MoveTap) -> BookingDraft:
    if known.slot:
        lab, test = lab_of(draft), test_ids_of(draft)
        try:
            time = await turn.read(slot.pick, lab, known.slot, turn.now, test_id=test)
        except (NotFound, SlotTaken):
            pass
        else:
            return with_slot(draft, time)
    return with_day(draft, date.fromordinal(known.day)) if known.day else draft


async def _near(turn: Turn, item: BookingView) -> list[FreeTime]:
    """The free times nearest to its own."""
    found = await turn.read(
        slot.nearest_free,
        item.lab,
        item.starts_at,
        turn.now,
        count=NEAREST + 1,
        test_id=item.test_ids,
    )
    return [time for time in found if time.slot_id != item.slot_id][:NEAREST]
