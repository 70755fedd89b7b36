"""What patients see without an account: tests and free times, and a calendar of their own."""

from aiohttp import web

from web.public import calendar, catalogue

NUMBER = r"\d{1,18}"


def routes(*, has_page: bool) -> list[web.RouteDef]:
    """All of it. has_page: whether strangers may look at tests and times."""
    feed = web.get(r"/b/calendar/{token:[\d-]+[0-9a-f]*}.ics", calendar.sent)
    if not has_page:
        return [feed]
    return [
        feed,
        web.get("/b", catalogue.all_tests),
        web.get("/b/", catalogue.all_tests),
        web.get(f"/b/labs/{{lab:{NUMBER}}}", catalogue.all_tests),
        web.get(f"/b/labs/{{lab:{NUMBER}}}/tests/{{test:{NUMBER}}}", catalogue.one_test),
    ]
