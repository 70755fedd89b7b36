"""Deeds of everybody: a zone, an address, a booking, an offer."""

import re

from domain.account.actor import Actor, Role
from domain.booking.booking import Wanted
from screens.booking.callbacks import (
    ComingTap,
    FastingTap,
    HereTap,
    LateTap,
    OfferTap,
    TellTap,
    WaitDo,
    WaitTap,
)
from telegram_sandbox.driver import Person
from tests.support.clinic import change, on, ready, rows, soon, times_of
from tests.support.mailing import ANN, prove
from tests.support.once.desk import books
from tests.support.once.manage import closes
from tests.support.once.scenario import leads_to
from tests.support.once.stand import Stand
from tests.support.series import sql
from tests.support.telegram import TOKEN

WRONG = "That is not the code"
CODE = re.compile(r"\d{6}")


@leads_to("account.timezone.timezone_command")
async def zone_named(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await stand.hold()
    await alice.says("/timezone Lisbon")


@leads_to("account.language.language_command")
async def language_named(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await stand.hold()
    await alice.says("/language deutsch")


@leads_to("account.language.language_tapped")
async def language_chosen(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await alice.says("/language")
    await alice.sees("Which language would you like?")
    await stand.hold()
    await alice.taps("Deutsch")


@leads_to("account.quiet.quiet_command")
async def quiet_in_a_line(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await stand.hold()
    await alice.says("/quiet 22-7")


async def quiet_hours(stand: Stand) -> Person:
    alice = await stand.arrives("Alice")
    await alice.says("/quiet 22-7")
    await alice.sees("Done.")
    return alice


@leads_to("account.quiet.way_tapped")
async def quiet_way(stand: Stand) -> None:
    alice = await quiet_hours(stand)
    await stand.hold()
    await alice.taps("Everything silently")


@leads_to("account.quiet.hours_tapped")
async def quiet_hours_tapped(stand: Stand) -> None:
    alice = await quiet_hours(stand)
    await alice.taps("Other hours")
    await alice.sees("When do you want quiet?")
    await stand.hold()
    await alice.taps("23:00 – 09:00")


@leads_to("account.quiet.hours_typed")
async def quiet_hours_typed(stand: Stand) -> None:
    alice = await quiet_hours(stand)
    await alice.taps("Other hours")
    await alice.sees("When do you want quiet?")
    await stand.hold()
    await alice.says("20:30 - 6:15")


async def is_asked(stand: Stand) -> Person:
    alice = await stand.arrives("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    return alice


@leads_to("account.timezone.zone_typed")
async def zone_typed(stand: Stand) -> None:
    alice = await is_asked(stand)
    await stand.hold()
    await alice.says("Lisbon")


@leads_to("account.timezone.place_shared")
async def place_shared(stand: Stand) -> None:
    alice = await is_asked(stand)
    await stand.hold()
    await alice.shares_location(38.7, -9.1)


@leads_to("account.timezone.zone_tapped")
async def zone_tapped(stand: Stand) -> None:
    alice = await is_asked(stand)
    await stand.hold()
    await alice.taps("Lisbon")


@leads_to("account.email.email_command")
async def address_given(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await stand.hold()
    await alice.says(f"/email {ANN}")


@leads_to("account.email.address_typed")
async def address_typed(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await alice.says("/email")
    await alice.taps("Add an address")
    await alice.sees("What is your email address?")
    await stand.hold()
    await alice.says(ANN)


async def is_mailed(stand: Stand) -> tuple[Person, str]:
    """Somebody who is asked for a code, and the code."""
    alice = await stand.arrives("Alice")
    await alice.says(f"/email {ANN}")
    await alice.sees("I am mailing a code")
    query = "SELECT content::text FROM scheduled_messages WHERE intent LIKE 'code:%'"
    found = CODE.search(str((await rows(stand.database, query))[0][0]))
    return alice, found[0] if found else ""


@leads_to("account.email.code_typed")
async def wrong_code(stand: Stand) -> None:
    alice, _ = await is_mailed(stand)
    await stand.hold()
    await alice.says("000000")


@leads_to("account.email.code_typed")
async def another_address(stand: Stand) -> None:
    alice, _ = await is_mailed(stand)
    await stand.hold()
    await alice.says("bob@example.org")


@leads_to("account.email.step_tapped")
async def another_code(stand: Stand) -> None:
    alice, _ = await is_mailed(stand)
    await stand.hold()
    await alice.taps("Send another code")


@leads_to("account.email.step_tapped")
async def address_removed(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    actor = Actor(alice.id, Role.PATIENT, "Europe/Berlin", False, "en")
    await prove(stand.database, actor, TOKEN)
    await alice.says("/email")
    await alice.taps(f"Remove {ANN}")
    await alice.sees(f"Remove {ANN}?")
    await stand.hold()
    await alice.taps("Yes, remove it")


@leads_to("booking.confirm.confirm_tapped")
async def booked(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await ready(alice)
    await stand.hold()
    await alice.taps("Confirm")


@leads_to("booking.confirm.confirm_tapped")
async def booked_together(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    who = f"({alice.id}, 'Alice', true), ({alice.id}, 'Leo Lee', false)"
    await sql(stand.database, f"INSERT INTO patients (account_id, name, is_self) VALUES {who}")
    await alice.says("/book cbc tomorrow 9am for somebody")
    await alice.sees("Who is it for?")
    await alice.says("me and Leo")
    await alice.sees("Leo Lee: ")
    await stand.hold()
    await alice.taps("Confirm")


@leads_to("booking.typed.last_word_typed")
async def booked_by_word(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await ready(alice)
    await stand.hold()
    await alice.says("yes")


@leads_to("booking.confirm.confirm_tapped")
async def visit_moved(stand: Stand) -> None:
    alice = await books(stand)
    await alice.says("/move tomorrow 9:45")
    await alice.sees("Shall I move this visit?")
    await stand.hold()
    await alice.taps("Move it")


@leads_to("booking.my_bookings.cancel_confirmed")
async def booking_cancelled(stand: Stand) -> None:
    alice = await books(stand)
    await alice.taps("Cancel booking")
    await alice.sees("Cancel this booking?")
    await stand.hold()
    await alice.taps("Yes, cancel")


async def is_offered(stand: Stand) -> Person:
    """A patient whose visit falls into a closure."""
    mira = await closes(stand)
    await mira.taps("Offer new times")
    await mira.sees("hears of it")
    past = "date_trunc('second', now()) - interval '1 minute'"
    await sql(stand.database, f"UPDATE undos SET until = {past} WHERE state = 'open'")
    number = (await rows(stand.database, "SELECT account_id FROM bookings"))[0][0]
    assert isinstance(number, int)
    return await stand.chat.meet(number)


@leads_to("booking.my_bookings.time_taken")
async def offer_taken(stand: Stand) -> None:
    alice = await is_offered(stand)
    slot = (await rows(stand.database, "SELECT min(slot_id) FROM closure_offers"))[0][0]
    await stand.hold()
    assert isinstance(slot, int)
    await alice.forges(OfferTap(booking=1, slot=slot).pack(), (await alice.last()).id)


@leads_to("booking.my_bookings.visit_declined")
async def offer_declined(stand: Stand) -> None:
    alice = await is_offered(stand)
    await stand.hold()
    await alice.forges(OfferTap(booking=1, slot=0).pack(), (await alice.last()).id)


@leads_to("booking.my_bookings.calendar_tapped")
async def calendar_opened(stand: Stand) -> None:
    alice = await books(stand)
    await alice.says("/bookings")
    await alice.taps("In my calendar")
    await alice.sees("always up to date")
    await stand.hold()
    await alice.taps("Get the address")


@leads_to("booking.links.link_opened")
async def link_opened(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    found = "SELECT max(id) FROM time_slots WHERE starts_at > now() + interval '1 day'"
    slot = (await rows(stand.database, found))[0][0]
    await stand.hold()
    await alice.says(f"/start book_1_{slot}")


async def today(stand: Stand) -> Person:
    """Somebody whose visit is today."""
    alice = await books(stand)
    begins = f"timestamptz '{soon().isoformat()}'"
    moved = f"starts_at = {begins}, ends_at = {begins} + interval '2 hours'"
    await sql(stand.database, f"UPDATE time_slots SET {moved} WHERE booked > 0")
    return alice


@leads_to("before.arrival.here_tapped")
async def arrived(stand: Stand) -> None:
    alice = await today(stand)
    await stand.hold()
    await alice.forges(HereTap(booking=1).pack(), (await alice.last()).id)


@leads_to("before.arrival.door_read")
async def door_read(stand: Stand) -> None:
    alice = await today(stand)
    await stand.hold()
    await alice.says("/start here_1")


@leads_to("before.arrival.late_tapped")
async def late_said(stand: Stand) -> None:
    alice = await today(stand)
    await stand.hold()
    await alice.forges(LateTap(booking=1).pack(), (await alice.last()).id)


@leads_to("booking.fasting.fast_said")
async def fasting_told(stand: Stand) -> None:
    alice = await books(stand)
    await stand.hold()
    tap = FastingTap(booking=1, version=1, has_eaten=True)
    await alice.forges(tap.pack(), (await alice.last()).id)


@leads_to("before.tell.desk_told")
async def desk_told(stand: Stand) -> None:
    alice = await books(stand)
    await stand.arrives("Dora", "desk")
    await sql(stand.database, "UPDATE tests SET cancel_hours = 336")
    await stand.hold()
    tap = TellTap(booking=1, wanted=Wanted.CANCEL)
    await alice.forges(tap.pack(), (await alice.last()).id)


@leads_to("booking.my_bookings.coming_tapped")
async def answer_given(stand: Stand) -> None:
    alice = await books(stand)
    await stand.hold()
    await alice.forges(ComingTap(booking=1, version=1).pack(), (await alice.last()).id)


WAIT = (
    ("Which day?", "Join the waiting list"),
    ("Which days would suit you?", "Only"),
    ("What time of the day", "Any time of the day"),
    ("Who is it for?", "Me: Alice"),
)


async def is_asked_to_wait(stand: Stand) -> Person:
    """Somebody before the last question of the waiting list."""
    alice = await stand.arrives("Alice")
    span = {"first": times_of(on(1))[0], "last": times_of(on(1))[-1]}
    where = "starts_at BETWEEN :first AND :last"
    await change(stand.database, "booked = capacity", where, **span)
    await alice.says("/book cbc tomorrow")
    for asked, label in WAIT:
        await alice.sees(asked)
        await alice.taps(label)
    await alice.sees("Shall I put you on the waiting list?")
    return alice


@leads_to("booking.confirm.confirm_tapped")
async def waiting_confirmed(stand: Stand) -> None:
    alice = await is_asked_to_wait(stand)
    await stand.hold()
    await alice.taps("Wait for a seat")


async def is_held_for(stand: Stand) -> Person:
    """Somebody for whom a seat is held."""
    alice = await is_asked_to_wait(stand)
    await alice.taps("Wait for a seat")
    await alice.sees("You are on the waiting list.")
    await sql(stand.database, SEAT_HELD)
    return alice


SEAT_HELD = """
    WITH asked AS (UPDATE waitlist SET status = 'asked' RETURNING id),
    seat AS (
      UPDATE time_slots SET booked = booked + 1
       WHERE id = (SELECT max(id) FROM time_slots) RETURNING id)
    INSERT INTO wait_offers (entry_id, slot_id, asked_at, until)
    SELECT asked.id, seat.id, now(), now() + interval '1 hour' FROM asked, seat
"""


@leads_to("booking.waitlist.seat_taken")
async def held_seat_taken(stand: Stand) -> None:
    alice = await is_held_for(stand)
    await stand.hold()
    await alice.forges(WaitTap(do=WaitDo.TAKE, id=1).pack(), (await alice.last()).id)


@leads_to("booking.waitlist.seat_declined")
async def held_seat_declined(stand: Stand) -> None:
    alice = await is_held_for(stand)
    await stand.hold()
    await alice.forges(WaitTap(do=WaitDo.NOT_THIS, id=1).pack(), (await alice.last()).id)


@leads_to("booking.waitlist.stop_tapped")
async def waiting_ended(stand: Stand) -> None:
    alice = await is_held_for(stand)
    await stand.hold()
    await alice.forges(WaitTap(do=WaitDo.STOP, id=1).pack(), (await alice.last()).id)


@leads_to("booking.waitlist.earlier_tapped")
async def earlier_wished(stand: Stand) -> None:
    alice = await books(stand)
    await stand.hold()
    await alice.forges(WaitTap(do=WaitDo.EARLIEST, id=1).pack(), (await alice.last()).id)


@leads_to("booking.my_people.name_typed")
async def person_renamed(stand: Stand) -> None:
    alice = await books(stand)
    await alice.says("/people")
    await alice.taps("Me")
    await alice.taps("Change the name")
    await alice.sees("full name")
    await stand.hold()
    await alice.says("Ann Lee")


@leads_to("booking.my_people.born_typed")
async def birth_date_told(stand: Stand) -> None:
    alice = await books(stand)
    await alice.says("/people")
    await alice.taps("Me")
    await alice.taps("Birth date")
    await alice.sees("born?")
    await stand.hold()
    await alice.says("1.2.1950")


@leads_to("booking.my_people.remove_confirmed")
async def person_removed(stand: Stand) -> None:
    alice = await books(stand)
    await sql(stand.database, "UPDATE patients SET is_self = false")
    await alice.says("/people")
    await alice.taps("Alice")
    await alice.taps("Remove")
    await alice.sees("from those you book for?")
    await stand.hold()
    await alice.taps("Yes, remove")


@leads_to("account.privacy.texts_tapped")
async def texts_chosen(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await alice.says("/privacy")
    await alice.sees("Your data")
    await stand.hold()
    await alice.taps("Name the test")


@leads_to("account.privacy.yes_tapped")
async def forgotten(stand: Stand) -> None:
    alice = await books(stand)
    await alice.says("/forget_me")
    await alice.taps("Go on")
    await alice.sees("Are you sure?")
    await stand.hold()
    await alice.taps("Yes, delete everything")
