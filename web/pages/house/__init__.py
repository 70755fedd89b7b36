"""What managers and owners keep of their house: opening hours, tests, branches, the first run."""

from aiohttp import web

from web.pages.guest import deed, page
from web.pages.house import hours, labs, seats, setup, setup_tests, tests

ID = r"{id:\d{1,18}}"
STEP = "{step:name|address|pin}"


def routes() -> list[web.RouteDef]:
    """All of it."""
    return [*_hours(), *_tests(), *_labs(), *_setup()]


def _hours() -> list[web.RouteDef]:
    return [
        web.get(hours.PATH, page(hours.page)),
        web.get(hours.NEW, page(hours.new)),
        web.post(hours.NEW, deed(hours.made, hours.make_refused)),
        web.get(f"{hours.PATH}/hours/{ID}", page(hours.one)),
        web.post(f"{hours.PATH}/hours/{ID}/end", deed(hours.ended)),
        web.get(seats.PATH, page(seats.page)),
        web.post(seats.PATH, deed(seats.changed)),
    ]


def _tests() -> list[web.RouteDef]:
    one = f"{tests.PATH}/{ID}"
    return [
        web.get(tests.PATH, page(tests.page)),
        web.post(tests.PATH, deed(tests.added, tests.add_refused)),
        web.get(one, page(tests.one)),
        web.post(one, deed(tests.changed, tests.change_refused)),
        web.post(f"{one}/retire", deed(tests.retired, tests.change_refused)),
        web.post(f"{one}/offer", deed(tests.offered, tests.change_refused)),
    ]


def _labs() -> list[web.RouteDef]:
    one = f"{labs.PATH}/{ID}"
    return [
        web.post("/desk/here", deed(labs.chosen)),
        web.get(labs.PATH, page(labs.page)),
        web.post(labs.PATH, deed(labs.added, labs.add_refused)),
        web.get(one, page(labs.one)),
        web.post(one, deed(labs.changed, labs.change_refused)),
        web.post(f"{one}/pin", deed(labs.pinned, labs.change_refused)),
    ]


def _setup() -> list[web.RouteDef]:
    path = setup.PATH
    return [
        web.get(path, page(setup.page)),
        web.get(f"{path}/{STEP}", page(setup.question)),
        web.post(f"{path}/{STEP}", deed(setup.answered, setup.answer_refused)),
        web.get(f"{path}/basics", page(setup.basics)),
        web.post(f"{path}/basics", deed(setup.basic_changed, setup.basics_refused)),
        web.post(f"{path}/right", deed(setup.basics_right, setup.basics_refused)),
        web.get(f"{path}/hours", page(hours.guided)),
        web.post(f"{path}/hours", deed(hours.made, hours.make_refused)),
        web.get(f"{path}/tests", page(setup_tests.page)),
        web.post(f"{path}/tests", deed(setup_tests.offered, setup_tests.offer_refused)),
        web.get(f"{path}/team", page(setup.colleague)),
        web.post(f"{path}/team", deed(setup.invited, setup.invite_refused)),
        web.get("/desk/house/patients.{kind:svg|png}", page(setup.picture)),
    ]
