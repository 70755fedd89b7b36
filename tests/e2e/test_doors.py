"""The same effects by every door: what staff do in chat, in a browser or by a program leaves the
same rows, events, reminders, news, undos and entries of the log."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from actions.manage import webhook
from db.uow import Database
from domain.account.access import Scope
from domain.account.actor import Actor, Role
from domain.messages.webhook import Topic
from domain.time.zones import to_wall
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_public_story import TIME, open_bot
from tests.support.api import Program, make_key
from tests.support.bot import Bot
from tests.support.clinic import nine, open_clinic, ready, rows
from tests.support.desk import Desk, browser, signed_in
from tests.support.staff import arrives
from tests.support.zone import ZONE

__all__ = ("open_bot",)
LIPID = "SELECT id FROM tests WHERE code = 'LIPID'"
SLOT = "SELECT id FROM time_slots WHERE starts_at = :at"
MINE = "(SELECT id FROM bookings WHERE account_id = :patient)"
EFFECTS = {
    "bookings": """
        SELECT b.status, b.version, s.starts_at - :nine, b.price, b.currency, t.code,
               (SELECT count(*) FROM seat_holds AS h WHERE h.booking_id = b.id)
          FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
          JOIN tests AS t ON t.id = b.test_id WHERE b.account_id = :patient ORDER BY b.id""",
    "events": f"""
        SELECT kind, actor_id = :actor FROM booking_events WHERE booking_id IN {MINE}
         ORDER BY id""",
    "messages": f"""
        SELECT content ->> 'kind', coalesce(content ->> 'what', content ->> 'hours'), status, lane,
               stale_after - :nine, undo_id IS NOT NULL,
               CASE WHEN content ->> 'kind' = 'reminder' THEN fire_at - :nine END
          FROM scheduled_messages WHERE booking_id IN {MINE} ORDER BY content ->> 'kind', id""",
    "webhooks": f"""
        SELECT content ->> 'type', recipient, status, undo_id IS NOT NULL
          FROM scheduled_messages WHERE channel = 'webhook' AND booking_id IN {MINE} ORDER BY id""",
    "undos": f"""
        SELECT kind, state, actor_id = :actor, until - made_at < interval '62 s'
          FROM undos WHERE subject_id IN {MINE} ORDER BY id""",
    "log": f"""
        SELECT action, actor_id = :actor, before - 'told', after FROM audit_log
         WHERE subject = 'booking' AND subject_id IN {MINE} ORDER BY id""",
}


@dataclass
class Doors:
    """Dora, who runs the lab, by every way in, and the patient whose visit it is."""

    dora: Person
    database: Database
    desk: Desk
    program: Program
    name: str
    patient: int
    booking: int

    async def slot(self, later: timedelta) -> int:
        """A slot so long after nine."""
        ((found,),) = await rows(self.database, SLOT, at=nine() + later)
        assert isinstance(found, int)
        return found

    async def person(self) -> int:
        """The patient's id at the desk."""
        query = "SELECT patient_id FROM bookings WHERE id = :id"
        ((found,),) = await rows(self.database, query, id=self.booking)
        assert isinstance(found, int)
        return found

    async def finds_visit(self) -> None:
        await self.calls()
        await self.dora.taps("tomorrow 09:00, CBC")
        await self.dora.sees(f"Booking No. {self.booking}: booked")

    async def calls(self) -> None:
        await self.dora.says(f"/caller {self.name}")
        await self.dora.sees(self.name)
        await self.dora.taps("1")
        await self.dora.sees("is told of changes")


async def cancels_in_chat(doors: Doors) -> None:
    await doors.finds_visit()
    await doors.dora.taps("Cancel it")
    await doors.dora.sees("Cancelled")


async def cancels_in_browser(doors: Doors) -> None:
    visit = f"/desk/visits/{doors.booking}"
    done = await doors.desk.send(await doors.desk.get(visit), f"{visit}/cancel")
    assert done.status == 200


async def cancels_by_program(doors: Doors) -> None:
    assert (await doors.program.post(f"/bookings/{doors.booking}/cancel", {})).status == 200


async def moves_in_chat(doors: Doors) -> None:
    await doors.finds_visit()
    await doors.dora.taps("Move")
    await doors.dora.taps("Tomorrow")
    await doors.dora.sees("which time?")
    await doors.dora.taps("10:30")
    await doors.dora.sees("Moved")


async def moves_in_browser(doors: Doors) -> None:
    slot = await doors.slot(timedelta(hours=1.5))
    move = f"/desk/visits/{doors.booking}/move"
    done = await doors.desk.send(await doors.desk.get(f"{move}?slot={slot}"), move)
    assert "is moved" in done.words


async def moves_by_program(doors: Doors) -> None:
    path = f"/bookings/{doors.booking}"
    seen = await doors.program.get(path)
    slot = await doors.slot(timedelta(hours=1.5))
    moved = await doors.program.call(
        "PATCH", path, {"slot_id": slot}, once="move", If_Match=seen.etag
    )
    assert moved.status == 200


async def books_in_chat(doors: Doors) -> None:
    await doors.calls()
    for step in ("Book a visit", "Lipid", "Tomorrow", "11:00"):
        await doors.dora.taps(step)
    await doors.dora.sees("Read out:")
    await doors.dora.taps("Book it")
    await doors.dora.sees("Booked")


async def books_in_browser(doors: Doors) -> None:
    ((test,),) = await rows(doors.database, LIPID)
    slot = await doors.slot(timedelta(hours=2))
    page = await doors.desk.get(
        f"/desk/book?patient={await doors.person()}&test={test}&slot={slot}"
    )
    done = await doors.desk.send(page, "/desk/book")
    assert "is made" in done.words


async def books_by_program(doors: Doors) -> None:
    ((test,),) = await rows(doors.database, LIPID)
    wish = {"patient_id": await doors.person(), "test_id": test}
    wish |= {"slot_id": await doors.slot(timedelta(hours=2))}
    assert (await doors.program.post("/bookings", wish)).status == 201


Deed = Callable[[Doors], Awaitable[None]]
DEEDS: dict[str, tuple[Deed, ...]] = {
    "cancel": (cancels_in_chat, cancels_in_browser, cancels_by_program),
    "move": (moves_in_chat, moves_in_browser, moves_by_program),
    "book": (books_in_chat, books_in_browser, books_by_program),
}


async def effects(
    database: Database, patient: int, actor: int
) -> dict[str, list[tuple[object, ...]]]:
    """All that a deed has left behind of this patient."""
    values = {"nine": nine(), "actor": actor, "patient": patient}
    return {
        name: await rows(
            database, query, **{key: values[key] for key in values if f":{key}" in query}
        )
        for name, query in EFFECTS.items()
    }


async def listens(database: Database, owner: Actor, running: Bot) -> None:
    """A program is told of bookings."""
    async with database.begin() as uow:
        await webhook.make(
            uow,
            owner,
            "https://shop.example/hooks",
            [Topic.BOOKING],
            intent="doors",
            keys=running.deps.settings.keys,
            now=datetime.now(UTC),
        )


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_deed_leaves_the_same_behind_by_every_door(
    chat: Sandbox, running_bot: Bot, database: Database, deed: str
) -> None:
    await open_clinic(database, days=3)
    dora = await arrives(chat, database, "Dora", "owner")
    actor = Actor(dora.id, Role.OWNER, ZONE, True, "en")
    key, _id = await make_key(database, actor, frozenset(Scope))
    await listens(database, actor, running_bot)
    left = {}
    async with browser(running_bot.url) as desk:
        await signed_in(desk, database, actor)
        for name, act in zip(("Alice", "Bella", "Cora"), DEEDS[deed], strict=True):
            patient = await chat.person(name)
            await ready(patient)
            await patient.taps("Confirm")
            await patient.sees("Booked.")
            ((booking,),) = await rows(database, "SELECT max(id) FROM bookings")
            assert isinstance(booking, int)
            program = Program(running_bot, key)
            doors = Doors(dora, database, desk, program, name, patient.id, booking)
            await act(doors)
            left[act.__name__] = await effects(database, patient.id, dora.id)
    in_chat, *others = left.values()
    assert in_chat["undos"]
    assert len(in_chat["webhooks"]) == 2  # it was made, and then this deed
    assert in_chat["log"]
    assert in_chat["messages"]
    assert others == [in_chat, in_chat]


async def ends_booking(person: Person) -> None:
    await person.sees("Who is it for?")
    await person.taps("Me:")
    await person.taps("Confirm")
    await person.sees("Booked.")


async def books_in_steps(person: Person, _running: Bot) -> None:
    await person.says("/book")
    await person.taps("Complete blood count")
    await person.says("tomorrow")
    await person.sees("What time on")
    await person.says("9:00")
    await ends_booking(person)


async def books_in_words(person: Person, _running: Bot) -> None:
    await person.says("I want to book a CBC tomorrow at 9")
    await person.sees("Shall I book this?")
    await person.says("yes")
    await person.sees("Booked.")


async def books_by_page(person: Person, running: Bot) -> None:
    """A stranger who has found the time on the page for patients."""
    async with running.http.get(f"{running.url}/b") as answer:
        found = re.search(r'href="(/b/labs/\d+/tests/\d+)"><strong>Complete', await answer.text())
    assert found
    path = f"{found[1]}?from={to_wall(nine(), ZONE).date()}"
    async with running.http.get(running.url + path) as answer:
        link = TIME.search(await answer.text())
    assert link
    await person.says(f"/start {link[1]}")
    await ends_booking(person)


async def books_before(person: Person) -> None:
    await ready(person)
    await person.taps("Confirm")
    await person.sees("Booked.")


async def moves_by_tap(person: Person, _running: Bot) -> None:
    await books_before(person)
    await person.taps("Move")
    await person.taps("09:15")
    await person.taps("Move it")
    await person.sees("Moved.")


async def moves_by_command(person: Person, _running: Bot) -> None:
    await books_before(person)
    await person.says("/move tomorrow 9:15")
    await person.sees("Shall I move this visit?")
    await person.taps("Move it")
    await person.sees("Moved.")


async def moves_in_words(person: Person, _running: Bot) -> None:
    await books_before(person)
    await person.says("move my appointment to tomorrow 9:15")
    await person.sees("Shall I move this visit?")
    await person.says("yes")
    await person.sees("Moved.")


ONES_OWN = {
    "book": (books_in_steps, books_in_words, books_by_page),
    "move": (moves_by_tap, moves_by_command, moves_in_words),
}


@pytest.mark.parametrize("deed", ONES_OWN)
async def test_what_patients_do_leaves_the_same_behind_by_every_door(
    chat: Sandbox, open_bot: Bot, database: Database, deed: str
) -> None:
    owner = await arrives(chat, database, "Olga", "owner")
    await listens(database, Actor(owner.id, Role.OWNER, ZONE, True, "en"), open_bot)
    left = []
    for name, act in zip(("Alice", "Bella", "Cora"), ONES_OWN[deed], strict=True):
        person = await chat.person(name)
        await act(person, open_bot)
        left.append(await effects(database, person.id, person.id))
    assert left[0]["webhooks"]
    assert left[0]["messages"]
    assert left[1:] == [left[0], left[0]]
