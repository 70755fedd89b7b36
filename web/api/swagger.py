"""The document for people: Swagger's page, served whole from here."""

from pathlib import Path

from aiohttp import web

PLACE = Path(__file__).parents[1] / "static" / "swagger"
VERSION = "5.35.0"
FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "docs.js": "text/javascript",
}
FOR_EVER = "public, max-age=31536000, immutable"  # the version is part of the address
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def page(_request: web.Request) -> web.FileResponse:
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
    headers |= {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
    return web.FileResponse(PLACE / "docs.html", headers=headers)


async def asset(request: web.Request) -> web.FileResponse:
    name = request.match_info["name"]
    if request.match_info["version"] != VERSION or name not in FILES:
        raise web.HTTPNotFound
    headers = {"Content-Type": f"{FILES[name]}; charset=utf-8", "Cache-Control": FOR_EVER}
    return web.FileResponse(PLACE / name, headers=headers)


ROUTES = (
    web.get("/docs", page),
    web.get("/static/{version}/{name}", asset),
)
