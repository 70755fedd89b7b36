"""'Remind me 2 h before my blood test': the message goes where the visit goes, in two languages."""

import pytest

from db.uow import Database
from infra.settings import FsmStorage, Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_language_story import english_in, said
from tests.support import bot
from tests.support.clinic import on, ready, rows

pytestmark = pytest.mark.usefixtures("clinic")
TIE = "erinnere mich 2 Stunden vor meinem Termin an die Überweisung"
DUE = """SELECT m.status, to_char(m.due_at AT TIME ZONE l.zone, 'YYYY-MM-DD HH24:MI'),
                m.from_visit IS NOT NULL
           FROM scheduled_messages AS m, labs AS l
          WHERE l.id = 1 AND m.content ->> 'kind' = 'text'"""


async def comes(database: Database) -> tuple[object, ...]:
    [found] = await rows(database, DUE)
    return found


@pytest.mark.usefixtures("worker")
async def test_it_moves_and_ends_with_the_visit_and_can_be_kept(
    alice: Person, database: Database
) -> None:
    await alice.says("Remind me 2 h before my blood test to take the referral")
    shown = await alice.sees("Shall I send you this?")
    assert "take the referral" in shown.text
    assert "It moves with your visit:" in shown.text
    await alice.taps("Confirm")
    assert "It moves with your visit." in (await alice.sees("Done.")).text
    assert await comes(database) == ("scheduled", f"{on(1)} 07:00", True)
    await alice.says("/move tomorrow 10:00")
    await alice.sees("Shall I move this visit?")
    await alice.says("yes")
    told = await alice.sees("Your visit has moved, and this message with it.", within=30)
    assert "take the referral" in told.text
    assert told.buttons == ["Undo"]
    assert await comes(database) == ("scheduled", f"{on(1)} 08:00", True)
    await alice.says("/bookings")
    await alice.taps("10:00 · Complete")
    await alice.taps("Cancel booking")
    await alice.taps("Yes, cancel")
    off = await alice.sees("Your visit is off, so this message will not come", within=30)
    assert (await comes(database))[0] == "cancelled"
    late = told.key("Undo")
    assert late is not None
    await alice.forges(late["callback_data"], off.id)
    await alice.sees("This message has changed since")
    keep = off.key("Undo")
    assert keep is not None
    await alice.forges(keep["callback_data"], told.id)
    await alice.sees("whatever becomes of your visit")
    assert await comes(database) == ("scheduled", f"{on(1)} 08:00", False)


async def test_of_several_visits_it_asks_which_and_without_any_it_asks_when(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    kept = bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})
    jens = await chat.person("Jens", language_code="de")
    async with bot.running(kept):
        await jens.says(TIE)
        asked = await jens.sees(said("de", "You have no visit to come that I could tie this to."))
        assert said("de", "When shall I send it?") in asked.text
        for line in ("/book cbc tomorrow 9am", "/book lipid in 2 days 10:00"):
            await jens.says(line)
            await jens.sees(said("de", "Shall I book this?"))
            await jens.taps(said("de", "Confirm"))
            await jens.sees("Gebucht.")
        await jens.says(TIE)
        which = await jens.sees(said("de", "Which visit do you mean?"))
        assert len(which.buttons) == 4
        assert not english_in(which.text, "de")
    async with bot.running(kept):
        await jens.taps("10:00")
        shown = await jens.sees(said("de", "Shall I send you this?"))
        assert "die Überweisung" in shown.text
        await jens.taps(said("de", "Confirm"))
        await jens.sees(said("de", "It moves with your visit."))
    assert await comes(database) == ("scheduled", f"{on(2)} 08:00", True)


async def test_a_foreign_visit_is_none_to_tie_to(
    alice: Person, chat: Sandbox, database: Database
) -> None:
    bob = await chat.person("Bob")
    await ready(bob, "/book cbc tomorrow 10am")
    await bob.taps("Confirm")
    await bob.sees("Booked")
    await ready(bob, "/book lipid in 2 days 10am")
    await bob.taps("Confirm")
    await bob.sees("Booked")
    await bob.says("remind me an hour before my visit to bring water")
    which = await bob.sees("Which visit do you mean?")
    key = which.key("Complete")
    assert key is not None
    assert ":2:" in key["callback_data"]
    await bob.forges(key["callback_data"].replace(":2:", ":1:"), which.id)
    await bob.sees("You have no visit to come that I could tie this to.")
