"""Deeds about recalls: a patient's answers, and what the desk sets and settles."""

from screens.desk.callbacks import AskBackDo, AskBackTap, RecallDo, RecallTap
from telegram_sandbox.driver import Person
from tests.support.clinic import rows
from tests.support.once.desk import books
from tests.support.once.scenario import leads_to
from tests.support.once.stand import Stand
from tests.support.series import sql

MADE = """
    INSERT INTO recalls (patient_id, test_id, lab_id, every_days, state, since, asked, asked_at,
                         look_at)
    SELECT patient_id, (SELECT min(id) FROM tests WHERE id <> bookings.test_id), 1, 90, :state,
           now() - interval '99 days', 1, now(), 'infinity'
      FROM bookings WHERE id = 1
"""


async def asked(stand: Stand, state: str = "active") -> Person:
    """A patient who is asked back for a test that they have not booked."""
    alice = await books(stand)
    await sql(stand.database, MADE, state=state)
    return alice


async def answers(stand: Stand, person: Person, do: RecallDo, slot: int = 0) -> None:
    last = (await person.last()).id
    await stand.hold()
    tap = RecallTap(do=do, id=1, round=1, asked=1, slot=slot)
    await person.forges(tap.pack(), last)


async def desk_taps(stand: Stand, do: AskBackDo, number: int, value: int = 0) -> None:
    dora = await stand.arrives("Dora", "desk")
    last = (await dora.last()).id
    await stand.hold()
    await dora.forges(AskBackTap(do=do, id=number, value=value).pack(), last)


@leads_to("desk.recalls.book_tapped")
async def recall_booked(stand: Stand) -> None:
    alice = await asked(stand)
    query = """SELECT min(id) FROM time_slots WHERE booked = 0 AND test_ids IS NULL
                  AND starts_at > now() + interval '1 day'"""
    slot = (await rows(stand.database, query))[0][0]
    assert isinstance(slot, int)
    await answers(stand, alice, RecallDo.BOOK, slot)


@leads_to("desk.recalls.later_tapped")
async def recall_put_off(stand: Stand) -> None:
    await answers(stand, await asked(stand), RecallDo.LATER)


@leads_to("desk.recalls.stop_tapped")
async def recall_stopped(stand: Stand) -> None:
    await answers(stand, await asked(stand), RecallDo.STOP)


@leads_to("desk.recalls.recall_command")
async def recall_typed(stand: Stand) -> None:
    await books(stand)
    dora = await stand.arrives("Dora", "desk")
    await stand.hold()
    await dora.says("/recall 1 every 90 days")


@leads_to("desk.recalls.days_tapped")
async def recall_set(stand: Stand) -> None:
    await books(stand)
    await desk_taps(stand, AskBackDo.SET, 1, 180)


@leads_to("desk.recalls.end_tapped")
async def recall_ended(stand: Stand) -> None:
    await asked(stand)
    await desk_taps(stand, AskBackDo.END, 1)


@leads_to("desk.recalls.called_tapped")
async def recall_called(stand: Stand) -> None:
    await asked(stand, "silent")
    await desk_taps(stand, AskBackDo.CALLED, 1, 1)
