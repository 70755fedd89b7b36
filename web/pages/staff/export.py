"""Bookings or messages of the days on the page of numbers, as a table to take along."""

import io
import tempfile
from contextlib import ExitStack
from datetime import date

from aiohttp import web

from actions.manage import export
from domain.manage.export import LONGEST, ExportRequest, What
from domain.refusals import NotFound
from web.call import Call
from web.pages.draw import HEADERS
from web.pages.guest import Form

PATH = "/desk/numbers/export"
TABLES = {"bookings": What.BOOKINGS, "messages": What.MESSAGES}


async def exported(call: Call, form: Form) -> web.Response:
    """The file, written to disk and not to memory; it is gone once it is sent.

    Raises NotFound for days that no page of ours offers.
    """
    asked = _asked(form)
    with ExitStack() as opened:
        file = opened.enter_context(tempfile.TemporaryFile())
        # With the mark without which Excel takes a file for another encoding.
        out = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        done = await call.read_in_parts(export.write, call.actor, asked, out)
        await call.write(export.note, call.actor, asked, done.rows, now=call.now)
        out.flush()
        out.detach()
        file.seek(0)
        opened.pop_all()  # from now on the response closes it
    named = {"Content-Disposition": f'attachment; filename="{asked.name}"'}
    return web.Response(
        body=file, headers=HEADERS | named, content_type="text/csv", charset="utf-8"
    )


def _asked(form: Form) -> ExportRequest:
    try:
        first, last = (date.fromisoformat(form.get(name, "")) for name in ("first", "last"))
        what = TABLES[form.get("what", "")]
    except (KeyError, ValueError):
        raise NotFound from None
    if not first <= last <= first + LONGEST:
        raise NotFound
    return ExportRequest(what, first, last)
