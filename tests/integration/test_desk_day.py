"""The day in a browser: the same acts, refusals and undos as in chat, each done once, and live."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import aiohttp
import pytest

from db import direct, uow
from db.uow import Database
from tests.support.bookings import (
    CARL,
    DORA,
    EMIL,
    MIRA,
    booked,
    furnish,
    value,
)
from tests.support.bot import Bot
from tests.support.clinic import QUARTER, soon
from tests.support.desk import FIREFOX, Desk, Page, browser, hire, signed_in, visit_at
from tests.support.series import sql
from tests.support.waiting import once_true
from tests.support.zone import ZONE
from web.pages import live


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database, ZONE)
    for one, name in ((DORA, "Dora"), (CARL, "Carl"), (EMIL, "Emil"), (MIRA, "Mira")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Dora's."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, DORA)
        yield one


@pytest.fixture
async def number(database: Database) -> int:
    """A visit of today."""
    return await visit_at(database, soon())


async def status(database: Database, number: int) -> str:
    return str(await value(database, "SELECT status FROM bookings WHERE id = :id", id=number))


def act(page: Page, number: int, what: str) -> dict[str, str]:
    """The form behind a button; one that is not offered is forged from another's version."""
    version = re.search(
        rf'/visits/{number}/act".*?name="act" value="\w\.(\d+)"', page.text, re.DOTALL
    )
    assert version
    return page.form_of("acts") | {"act": f"{what}.{version[1]}"}


async def test_a_visit_goes_its_way_with_the_buttons_of_the_sheet(
    desk: Desk, database: Database, number: int
) -> None:
    page = await desk.get("/desk")
    assert "Ann Lee" in page.words
    assert "1 to come" in page.words.replace("to come 1", "1 to come")
    for what, then in (("a", "arrived"), ("d", "fulfilled"), ("b", "booked"), ("n", "no_show")):
        page = await desk.post(f"/desk/visits/{number}/act", act(page, number, what))
        assert (page.status, page.url.path) == (200, "/desk")
        assert await status(database, number) == then
    assert await value(database, "SELECT count(*) FROM booking_events WHERE kind <> 'booked'") == 4


async def test_a_double_click_and_a_reload_do_it_once(
    desk: Desk, database: Database, number: int
) -> None:
    page = await desk.get("/desk")
    form = act(page, number, "a")
    path = f"/desk/visits/{number}/act"
    both = await asyncio.gather(desk.post(path, form), desk.post(path, form))
    assert [one.status for one in both] == [200, 200]
    assert (await desk.post(path, form)).status == 200
    assert await value(database, "SELECT version FROM bookings") == 2
    other = await desk.post(path, act(page, number, "n"))  # another button of the same page
    assert (other.status, "was faster" in other.words) == (409, True)
    assert await status(database, number) == "arrived"


async def test_whoever_comes_second_reads_who_was_faster(
    running_bot: Bot, desk: Desk, database: Database, number: int
) -> None:
    seen = await desk.get("/desk")
    async with browser(running_bot.url) as emils:
        page = await signed_in(emils, database, EMIL)
        await emils.post(f"/desk/visits/{number}/act", act(page, number, "a"))
    late = await desk.post(f"/desk/visits/{number}/act", act(seen, number, "n"))
    assert (late.status, "Emil was faster: arrived" in late.words) == (409, True)
    assert await status(database, number) == "arrived"


async def test_on_another_day_it_is_asked_first(desk: Desk, database: Database) -> None:
    number = await visit_at(database, soon() + timedelta(days=3))
    card = await desk.get(f"/desk/visits/{number}")
    path = f"/desk/visits/{number}/act"
    asked = await desk.post(path, act(card, number, "a"))
    assert "still to come" in asked.words
    assert await status(database, number) == "booked"
    done = await desk.post(path, act(asked, number, "a"))
    assert (done.status, await status(database, number)) == (200, "arrived")


async def test_a_cancel_is_undone_within_its_minute_and_not_later(
    desk: Desk, database: Database
) -> None:
    number = await visit_at(database, soon() + timedelta(days=1))
    slot = await value(database, "SELECT slot_id FROM bookings")
    path = f"/desk/visits/{number}"
    gone = await desk.send(await desk.get(path), f"{path}/cancel")
    assert f"Booking No. {number} is cancelled." in gone.words
    assert await booked(database, slot) == 1  # held for the undo
    back = await desk.send(gone, "/desk/undo/1")
    assert "nobody was told" in back.words
    assert await status(database, number) == "booked"
    again = await desk.send(await desk.get(path), f"{path}/cancel")
    form = again.form("/desk/undo/2")
    await sql(database, "UPDATE undos SET until = date_trunc('second', now()) - interval '1 s'")
    late = await desk.post("/desk/undo/2", form)
    assert (late.status, "too late to undo" in late.words) == (409, True)
    assert "Undo" not in (await desk.get(path)).words


async def test_a_note_is_kept_and_a_bad_one_comes_back_with_what_was_typed(
    desk: Desk, database: Database, number: int
) -> None:
    path = f"/desk/visits/{number}"
    typed = "<b>needs</b> a small needle"
    card = await desk.send(await desk.get(path), f"{path}/note", text=typed)
    assert "&lt;b&gt;needs&lt;/b&gt; a small needle" in card.text
    long = await desk.send(card, f"{path}/note", text="x" * 501)
    assert (long.status, "At most 500" in long.words, "x" * 501 in long.text) == (422, True, True)
    empty = await desk.send(card, f"{path}/note", text=" ")
    assert (empty.status, "type some text" in empty.words) == (422, True)
    assert await value(database, "SELECT count(*) FROM booking_notes") == 1


async def test_a_collector_sees_initials_and_cannot_do_what_is_the_desks(
    running_bot: Bot, desk: Desk, database: Database, number: int
) -> None:
    async with browser(running_bot.url) as carls:
        page = await signed_in(carls, database, CARL)
        card = await carls.get(f"/desk/visits/{number}")
        for shown in (page, card):
            assert "A. L." in shown.words
            assert "Ann" not in shown.text
            assert "Did not come" not in shown.words
        path = f"/desk/visits/{number}"
        assert (await carls.post(f"{path}/act", act(card, number, "n"))).status == 404
        for what in ("cancel", "note"):
            sent = await carls.post(f"{path}/{what}", card.form_of("acts") | {"text": "x"})
            assert sent.status == 404
    assert await status(database, number) == "booked"


async def test_a_forged_act_does_nothing(desk: Desk, database: Database, number: int) -> None:
    page = await desk.get("/desk")
    path = f"/desk/visits/{number}/act"
    for wrong in ("x.1", "", "a", "a.", "a.x", "a.1.1", ".1"):
        form = act(page, number, "a") | {"act": wrong}
        assert (await desk.post(path, form)).status == 404, wrong
    assert await status(database, number) == "booked"


async def test_the_next_one_is_called_and_nobody_is_said_so(
    desk: Desk, database: Database, number: int
) -> None:
    page = await desk.get("/desk")
    assert "Nobody is waiting." in (await desk.send(page, "/desk/next")).words
    page = await desk.post(f"/desk/visits/{number}/act", act(page, number, "a"))
    called = await desk.send(page, "/desk/next")
    assert (called.url.path, "Ann Lee" in called.words) == (f"/desk/visits/{number}", True)


@pytest.mark.parametrize(
    "day", ["x", "2026-13-01", "9999-12-31", "0001-01-01", "2026-11-30'--", ""]
)
async def test_a_day_that_is_none_shows_today(desk: Desk, day: str) -> None:
    page = await desk.get(f"/desk?day={day}")
    assert (page.status, "Today" in page.words) == (200, True)


async def test_who_looked_at_whom_is_written_down(
    desk: Desk, database: Database, number: int
) -> None:
    await desk.get("/desk")
    await desk.get(f"/desk/visits/{number}")
    seen = "SELECT array_agg(screen ORDER BY id) FROM patient_readings WHERE actor_id = :id"
    assert await value(database, seen, id=DORA.id) == ["day", "visit"]


class Statements:
    """How many have been sent since, by any request."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.count = 0
        for module in (direct, uow):
            patched.setattr(module, "note", self._note)

    def _note(self) -> None:
        self.count += 1


async def test_a_full_day_is_drawn_with_as_few_statements_as_an_empty_one(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.get("/desk")
    sent = Statements(monkeypatch)
    await desk.get("/desk")
    empty = sent.count
    for place in range(30):
        await visit_at(database, soon() - place * timedelta(seconds=1), f"Ann {place} Lee")
    before = sent.count
    page = await desk.get("/desk")
    assert page.text.count('class="who"') == 30
    assert 4 <= sent.count - before <= empty + 1  # who looked is written down


async def test_after_a_change_the_live_part_is_drawn_once_for_all_colleagues(
    running_bot: Bot,
    desk: Desk,
    database: Database,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with browser(running_bot.url) as emils, browser(running_bot.url) as carls:
        await signed_in(emils, database, EMIL)
        await signed_in(carls, database, CARL)
        sent = Statements(monkeypatch)
        first = await desk.get("/desk/day")
        alone = sent.count
        second = await emils.get("/desk/day")
        assert second.text == first.text
        assert sent.count - alone < alone
        assert "csrf" not in first.text
        others = await carls.get("/desk/day")
        assert ("Ann Lee" in first.text, "Ann Lee" in others.text) == (True, False)
        assert "Did not come" not in others.text
    seen = "SELECT count(DISTINCT actor_id) FROM patient_readings WHERE screen = 'day'"
    assert await value(database, seen) == 3


async def test_what_has_changed_is_drawn_anew_at_once(
    desk: Desk, database: Database, number: int, stream: "Stream"
) -> None:
    await asyncio.sleep(1.2)  # the first look has been
    assert "booked" in (await desk.get("/desk/day")).text
    page = await desk.get("/desk")
    await desk.post(f"/desk/visits/{number}/act", act(page, number, "a"))
    await until(lambda: stream.changes == 1)
    assert 'class="arrived' in (await desk.get("/desk/day")).text


class Stream:
    """What a page hears."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.heard: list[str] = []
        self.status = 0
        self.is_over = False

    async def listen(self) -> None:
        headers = {"User-Agent": FIREFOX}
        async with (
            aiohttp.ClientSession(cookies=self._desk.cookies) as http,
            http.get(f"{self._desk.url}/desk/events", headers=headers) as response,
        ):
            self.status = response.status
            async for line in response.content:
                self.heard.append(line.decode().strip())
        self.is_over = True

    @property
    def changes(self) -> int:
        return self.heard.count("event: changed")


@pytest.fixture
async def stream(desk: Desk, running_bot: Bot) -> AsyncIterator[Stream]:
    """Dora's page is open."""
    one = Stream(desk)
    task = asyncio.create_task(one.listen())
    await until(lambda: bool(one.heard))
    yield one
    task.cancel()
    await asyncio.wait({task})


def has_heard(one: Stream) -> bool:
    return bool(one.heard)


async def until(is_so: Callable[[], bool]) -> None:
    async def asked() -> bool:
        return is_so()

    await once_true(asked)


async def test_an_open_page_hears_of_what_others_do(
    running_bot: Bot, desk: Desk, database: Database, stream: Stream
) -> None:
    await asyncio.sleep(1.5)  # the first look has been
    assert stream.changes == 0
    number = await visit_at(database, soon() + QUARTER)
    await until(lambda: stream.changes == 1)
    async with browser(running_bot.url) as emils:
        page = await signed_in(emils, database, EMIL)
        await emils.post(f"/desk/visits/{number}/act", act(page, number, "a"))
    await until(lambda: stream.changes == 2)
    await sql(
        database,
        "INSERT INTO audit_log (at, actor_id, action, subject) "
        "VALUES (now(), :id, 'closure_made', 'closure')",
        id=MIRA.id,
    )
    await until(lambda: stream.changes == 3)
    await asyncio.sleep(1.5)
    assert stream.changes == 3  # and of nothing that did not happen


async def test_another_labs_day_disturbs_nobody(
    database: Database, stream: Stream, number: int
) -> None:
    await asyncio.sleep(1.5)
    before = stream.changes
    other = f"INSERT INTO labs (name, address, zone) VALUES ('North', '2 Street', '{ZONE}')"
    await sql(database, other)
    await sql(database, "UPDATE time_slots SET lab_id = 2")
    await sql(
        database,
        "INSERT INTO booking_events (booking_id, at, kind, actor_id) "
        "VALUES (1, now(), 'arrived', 1)",
    )
    await asyncio.sleep(2)
    assert stream.changes == before


async def test_a_stream_ends_with_its_session(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.2)
    one = Stream(desk)
    task = asyncio.create_task(one.listen())
    await until(lambda: bool(one.heard))
    await sql(database, "UPDATE accounts SET role = 'patient' WHERE id = :id", id=DORA.id)
    async with asyncio.timeout(5):
        await task
    assert one.is_over
    again = Stream(desk)
    await again.listen()
    assert again.status == 401


async def test_streams_are_bounded_and_the_newest_page_of_a_browser_is_served(
    running_bot: Bot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [Stream(desk) for _ in range(live.MOST_EACH + 1)]
    tasks = []
    for one in streams:
        tasks.append(asyncio.create_task(one.listen()))
        await until(partial(has_heard, one))
    await until(lambda: streams[0].is_over)
    assert "event: over" in streams[0].heard
    assert not any(one.is_over for one in streams[1:])
    monkeypatch.setattr(live, "MOST", live.MOST_EACH)
    full = Stream(desk)
    await full.listen()
    assert full.status == 503
    assert "Too many pages are open" in " ".join(full.heard)
    running_bot.stopping.set()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_pages_that_have_left_make_room_at_once(
    running_bot: Bot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their streams notice it when they write the next time, up to fifteen seconds later."""
    monkeypatch.setattr(live, "MOST", 1)
    first, second = Stream(desk), Stream(desk)
    task = asyncio.create_task(first.listen())
    await until(partial(has_heard, first))
    task.cancel()
    await asyncio.wait([task])
    await asyncio.sleep(0.1)
    task = asyncio.create_task(second.listen())
    await until(partial(has_heard, second))
    task.cancel()
    await asyncio.wait([task])


async def test_the_front_desk_lists_whom_to_call(
    desk: Desk, database: Database, number: int
) -> None:
    assert "To call" not in (await desk.get("/desk")).words
    away = """UPDATE accounts SET reachable = false
               WHERE id = (SELECT account_id FROM bookings WHERE id = :id)"""
    await sql(database, away, id=number)
    await sql(database, "UPDATE patients SET phone = '+4915112345678'")
    page = await desk.get("/desk")
    assert page.status == 200
    assert "To call: 1" in page.words
    assert "cannot be reached by Telegram" in page.words
    assert 'href="tel:+4915112345678"' in page.text
