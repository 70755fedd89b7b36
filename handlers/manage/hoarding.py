"""[Free all of this account], under the alert to managers: asked once, done, undone."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.manage import hoarding
from domain.audit import Seen
from handlers.dialog import show
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from screens.manage.callbacks import AccountDo, AccountTap
from screens.manage.share import hoarding as screens


def router() -> Router:
    router = router_for(is_manager, "hoarding")
    taps = router.callback_query
    taps.register(free_asked, AccountTap.filter(F.do == AccountDo.ASK))
    taps.register(free_confirmed, AccountTap.filter(F.do == AccountDo.FREE))
    taps.register(visits_kept, AccountTap.filter(F.do == AccountDo.KEEP))
    return router


async def free_asked(_call: CallbackQuery, callback_data: AccountTap, turn: Turn) -> None:
    """What would be freed, as it is now."""
    found = await turn.read(hoarding.visits, turn.actor, callback_data.id, turn.now)
    await turn.note_seen(Seen.ACCOUNT, bookings=[one.booking_id for one in found.visits])
    await show(turn, screens.question(found, turn.now))


async def free_confirmed(_call: CallbackQuery, callback_data: AccountTap, turn: Turn) -> None:
    """Freed at once, as it can be undone. Raises NotFound."""
    done = await turn.write(hoarding.free_all, turn.actor, callback_data.id, turn.now)
    await show(turn, screens.freed(done, turn.now))


async def visits_kept(_call: CallbackQuery, callback_data: AccountTap, turn: Turn) -> None:
    await show(turn, screens.kept(callback_data.id))
