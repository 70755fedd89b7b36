"""Answers to plain sentences that need no conversation; one that is open goes on."""

from datetime import date

from actions.booking import booking, slot
from actions.messages import schedule as messages
from domain.booking.booking import Wanted, is_left_to_the_desk, is_to_come
from domain.booking.catalogue import leading
from domain.booking.price import priced
from domain.booking.words.plain_wish import Plain, Wish
from domain.refusals import NotFound
from domain.time.zones import to_wall
from fsm.draft import Draft, load
from handlers.account.start import help_shown
from handlers.account.timezone import clock_shown
from handlers.booking import move
from handlers.booking.before.tell import too_late
from handlers.booking.my_bookings import branch_shown
from handlers.dialog import show
from handlers.messages.my_messages import page_of
from handlers.turn import Turn
from screens.account import start
from screens.booking import card as cards
from screens.booking import my_bookings as screens
from screens.language import translated
from screens.messages.my_messages import is_coming
from screens.messages.my_messages import menu as plan_menu

NOT_COMING = frozenset((Wish.CANCEL, Wish.ABSENT))
MOST = 40  # prices in one message


async def tell(turn: Turn, plain: Plain, day: date | None) -> None:
    """What a sure sentence asks for, unless it is a booking. day: that it names."""
    is_open = await load(turn.state, Draft) is not None
    match plain.wish:
        case Wish.MOVE if not is_open:
            await move.which(turn, plain.request)
        case Wish.STOP | Wish.ALTER:
            await _show_either(turn, plain.wish, is_open=is_open)
        case Wish.PRICE:
            await _show_prices(turn, plain.request)
        case Wish.HELP:
            await help_shown(turn)
        case Wish.CLOCK:
            await clock_shown(turn)
        case Wish.PLACE:
            await branch_shown(turn)
        case Wish.PLANS:
            await show(turn, await page_of(turn, 0))
        case _:
            await _show_visit(turn, plain.wish, day)


async def _show_visit(turn: Turn, wish: Wish, day: date | None) -> None:
    """The visit that is meant, with its buttons; all of them, if it may be any."""
    page = await turn.read(booking.upcoming, turn.actor, turn.now)
    coming = [item for item in page.items if is_to_come(item, turn.now)]
    note = translated(screens.SAID[wish]) if wish in screens.SAID else ""
    if wish is not Wish.MOVE and day is not None and len(coming) > 1:
        starts = [to_wall(item.starts_at, item.lab.zone).date() for item in coming]
        meant = [one for one, start in zip(coming, starts, strict=True) if start == day]
        coming = meant or coming
    if len(coming) != 1:
        await show(turn, screens.bookings(page, turn.now, note))
        return
    item = coming[0]
    if wish in NOT_COMING and is_left_to_the_desk(item, Wanted.CANCEL, turn.now):
        await show(turn, too_late(turn, item, Wanted.CANCEL))
        return
    zone = turn.actor.zone_or(item.lab.zone)
    await show(turn, screens.booking(item, zone, turn.now, note=note))


async def _show_either(turn: Turn, wish: Wish, *, is_open: bool) -> None:
    """'cancel it', 'move it': the visits or the messages to come, or which of the two."""
    visits = await turn.read(booking.upcoming, turn.actor, turn.now)
    has_visit = any(is_to_come(item, turn.now) for item in visits.items)
    plans = await turn.read(messages.planned, turn.actor)
    has_plan = any(map(is_coming, plans.items))
    if has_visit and has_plan:
        await show(turn, start.which_of_both())
    elif has_visit and wish is Wish.ALTER and not is_open:
        await move.which(turn, "")
    elif has_visit:
        await _show_visit(turn, Wish.CANCEL if wish is Wish.STOP else Wish.MOVE, None)
    else:
        nothing = start.nothing_open() if wish is Wish.STOP else start.nothing_to_move()
        await show(turn, plan_menu(plans, turn.reader, "") if has_plan else nothing)


async def _show_prices(turn: Turn, asked: str) -> None:
    """Of the test that was asked about, or of all."""
    try:
        lab = await turn.read(slot.lab_for, turn.actor)
    except NotFound:
        await show(turn, cards.closed())
        return
    tests = (await turn.known_tests(turn.database, turn.now)).tests
    found = leading(tests, asked)
    meant = [found[0]] if found else sorted(tests, key=lambda test: test.name)
    await show(turn, screens.prices([priced(test, lab.currency) for test in meant[:MOST]]))
