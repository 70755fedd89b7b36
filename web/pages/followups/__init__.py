"""Whom the desk has to look after: late reports, and patients who are asked back."""

from aiohttp import web

from web.pages.followups import late, recalls
from web.pages.guest import deed, page

ID = r"{id:\d{1,18}}"


def routes() -> list[web.RouteDef]:
    """All of it."""
    return [
        web.get(late.PATH, page(late.page)),
        web.post(f"{late.PATH}/late/{ID}", deed(late.promised, late.promise_refused)),
        web.post(f"{late.PATH}/recalls/{ID}/called", deed(late.called, late.promise_refused)),
        web.post(f"{late.PATH}/recalls/{ID}/end", deed(late.ended)),
        web.post(f"/desk/patients/{ID}/recalls", deed(recalls.made, recalls.make_refused)),
        web.post(f"/desk/patients/{ID}/recalls/end", deed(recalls.ended)),
    ]
