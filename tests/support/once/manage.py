"""Deeds of managers and owners: catalogue, closures, hours, tables, the team."""

import re

from screens.manage.callbacks import AccountDo, AccountTap
from telegram_sandbox.driver import Person
from tests.support.clinic import open_branch, tomorrow
from tests.support.once.desk import books
from tests.support.once.scenario import leads_to
from tests.support.once.stand import Stand

LINK = re.compile(r"start=(join_[\w-]+)")


async def sees_test(stand: Stand) -> Person:
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/tests")
    await mira.taps("CBC")
    await mira.sees("Complete blood count (CBC)")
    return mira


@leads_to("manage.catalogue.retire_tapped")
async def test_retired(stand: Stand) -> None:
    mira = await sees_test(stand)
    await stand.hold()
    await mira.taps("Retire")


@leads_to("manage.catalogue.again_tapped")
async def test_offered_again(stand: Stand) -> None:
    mira = await sees_test(stand)
    await mira.taps("Retire")
    await mira.sees("Retired")
    await mira.says("/tests")
    await mira.taps("CBC")
    await mira.sees("Complete blood count (CBC)")
    await stand.hold()
    await mira.taps("Offer again")


@leads_to("manage.catalogue.lab_test_typed")
async def test_added(stand: Stand) -> None:
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/tests")
    await mira.taps("Add a test")
    await mira.sees("Type its name; or code, name")
    await stand.hold()
    await mira.says("crp; C-reactive protein; 12,50")


@leads_to("manage.catalogue.lab_test_typed")
async def price_changed(stand: Stand) -> None:
    mira = await sees_test(stand)
    await mira.taps("Price")
    await mira.sees("What does it cost?")
    await stand.hold()
    await mira.says("15")


async def sees_lab(stand: Stand) -> Person:
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/labs")
    await olga.taps("Slotbell Lab")
    await olga.sees("1 Linden Street")
    return olga


@leads_to("manage.catalogue.lab_typed")
async def lab_added(stand: Stand) -> None:
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/labs")
    await olga.taps("Add a lab")
    await olga.sees("Type its name; or name, address")
    await stand.hold()
    await olga.says("Branch South; 5 Park Road; Berlin")


@leads_to("manage.catalogue.lab_typed")
async def opening_text_changed(stand: Stand) -> None:
    olga = await sees_lab(stand)
    await olga.taps("Opening text")
    await olga.sees("When is it open, in a sentence?")
    await stand.hold()
    await olga.says("Open on weekdays.")


@leads_to("manage.catalogue.place_shared")
async def pin_set(stand: Stand) -> None:
    olga = await sees_lab(stand)
    await olga.taps("Map pin")
    await olga.sees("Share its location")
    await stand.hold()
    await olga.shares_location(52.5, 13.4)


async def has_branch(stand: Stand) -> Person:
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/labs")
    await olga.taps("Add a lab")
    await olga.says("Branch South; 5 Park Road; Berlin")
    await olga.sees("Europe/Berlin")
    await open_branch(stand.database, "Branch South")
    return olga


@leads_to("manage.catalogue.here_tapped")
async def works_there(stand: Stand) -> None:
    olga = await has_branch(stand)
    await stand.hold()
    await olga.taps("I work here")


@leads_to("booking.my_bookings.branch_tapped")
async def branch_chosen(stand: Stand) -> None:
    await has_branch(stand)
    alice = await stand.arrives("Alice")
    await alice.says("/branch")
    await alice.sees("Branch South")
    await stand.hold()
    await alice.taps("Branch South")


@leads_to("booking.typed.branch_typed")
async def branch_named(stand: Stand) -> None:
    await has_branch(stand)
    alice = await stand.arrives("Alice")
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("Branch South")
    await stand.hold()
    await alice.says("south")


@leads_to("booking.my_bookings.branch_tapped")
async def branch_chosen_for_a_request(stand: Stand) -> None:
    await has_branch(stand)
    alice = await stand.arrives("Alice")
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("Branch South")
    await stand.hold()
    await alice.taps("Branch South")


async def closes(stand: Stand) -> Person:
    """A manager before the preview of a closure that hits one visit."""
    await books(stand)
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/close tomorrow 8:30-10 analyser down")
    await mira.sees("1 patient: 1 fits the same day.")
    return mira


@leads_to("manage.closure.choice_tapped")
async def closed_with_offers(stand: Stand) -> None:
    mira = await closes(stand)
    await stand.hold()
    await mira.taps("Offer new times")


@leads_to("manage.closure.choice_tapped")
async def closed(stand: Stand) -> None:
    mira = await closes(stand)
    await stand.hold()
    await mira.taps("Only cancel")


@leads_to("manage.opening_hours.make_tapped")
async def hours_made(stand: Stand) -> None:
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/slots sun 19:00-20:00 every 30 min x2")
    await mira.sees("days in the next 60 days")
    await stand.hold()
    await mira.taps("Make it")


@leads_to("manage.opening_hours.end_tapped")
async def hours_ended(stand: Stand) -> None:
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/slots sun 19:00-20:00 every 30 min x2")
    await mira.taps("Make it")
    await mira.sees("times can be booked now")
    await mira.taps("1")
    await mira.taps("End it")
    await mira.sees("Nobody can book its times any more.")
    await stand.hold()
    await mira.taps("Yes, end it")


@leads_to("manage.opening_hours.change_tapped")
async def seats_added(stand: Stand) -> None:
    mira = await stand.arrives("Mira", "manager")
    await mira.says(f"/slots {tomorrow()}")
    await mira.sees("seats taken")
    await stand.hold()
    await mira.taps("+")


@leads_to("manage.export.export_command")
async def table_asked(stand: Stand) -> None:
    await books(stand)
    mira = await stand.arrives("Mira", "manager")
    await stand.hold()
    await mira.says(f"/export bookings {tomorrow()} {tomorrow()}")


@leads_to("manage.export.table_tapped")
async def empty_table_tapped(stand: Stand) -> None:
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/export")
    await mira.sees("table")
    await stand.hold()
    await mira.taps("ookings")


async def sees_team(stand: Stand) -> Person:
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/team")
    await olga.sees("Your team")
    return olga


async def names(olga: Person) -> None:
    await olga.taps("Invite someone")
    await olga.taps("Desk")
    await olga.sees("What is their name?")


async def invites(olga: Person) -> str:
    await names(olga)
    await olga.says("Dora")
    found = LINK.search((await olga.sees("It works once")).text)
    assert found
    return found[1]


@leads_to("manage.team.name_typed")
async def invited(stand: Stand) -> None:
    olga = await sees_team(stand)
    await names(olga)
    await stand.hold()
    await olga.says("Dora")


@leads_to("manage.team.link_opened")
async def joined(stand: Stand) -> None:
    token = await invites(await sees_team(stand))
    dora = await stand.arrives("Dora")
    await stand.hold()
    await dora.says(f"/start {token}")


@leads_to("manage.team.withdraw_tapped")
async def withdrawn(stand: Stand) -> None:
    olga = await sees_team(stand)
    await invites(olga)
    await olga.says("/team")
    await olga.sees("Your team")
    await stand.hold()
    await olga.taps("Withdraw")


@leads_to("manage.team.change_tapped")
async def role_changed(stand: Stand) -> None:
    dora = await stand.arrives("Dora", "desk")
    olga = await sees_team(stand)
    await olga.taps(str(dora.id))
    await olga.sees("desk")
    await stand.hold()
    await olga.taps("Make manager")


async def names_key(stand: Stand) -> Person:
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/keys")
    await olga.sees("Keys for programs")
    await olga.taps("New key")
    await olga.sees("What may the program do")
    await olga.taps("Next: its name")
    await olga.sees("What is the program called?")
    return olga


@leads_to("programs.keys.name_typed")
async def key_made(stand: Stand) -> None:
    olga = await names_key(stand)
    await stand.hold()
    await olga.says("Web shop")


@leads_to("programs.keys.end_tapped")
async def key_ended(stand: Stand) -> None:
    olga = await names_key(stand)
    await olga.says("Web shop")
    await olga.sees("shown this once")
    await olga.taps("I have it, hide it")
    await olga.taps("End it")
    await olga.sees("locked out at once")
    await stand.hold()
    await olga.taps("Yes, end it")


async def asks_number(stand: Stand) -> Person:
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/settings")
    await mira.sees("What one account may have")
    await mira.taps("Visits on one day")
    await mira.sees("Type a number")
    return mira


@leads_to("manage.settings.number_typed")
async def number_set(stand: Stand) -> None:
    mira = await asks_number(stand)
    await stand.hold()
    await mira.says("2")


@leads_to("manage.settings.usual_tapped")
async def number_as_usual(stand: Stand) -> None:
    mira = await asks_number(stand)
    await mira.says("2")
    await mira.sees("It holds for everybody")
    await mira.taps("Visits on one day")
    await mira.sees("0 means no limit")
    await stand.hold()
    await mira.taps("As usual")


async def names_webhook(stand: Stand) -> Person:
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/webhooks")
    await olga.sees("programs that are told")
    await olga.taps("New webhook")
    await olga.sees("What is the program told of?")
    await olga.taps("Next: its address")
    await olga.sees("Where does it listen?")
    return olga


async def sees_webhook(stand: Stand) -> Person:
    olga = await names_webhook(stand)
    await olga.says("https://example.com/hook")
    await olga.sees("Its secret.")
    await olga.taps("I have it, hide it")
    await olga.sees("told nothing yet")
    return olga


@leads_to("programs.webhooks.url_typed")
async def webhook_made(stand: Stand) -> None:
    olga = await names_webhook(stand)
    await stand.hold()
    await olga.says("https://example.com/hook")


@leads_to("programs.webhooks.ping_tapped")
async def webhook_pinged(stand: Stand) -> None:
    olga = await sees_webhook(stand)
    await stand.hold()
    await olga.taps("Send a test")


@leads_to("programs.webhooks.new_secret_tapped")
async def webhook_renewed(stand: Stand) -> None:
    olga = await sees_webhook(stand)
    await olga.taps("New secret …")
    await olga.sees("works for another day")
    await stand.hold()
    await olga.taps("Yes, make one")


@leads_to("programs.webhooks.end_tapped")
async def webhook_ended(stand: Stand) -> None:
    olga = await sees_webhook(stand)
    await olga.taps("End it …")
    await olga.sees("What waits for it is not sent any more.")
    await stand.hold()
    await olga.taps("Yes, end it")


@leads_to("account.dashboard.dashboard_command")
async def dashboard_opened(stand: Stand) -> None:
    dora = await stand.arrives("Dora", "desk")
    await stand.hold()
    await dora.says("/dashboard")


@leads_to("manage.hoarding.free_confirmed")
async def account_freed(stand: Stand) -> None:
    alice = await books(stand)
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/start")
    shown = await mira.sees("Hello")
    await stand.hold()
    await mira.forges(AccountTap(do=AccountDo.FREE, id=alice.id).pack(), shown.id)


async def sets_up(stand: Stand, step: str) -> Person:
    """The owner at a step of the setup."""
    olga = await stand.arrives("Olga", "owner")
    await olga.says("/setup")
    await olga.sees("Your lab is open")
    await olga.taps(step)
    await olga.sees("Step ")
    return olga


@leads_to("manage.setup.right_tapped")
async def basics_confirmed(stand: Stand) -> None:
    olga = await sets_up(stand, "Go on: Clock and money")
    await stand.hold()
    await olga.taps("That is right")


@leads_to("manage.catalogue.lab_typed")
async def address_given(stand: Stand) -> None:
    olga = await sets_up(stand, "Address")
    await stand.hold()
    await olga.says("5 Park Road")


@leads_to("manage.catalogue.place_shared")
async def pin_given(stand: Stand) -> None:
    olga = await sets_up(stand, "On the map")
    await stand.hold()
    await olga.shares_location(52.5, 13.4)


@leads_to("manage.opening_hours.make_tapped")
async def hours_given(stand: Stand) -> None:
    olga = await sets_up(stand, "Opening hours")
    await olga.says("sun 19:00-20:00 every 30 min x2")
    await olga.sees("days in the next 60 days")
    await stand.hold()
    await olga.taps("Make it")


@leads_to("manage.setup.prices_typed")
async def tests_priced(stand: Stand) -> None:
    olga = await sets_up(stand, "Tests")
    await olga.says("ferritin, iron")
    await olga.taps("Next: prices of 2 tests")
    await olga.sees("What do they cost")
    await stand.hold()
    await olga.says("12")


@leads_to("manage.team.name_typed")
async def colleague_invited(stand: Stand) -> None:
    olga = await sets_up(stand, "A colleague")
    await olga.taps("Desk")
    await olga.sees("What is their name?")
    await stand.hold()
    await olga.says("Dora")
