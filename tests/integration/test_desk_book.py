"""Booking, moving, patients and messages in a browser: what the chat does, by other buttons."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from db.uow import Database
from tests.support.bookings import ALICE, BOB, CARL, DORA, booked, furnish, slots_at, value
from tests.support.bot import Bot
from tests.support.clinic import nine
from tests.support.desk import DEAD, Desk, Page, browser, hire, signed_in, visit_at
from tests.support.series import sql
from tests.support.zone import FULL_PHONE, PHONE, ZONE

WAITS = f"""
    WITH ann AS (INSERT INTO accounts (id, locale) VALUES ({ALICE.id + 77}, 'en') RETURNING id),
    her AS (INSERT INTO patients (account_id, name) SELECT id, 'Ann' FROM ann RETURNING id)
    INSERT INTO waitlist (account_id, lab_id, test_id, patient_id, first_at, end_at, made_at,
                          intent)
    SELECT ann.id, 1, 1, her.id, :day, CAST(:day AS timestamptz) + interval '1 hour', now(), n
      FROM ann, her, unnest(ARRAY['a', 'b']) AS n
"""


@pytest.fixture(autouse=True)
async def slots(database: Database) -> list[int]:
    """Three free times tomorrow from nine on, with one seat each."""
    await furnish(database, ZONE)
    for one, name in ((DORA, "Dora"), (CARL, "Carl")):
        await hire(database, one, name)
    return await slots_at(database, [nine() + n * timedelta(minutes=15) for n in range(3)])


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Dora's."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, DORA)
        yield one


def link_to(page: Page, words: str) -> str:
    """Where a link with these words in it leads."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>[^<]*{re.escape(words)}', page.text)
    assert found, f"no link {words}"
    return found[1].replace("&amp;", "&")


async def test_a_free_seat_of_the_week_is_booked_for_a_new_patient(
    desk: Desk, database: Database, slots: list[int]
) -> None:
    week = await desk.get(f"/desk/week?day={nine():%Y-%m-%d}")
    assert week.text.count('class="slot free"') == 3
    assert "2 wait" not in week.words
    await sql(database, WAITS, day=nine())
    week = await desk.get(f"/desk/week?day={nine():%Y-%m-%d}")
    assert week.words.count("2 wait") == 1  # that day, by the lab's clock
    await sql(database, "UPDATE waitlist SET status = 'over'")
    page = await desk.get(f"/desk/book?slot={slots[0]}")
    assert "Who is it for?" in page.words
    page = await desk.send(page, "/desk/patients", who=f"Zoe Quinn {PHONE}")
    assert "Which test?" in page.words
    page = await desk.get(link_to(page, "Complete blood count"))
    assert "Zoe Quinn" in page.words
    assert "no bot" in page.words
    done = await desk.send(page, "/desk/book")
    assert done.url.path == "/desk/visits/1"
    assert "is made" in done.words
    assert await booked(database, slots[0]) == 1
    assert await value(database, "SELECT max(phone) FROM patients") == FULL_PHONE
    back = await desk.send(done, "/desk/undo/1")
    assert back.status == 200
    assert await booked(database, slots[0]) == 0


async def test_a_patient_is_found_and_booked_and_told_after_the_undo(
    desk: Desk, database: Database, slots: list[int]
) -> None:
    await visit_at(database, nine() + timedelta(days=1), "Ann Lee")
    found = await desk.get("/desk/patients?q=anne le")
    page = await desk.get(link_to(found, "Ann Lee"))
    assert "is told of changes" in page.words
    page = await desk.get(link_to(page, "Book a visit"))
    page = await desk.get(link_to(page, "Complete blood count"))
    page = await desk.get(link_to(page, "09:15"))
    assert "get a message in a minute" in page.words
    form = page.form("/desk/book")
    both = await asyncio.gather(desk.post("/desk/book", form), desk.post("/desk/book", form))
    assert [one.url.path for one in both] == ["/desk/visits/2"] * 2
    assert await booked(database, slots[1]) == 1
    news = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'kind' = 'news'"
    assert await value(database, news) == 1


async def test_a_time_that_is_gone_is_said_and_the_rest_stays_chosen(
    desk: Desk, database: Database, slots: list[int]
) -> None:
    await visit_at(database, nine() + timedelta(days=1), "Ann Lee")
    page = await desk.get(f"/desk/book?patient=1&test=1&slot={slots[0]}")
    form = page.form("/desk/book")
    await sql(database, "UPDATE time_slots SET status = 'closed' WHERE id = :id", id=slots[0])
    late = await desk.post("/desk/book", form)
    assert (late.status, "just been taken" in late.words) == (409, True)
    assert "Ann Lee" in late.words
    assert "09:15" in late.words
    again = await desk.get(f"/desk/book?patient=1&test=1&slot={slots[0]}")
    assert (again.status, "just been taken" in again.words) == (409, True)


async def test_a_visit_is_moved_after_a_look_at_who_is_told(
    desk: Desk, database: Database, slots: list[int]
) -> None:
    number = await visit_at(database, nine() + timedelta(days=1), "Ann Lee")
    page = await desk.get(f"/desk/visits/{number}/move")
    page = await desk.get(link_to(page, "09:30"))
    assert "get a message in a minute" in page.words
    assert await booked(database, slots[2]) == 0
    done = await desk.send(page, f"/desk/visits/{number}/move")
    assert "is moved" in done.words
    assert await booked(database, slots[2]) == 1
    await desk.send(done, "/desk/undo/1")
    assert await booked(database, slots[2]) == 0


async def test_what_cannot_be_added_comes_back_as_it_was_typed(
    desk: Desk, database: Database
) -> None:
    page = await desk.get("/desk/patients")
    bad = await desk.send(page, "/desk/patients", who='"><b>7')
    assert bad.status == 422
    assert "&#34;&gt;&lt;b&gt;7" in bad.text
    assert await value(database, "SELECT count(*) FROM patients") == 0


async def test_any_words_can_be_looked_for(desk: Desk) -> None:
    for words in ("'; DROP TABLE patients --", "%25", "_", "\\", "😀", "a" * 500):
        assert (await desk.get(f"/desk/patients?q={words}")).status == 200


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    for path in (
        "book?slot=99",
        "book?patient=99",
        "book?test=99&slot=1",
        "patients/99",
        "visits/99/move",
        "book?patient=" + "9" * 18,
    ):
        assert (await desk.get(f"/desk/{path}")).status == 404, path


async def test_a_forged_choice_asks_anew_or_is_not_found(desk: Desk, database: Database) -> None:
    assert "Who is it for?" in (await desk.get("/desk/book?patient=x&slot=-1&test=²")).words
    page = await desk.get("/desk/patients")
    form = page.form("/desk/patients")
    assert (await desk.post("/desk/book", form)).status == 404
    assert await value(database, "SELECT count(*) FROM bookings") == 0


async def test_a_collector_has_no_such_pages(
    running_bot: Bot, database: Database, slots: list[int]
) -> None:
    async with browser(running_bot.url) as carls:
        home = await signed_in(carls, database, CARL)
        for path in ("week", "patients", "messages", "book", f"book?slot={slots[0]}"):
            assert (await carls.get(f"/desk/{path}")).status == 404
            assert f'href="/desk/{path}"' not in home.text
        form = home.form("/desk/out") | {"who": f"Zoe Quinn {PHONE}"}
        assert (await carls.post("/desk/patients", form)).status == 404


async def test_dead_letters_are_retried_and_dropped_as_in_chat(
    desk: Desk, database: Database
) -> None:
    await sql(database, DEAD, author=BOB.id, count=10)
    page = await desk.get("/desk/messages")
    assert "blocked the bot" in page.words
    page = await desk.get(link_to(await desk.get("/desk/messages?cause=blocked"), "Older"))
    assert (page.status, "2 / 2" in page.words) == (200, True)
    assert "secret words" not in page.text
    assert str(BOB.id) not in page.text
    page = await desk.get("/desk/messages?cause=blocked")
    empty = await desk.send(page, "/desk/messages/10/drop?cause=blocked", reason=" ")
    assert (empty.status, "type some text" in empty.words) == (422, True)
    page = await desk.send(page, "/desk/messages/9/drop?cause=blocked", reason="Told them")
    assert "Dropped: 1." in page.words
    page = await desk.send(page, "/desk/messages/8/retry?cause=blocked")
    assert "1 message is tried again now." in page.words
    gone = page.form("/desk/messages/7/retry?cause=blocked")
    await sql(database, "UPDATE scheduled_messages SET status = 'scheduled' WHERE id = 7")
    late = await desk.post("/desk/messages/7/retry?cause=blocked", gone)
    assert "dealt with already" in late.words
    page = await desk.send(page, "/desk/messages/retry?cause=blocked")
    assert "7 messages are tried again now." in page.words
    assert await value(database, "SELECT resolution FROM scheduled_messages WHERE id = 9") == (
        "Told them"
    )


async def test_what_is_planned_and_was_sent_is_told_without_its_words(
    desk: Desk, database: Database
) -> None:
    await sql(database, DEAD, author=ALICE.id, count=2)
    changed = """UPDATE scheduled_messages SET status = :s, last_error = NULL, sent_at = {}
                  WHERE id = :id"""
    await sql(database, changed.format("due_at + interval '40 ms'"), s="sent", id=1)
    await sql(database, changed.format("NULL"), s="scheduled", id=2)
    tried = """INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome)
               VALUES (1, 1, now(), now(), 'delivered')"""
    await sql(database, tried)
    page = await desk.get("/desk/messages")
    assert "40 ms" in page.words
    assert "secret words" not in page.text
    assert page.text.count("<code>") == 2
