"""The front desk in a browser, under /desk: pages drawn here, sent whole."""

from aiohttp import web

from domain.refusals import NotFound
from web.call import Call
from web.pages import (
    booking,
    door,
    followups,
    house,
    live,
    manage,
    messages,
    patients,
    staff,
    static,
    today,
    week,
    workers,
)
from web.pages.guest import deed, page
from web.strangers import Strangers

ID = r"{id:\d{1,18}}"


def routes() -> list[web.RouteDef]:
    """All of it."""
    return [
        *_door(),
        *_day(),
        *_booking(),
        *_messages(),
        *_manage(),
        *staff.routes(),
        *house.routes(),
        *followups.routes(),
        web.get("/desk/{rest:.*}", page(_nothing)),
    ]


def attach(app: web.Application) -> None:
    """What the pages of one process share."""
    app[door.TRIED] = Strangers(door.LINKS)
    app[live.HUB] = live.Hub()
    app[live.PARTS] = live.Parts(app[live.HUB])
    app.on_shutdown.append(app[live.HUB].stop)


def _door() -> list[web.RouteDef]:
    link = r"/desk/in/{token:[\w-]{1,100}}"
    return [
        web.get("/desk/static/{mark}/{name}", static.sent),
        web.get(link, door.link_opened),
        web.post(link, door.link_used),
        web.get("/desk/app", door.app_opened),
        web.post("/desk/app", door.app_used),
        web.get("/desk/browsers", page(door.browsers)),
        web.post(f"/desk/browsers/{ID}/end", deed(door.browser_ended)),
        web.post("/desk/out", deed(door.signed_out)),
    ]


def _day() -> list[web.RouteDef]:
    visit = f"/desk/visits/{ID}"
    return [
        web.get("/desk", page(today.today)),
        web.get("/desk/day", page(today.part)),
        web.get("/desk/events", page(live.events)),
        web.get(visit, page(today.card)),
        web.post(f"{visit}/act", deed(today.acted, today.act_refused)),
        web.post(f"{visit}/cancel", deed(today.cancelled, today.act_refused)),
        web.post(f"{visit}/note", deed(today.noted, today.note_refused)),
        web.post("/desk/next", deed(today.next_called)),
        web.post("/desk/missed", deed(today.all_missed)),
        web.post(f"/desk/undo/{ID}", deed(today.taken_back, today.undo_refused, tells_gone=True)),
    ]


def _booking() -> list[web.RouteDef]:
    move = f"/desk/visits/{ID}/move"
    return [
        web.get("/desk/week", page(week.page)),
        web.get(week.CLOSE, page(week.closing)),
        web.post(week.CLOSE, deed(week.closed, week.close_refused)),
        web.get(f"/desk/closures/{ID}", page(week.calls)),
        web.get("/desk/patients", page(patients.page)),
        web.post("/desk/patients", deed(booking.added, patients.add_refused)),
        web.get(f"/desk/patients/{ID}", page(patients.card)),
        web.get(booking.PATH, page(booking.page)),
        web.post(booking.PATH, deed(booking.booked, booking.book_refused)),
        web.get(move, page(booking.moving)),
        web.post(move, deed(booking.moved, booking.move_refused)),
    ]


def _messages() -> list[web.RouteDef]:
    one = f"{messages.PATH}/{ID}"
    return [
        web.get(messages.PATH, page(messages.page)),
        web.post(f"{one}/retry", deed(messages.retried, messages.refused, tells_gone=True)),
        web.post(f"{one}/drop", deed(messages.dropped, messages.refused, tells_gone=True)),
        web.post(
            f"{messages.PATH}/retry", deed(messages.all_retried, messages.refused, tells_gone=True)
        ),
        web.post(
            f"{messages.PATH}/drop", deed(messages.all_dropped, messages.refused, tells_gone=True)
        ),
    ]


def _manage() -> list[web.RouteDef]:
    return [
        web.get(workers.PATH, page(workers.page)),
        web.post(f"{workers.PATH}/{{lane}}/pause", deed(workers.paused)),
        web.post(f"{workers.PATH}/{{lane}}/resume", deed(workers.resumed)),
        web.get("/desk/audit", page(manage.audit_page)),
        web.get("/desk/numbers", page(manage.numbers_page)),
    ]


async def _nothing(_call: Call) -> web.Response:
    """No page has this address."""
    raise NotFound
