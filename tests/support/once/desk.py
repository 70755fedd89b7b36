"""Deeds of the desk: the day, visits, phone calls, reports."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, text

from db.base import Instant
from domain.time.zones import to_wall
from screens.callback_values import OpenTap
from screens.desk.callbacks import AgainTap, DayDo, DayTap
from telegram_sandbox.driver import Person
from tests.support.clinic import ready, rows, soon
from tests.support.late import is_late
from tests.support.once.scenario import leads_to
from tests.support.once.stand import Stand
from tests.support.series import sql
from tests.support.zone import PHONE, ZONE

PDF = b"%PDF-1.7 all values are fine"


async def books(stand: Stand, name: str = "Alice", line: str = "/book cbc tomorrow 9am") -> Person:
    """A patient with a visit."""
    person = await stand.arrives(name)
    await ready(person, line)
    await person.taps("Confirm")
    await person.sees("Booked.")
    return person


async def begins_at(stand: Stand, at: datetime) -> None:
    """The visit begins then."""
    moved = "UPDATE time_slots SET starts_at = :at, ends_at = :at + interval '15 min'"
    statement = text(f"{moved} WHERE id = (SELECT min(slot_id) FROM bookings)")
    async with stand.database.begin() as uow:
        await uow.run(statement.bindparams(bindparam("at", type_=Instant)), {"at": at})


def long_ago() -> datetime:
    """On a day that is over."""
    return datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=30)


async def opens_card(stand: Stand) -> Person:
    """The desk before the card of a visit that begins soon."""
    await books(stand)
    await begins_at(stand, soon())
    dora = await stand.arrives("Dora", "desk")
    at = (await rows(stand.database, "SELECT min(starts_at) FROM time_slots"
                     " WHERE id IN (SELECT slot_id FROM bookings)"))[0][0]  # fmt: skip
    assert isinstance(at, datetime)
    await dora.says(f"/day {to_wall(at, ZONE):%d %B %Y}")
    await dora.sees("1 to come")
    await dora.taps("Alice")
    await dora.sees("Booking No. 1: booked")
    return dora


@leads_to("desk.visit.act_tapped")
async def arrived(stand: Stand) -> None:
    dora = await opens_card(stand)
    await stand.hold()
    await dora.taps("Arrived")


@leads_to("desk.visit.cancel_tapped")
async def visit_cancelled(stand: Stand) -> None:
    dora = await opens_card(stand)
    await stand.hold()
    await dora.taps("Cancel it")


@leads_to("desk.visit.note_typed")
async def note_typed(stand: Stand) -> None:
    dora = await opens_card(stand)
    await dora.taps("Note")
    await dora.sees("What should colleagues know?")
    await stand.hold()
    await dora.says("Needs a small needle")


@leads_to("desk.visit.undo_tapped")
async def undone(stand: Stand) -> None:
    dora = await opens_card(stand)
    await dora.taps("Cancel it")
    await dora.sees("Cancelled")
    await stand.hold()
    await dora.taps("Undo")


@leads_to("desk.day.missed_tapped")
async def all_missed(stand: Stand) -> None:
    await books(stand)
    await begins_at(stand, long_ago())
    dora = await stand.arrives("Dora", "desk")
    day = to_wall(long_ago(), ZONE).date().toordinal()
    await dora.forges(DayTap(do=DayDo.OPEN, day=day).pack(), (await dora.last()).id)
    await dora.sees("Still open: 1.")
    await stand.hold()
    await dora.forges(DayTap(do=DayDo.MISSED, day=day).pack(), (await dora.last()).id)


async def waits(stand: Stand) -> Person:
    """A patient who is here, and the desk."""
    dora = await opens_card(stand)
    await begins_at(stand, datetime.now(UTC).replace(second=0, microsecond=0))
    await dora.taps("Arrived")
    await dora.sees("Booking No. 1: here")
    return dora


@leads_to("desk.day.next_command")
async def next_asked(stand: Stand) -> None:
    dora = await waits(stand)
    await stand.hold()
    await dora.says("/next")


@leads_to("desk.day.next_tapped")
async def next_tapped(stand: Stand) -> None:
    dora = await waits(stand)
    await stand.hold()
    await dora.forges(DayTap(do=DayDo.NEXT).pack(), (await dora.last()).id)


@leads_to("desk.phone_call.caller_command")
async def caller_named(stand: Stand) -> None:
    await books(stand)
    dora = await stand.arrives("Dora", "desk")
    await stand.hold()
    await dora.says("/caller alice")


async def is_called(stand: Stand) -> Person:
    """The desk on the phone."""
    await books(stand)
    dora = await stand.arrives("Dora", "desk")
    await dora.says("/caller")
    await dora.sees("Who is calling?")
    return dora


@leads_to("desk.phone_call.name_typed")
async def caller_searched(stand: Stand) -> None:
    dora = await is_called(stand)
    await stand.hold()
    await dora.says("alice")


@leads_to("desk.phone_call.new_typed")
async def caller_added(stand: Stand) -> None:
    dora = await is_called(stand)
    await dora.taps("New patient")
    await dora.sees("Type their name and phone number")
    await stand.hold()
    await dora.says(f"Nadia Okafor {PHONE}")


@leads_to("desk.phone_call.name_typed")
async def phone_given(stand: Stand) -> None:
    dora = await is_called(stand)
    await dora.taps("New patient")
    await dora.sees("Type their name and phone number")
    await dora.says("Herbert Grün")
    await dora.sees("No phone number yet")
    await stand.hold()
    await dora.says(PHONE)


async def finds_visit(stand: Stand) -> Person:
    dora = await is_called(stand)
    await dora.says("alice")
    await dora.taps("1")
    await dora.taps("tomorrow 09:00, CBC")
    await dora.sees("Booking No. 1: booked")
    return dora


@leads_to("desk.phone_call.cancel_tapped")
async def call_cancels(stand: Stand) -> None:
    dora = await finds_visit(stand)
    await stand.hold()
    await dora.taps("Cancel it")


@leads_to("desk.phone_call.slot_tapped")
async def call_moves(stand: Stand) -> None:
    dora = await finds_visit(stand)
    await dora.taps("Move")
    await dora.taps("Tomorrow")
    await dora.sees("which time?")
    await stand.hold()
    await dora.taps("10:30")


@leads_to("desk.phone_call.confirm_tapped")
async def call_books(stand: Stand) -> None:
    dora = await is_called(stand)
    await dora.says("alice")
    await dora.taps("1")
    await dora.taps("Book a visit")
    await dora.taps("Lipid")
    await dora.taps("Tomorrow")
    await dora.taps("11:00")
    await dora.sees("Read out:")
    await stand.hold()
    await dora.taps("Book it")


async def has_report(stand: Stand) -> tuple[Person, Person]:
    """The desk before its preview, and the patient."""
    alice = await books(stand)
    dora = await stand.arrives("Dora", "desk")
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.sees("birth year")
    await dora.says("1980")
    await dora.sees("Report for")
    return alice, dora


async def is_sent(stand: Stand) -> tuple[Person, Person]:
    alice, dora = await has_report(stand)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    return alice, dora


@leads_to("desk.report.choice_tapped")
async def report_sent(stand: Stand) -> None:
    _, dora = await has_report(stand)
    await stand.hold()
    await dora.taps("Send to the patient")


@leads_to("desk.report.again_tapped")
async def report_sent_again(stand: Stand) -> None:
    _, dora = await is_sent(stand)
    await stand.hold()
    await dora.taps("Send again")


@leads_to("desk.report.new_secret_typed")
async def pin_typed(stand: Stand) -> None:
    _, dora = await is_sent(stand)
    await dora.forges(AgainTap(id=1, is_secret=True).pack(), (await dora.last()).id)
    await dora.sees("Type the birth year, or a PIN")
    await stand.hold()
    await dora.says("471100")


async def opens(stand: Stand, *guesses: str) -> Person:
    """A patient who is asked for the secret, and has guessed."""
    alice, _ = await is_sent(stand)
    await sql(stand.database, "UPDATE undos SET until = date_trunc('second', made_at)")
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("type your birth year")
    for guess in guesses:
        await alice.says(guess)
        await alice.sees("That is not it")
    return alice


@leads_to("desk.report.proof_typed")
async def wrong_pin(stand: Stand) -> None:
    alice = await opens(stand)
    await stand.hold()
    await alice.says("1979")


@leads_to("desk.report.proof_typed")
async def third_wrong_pin(stand: Stand) -> None:
    alice = await opens(stand, "1970", "1971")
    await stand.hold()
    await alice.says("1972")


@leads_to("desk.report.proof_typed")
async def right_pin(stand: Stand) -> None:
    alice = await opens(stand, "1979")
    await stand.hold()
    await alice.says("1980")


@leads_to("desk.followups.time_tapped")
async def promised(stand: Stand) -> None:
    await books(stand)
    await is_late(stand.database)
    dora = await stand.arrives("Dora", "desk")
    await dora.says("/followups")
    await dora.taps("Alice: CBC")
    await dora.sees("By when will the report be there?")
    await stand.hold()
    await dora.taps("tomorrow 18:00")
