"""/export for managers: bookings or messages as a table for a spreadsheet."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, FSInputFile, Message

from actions.booking import slot
from actions.manage import export
from actions.manage.export import Exported
from domain.manage.export import LONGEST, Wanted, read
from domain.refusals import NotFound
from domain.time.zones import to_wall
from handlers import card
from handlers.roles import manager_router
from handlers.turn import Turn
from screens.manage import export as screens
from screens.manage.callbacks import ExportTap


def router() -> Router:
    """The command, and the tables on offer."""
    asked = manager_router("export")
    asked.message.register(asked_for, Command("export", ignore_case=True))
    asked.callback_query.register(table_tapped, ExportTap.filter())
    return asked


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command, with or without a table beside it."""
    await card.end(turn.state, turn.bot)
    if not command.args:
        await card.send(message, screens.ask(await _today(turn)))
    elif wanted := read(command.args):
        await _send(turn, wanted)
    else:
        await card.send(message, screens.not_understood(await _today(turn)))


async def table_tapped(call: CallbackQuery, callback_data: ExportTap, turn: Turn) -> Any:
    """A table on offer; days that no button of ours offers are refused like another's id."""
    first, last = map(date.fromordinal, (callback_data.first, callback_data.last))
    if not first <= last <= first + LONGEST:
        raise NotFound
    await _send(turn, Wanted(callback_data.what, first, last))
    return call.answer()


async def _send(turn: Turn, wanted: Wanted) -> None:
    """The file, written to disk and not to memory, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="slotbell-export-") as folder:
        path = Path(folder, wanted.name)
        done = await _write(turn, wanted, path)
        if done.rows:
            said = screens.caption(wanted, done.rows, done.is_cut)
            file = FSInputFile(path, wanted.name)
            await turn.bot.send_document(
                turn.actor.id, file, caption=said, disable_content_type_detection=True
            )
            return
    await turn.bot.send_message(turn.actor.id, screens.nothing(wanted))


async def _write(turn: Turn, wanted: Wanted, path: Path) -> Exported:
    with _opened(path) as out:
        async with turn.database.begin() as uow:
            return await export.write(uow, turn.actor, wanted, out, turn.now)


def _opened(path: Path) -> TextIO:
    """With the mark without which Excel takes a file for another encoding."""
    return path.open("w", encoding="utf-8-sig", newline="")


async def _today(turn: Turn) -> date:
    async with turn.database.read() as uow:
        lab = await slot.lab_for(uow, turn.actor)
    return to_wall(turn.now, lab.zone).date()
