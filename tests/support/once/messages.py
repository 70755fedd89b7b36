"""Deeds about messages: planned, repeated, broadcast, given up."""

from screens.messages.callbacks import UntieTap
from telegram_sandbox.driver import Person
from tests.support.clinic import nine, rows
from tests.support.letters import dead
from tests.support.once.scenario import leads_to
from tests.support.once.stand import Stand
from tests.support.series import sql


async def previews(stand: Stand, words: str = "/schedule tomorrow 9am Tea") -> Person:
    alice = await stand.arrives("Alice")
    await alice.says("/timezone Berlin")
    await alice.sees("Done")
    await alice.says(words)
    await alice.sees("Your message:")
    return alice


@leads_to("messages.confirm.confirm_tapped")
async def planned(stand: Stand) -> None:
    alice = await previews(stand)
    await stand.hold()
    await alice.taps("Confirm")


@leads_to("messages.confirm.confirm_tapped")
async def series_planned(stand: Stand) -> None:
    alice = await previews(stand, "/schedule every monday 9am Stand-up")
    await stand.hold()
    await alice.taps("Confirm")


@leads_to("messages.compose.preview_answered")
async def planned_by_word(stand: Stand) -> None:
    alice = await previews(stand)
    await stand.hold()
    await alice.says("yes")


async def is_planned(stand: Stand, words: str) -> Person:
    """Somebody before the card of a message."""
    alice = await previews(stand, words)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.sees("Your message")
    return alice


@leads_to("messages.confirm.confirm_tapped")
async def text_changed(stand: Stand) -> None:
    alice = await is_planned(stand, "/schedule tomorrow 9am Tea")
    await alice.taps("Change text")
    await alice.sees("What shall I send instead?")
    await alice.says("Coffee")
    await alice.sees("Coffee")
    await stand.hold()
    await alice.taps("Confirm")


@leads_to("messages.my_messages.cancel_confirmed")
async def message_cancelled(stand: Stand) -> None:
    alice = await is_planned(stand, "/schedule tomorrow 9am Tea")
    await alice.taps("Cancel message")
    await alice.sees("Cancel this message?")
    await stand.hold()
    await alice.taps("Yes")


@leads_to("messages.my_messages.again_tapped")
async def tried_again(stand: Stand) -> None:
    alice = await stand.arrives("Alice")
    await dead(stand.database, author=alice.id)
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.sees("failed")
    await stand.hold()
    await alice.taps("Try again")


@leads_to("messages.series.card_tapped")
async def series_paused(stand: Stand) -> None:
    alice = await is_planned(stand, "/schedule every monday 9am Stand-up")
    await stand.hold()
    await alice.taps("Pause")


@leads_to("messages.series.card_tapped")
async def series_skipped(stand: Stand) -> None:
    alice = await is_planned(stand, "/schedule every monday 9am Stand-up")
    await stand.hold()
    await alice.taps("Skip next")


@leads_to("messages.series.cancel_confirmed")
async def series_cancelled(stand: Stand) -> None:
    alice = await is_planned(stand, "/schedule every monday 9am Stand-up")
    await alice.taps("Cancel all")
    await alice.sees("ancel")
    await stand.hold()
    await alice.taps("Yes, cancel all")


async def sees_preview(stand: Stand) -> Person:
    """Somebody before a preview, whose zone nobody knows."""
    alice = await stand.arrives("Alice")
    await alice.says("/schedule tomorrow 9am Tea")
    await alice.sees("Your message:")
    return alice


async def asks_zone(stand: Stand) -> Person:
    """Somebody who plans a message and is asked for the zone."""
    alice = await sees_preview(stand)
    await alice.taps("Change time zone")
    await alice.sees("I took")
    return alice


@leads_to("messages.zone.place_tapped")
async def place_tapped(stand: Stand) -> None:
    alice = await asks_zone(stand)
    await stand.hold()
    await alice.taps("London")


@leads_to("messages.zone.place_typed")
async def place_typed(stand: Stand) -> None:
    alice = await asks_zone(stand)
    await stand.hold()
    await alice.says("Lisbon")


@leads_to("messages.zone.zone_said")
async def zone_said(stand: Stand) -> None:
    alice = await sees_preview(stand)
    await stand.hold()
    await alice.says("/timezone Lisbon")


@leads_to("messages.zone.zone_tapped")
async def zone_tapped(stand: Stand) -> None:
    alice = await sees_preview(stand)
    await alice.says("/timezone")
    await alice.sees("Tap yours")
    await stand.hold()
    await alice.taps("Lisbon")


@leads_to("messages.zone.place_shared")
async def place_shared(stand: Stand) -> None:
    alice = await asks_zone(stand)
    await stand.hold()
    await alice.shares_location(38.7, -9.1)


async def broadcasts(stand: Stand) -> Person:
    await stand.arrives("Alice")
    mira = await stand.arrives("Mira", "manager")
    await mira.says("/broadcast")
    await mira.taps("Everybody")
    await mira.sees("Now send me the message")
    await mira.says("We are closed on Monday.")
    await mira.sees("To everybody")
    return mira


@leads_to("messages.broadcast.send_tapped")
async def broadcast_sent(stand: Stand) -> None:
    mira = await broadcasts(stand)
    await stand.hold()
    await mira.taps("Send now")


@leads_to("messages.broadcast.stop_tapped")
async def broadcast_stopped(stand: Stand) -> None:
    mira = await broadcasts(stand)
    await mira.taps("Send now")
    await mira.sees("on its way")
    await stand.hold()
    await mira.taps("Stop")


async def sees_failed(stand: Stand) -> Person:
    """The desk before the letters of one cause."""
    alice = await stand.arrives("Alice")
    await dead(stand.database, 3, author=alice.id)
    dora = await stand.arrives("Dora", "desk")
    await dora.says("/failed")
    await dora.taps("1")
    await dora.sees("No. ")
    return dora


@leads_to("messages.dead_letters.retry_tapped")
async def letter_retried(stand: Stand) -> None:
    dora = await sees_failed(stand)
    await dora.taps("1")
    await dora.sees("No. ")
    await stand.hold()
    await dora.taps("Retry this one")


@leads_to("messages.dead_letters.retry_all_tapped")
async def letters_retried(stand: Stand) -> None:
    dora = await sees_failed(stand)
    await stand.hold()
    await dora.taps("Retry all")


@leads_to("messages.dead_letters.reason_tapped")
async def letters_dropped(stand: Stand) -> None:
    dora = await sees_failed(stand)
    await dora.taps("Drop all")
    await dora.sees("hy")
    await stand.hold()
    await dora.taps(dora.buttons()[0])


@leads_to("messages.dead_letters.reason_typed")
async def letter_dropped(stand: Stand) -> None:
    dora = await sees_failed(stand)
    await dora.taps("1")
    await dora.sees("No. ")
    await dora.taps("Drop this one")
    await dora.sees("hy")
    await stand.hold()
    await dora.says("They were called.")


@leads_to("messages.tied.undo_tapped")
async def untied(stand: Stand) -> None:
    alice = await previews(stand)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await alice.says("/book cbc tomorrow 9am")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    tie = "UPDATE scheduled_messages SET (booking_id, from_visit) = (1, '0d-7200s')"
    await sql(stand.database, f"{tie} WHERE content ->> 'kind' = 'text'")
    found = "SELECT id, version FROM scheduled_messages WHERE from_visit IS NOT NULL"
    [(number, version)] = await rows(stand.database, found)
    await stand.hold()
    at = int(nine().timestamp())
    tap = UntieTap(id=int(str(number)), version=int(str(version)), at=at)
    await alice.forges(tap.pack(), (await alice.last()).id)
