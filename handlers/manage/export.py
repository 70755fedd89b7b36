"""/export for managers: bookings or messages as a table for a spreadsheet."""

import tempfile
from datetime import date
from pathlib import Path
from typing import TextIO

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, FSInputFile, Message

from actions.booking import slot
from actions.manage import export
from domain.manage.export import LONGEST, ExportRequest, read
from domain.refusals import NotFound
from domain.time.zones import to_wall
from handlers.dialog import look_aside, show
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from screens.manage import export as screens
from screens.manage.callbacks import ExportTap


def router() -> Router:
    router = router_for(is_manager, "export")
    router.message.register(export_command, Command("export", ignore_case=True))
    router.callback_query.register(table_tapped, ExportTap.filter())
    return router


async def export_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    await look_aside(turn)
    lab = await turn.read(slot.lab_for, turn.actor)
    today = to_wall(turn.now, lab.zone).date()
    if command.args and (request := read(command.args, today)):
        await _send(turn, request)
        return
    draw = screens.not_understood if command.args else screens.ask
    await show(turn, draw(today))


async def table_tapped(_call: CallbackQuery, callback_data: ExportTap, turn: Turn) -> None:
    """A table on offer; days that no button of ours offers are refused like another's id."""
    first, last = map(date.fromordinal, (callback_data.first, callback_data.last))
    if not first <= last <= first + LONGEST:
        raise NotFound
    await _send(turn, ExportRequest(callback_data.what, first, last))


async def _send(turn: Turn, request: ExportRequest) -> None:
    """The file, written to disk and not to memory, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="slotbell-export-") as folder:
        path = Path(folder, request.name)
        with _opened(path) as out:
            done = await turn.read_in_parts(export.write, turn.actor, request, out)
        await turn.write(export.note, turn.actor, request, done.rows, now=turn.now)
        if done.rows:
            await turn.bot.send_document(
                turn.actor.id,
                FSInputFile(path, request.name),
                caption=screens.caption(request, done),
                disable_content_type_detection=True,
            )
            return
    await turn.bot.send_message(turn.actor.id, screens.nothing(request))


def _opened(path: Path) -> TextIO:
    """With the mark without which Excel takes a file for another encoding."""
    return path.open("w", encoding="utf-8-sig", newline="")
