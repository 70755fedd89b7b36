"""A shared location gives the zone, where a zone is asked for; the place itself is kept nowhere."""

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from db.uow import Database
from infra.settings import FsmStorage, Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.zone import SHOWN

LISBON = (38.7223, -9.1393)
TOKYO = (35.6762, 139.6503)
AT_SEA = (30.0, -40.0)
NORTH_POLE = (90.0, 0.0)
SHARE = "Share my location"
# In Utqiagvik; as no clock shows 71 seconds, a time of day does not look like it.
PLANTED = (71.2906543, -156.7886217)
MARKS = ("71.2906", "156.7886", "2906543", "7886217")


async def zone_of(database: Database, person: Person) -> str | None:
    """What is kept."""
    async with database.read() as uow:
        row = await uow.first(text("SELECT zone FROM accounts WHERE id = :id"), {"id": person.id})
    assert row is not None
    zone: str | None = row.zone
    return zone


async def previewed(person: Person) -> None:
    """As far as the question for the zone beside the preview."""
    await person.says("/schedule tomorrow 9am Tea")
    await person.sees("I do not know your time zone yet, so I took the lab's.")
    await person.taps("Change time zone")
    await person.sees("Which city are you in?")
    await person.sees("share where you are")


async def test_the_command_takes_a_shared_location_and_its_button_goes(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    asked = await alice.sees(f"I assume your time zone is {SHOWN}.")
    prompt = await alice.sees("Or share where you are")
    assert alice.keyboard() == [SHARE]
    await alice.shares_location(*LISBON)
    await alice.sees("Done: your time zone is Europe/Lisbon.")
    await chat.settled()
    assert alice.keyboard() == []
    assert (await alice.last()).text.startswith("Done"), "nothing is left below it"
    calls = await chat.record("deleteMessage", alice.id)
    gone = {int(call["params"]["message_id"]) for call in calls}
    assert {asked.id, prompt.id} <= gone
    assert await zone_of(database, alice) == "Europe/Lisbon"


async def test_the_button_itself_shares_it(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("Or share where you are")
    await alice.taps(SHARE)
    await alice.sees("Done: your time zone is Europe/Berlin.")


@pytest.mark.parametrize(
    ("way", "seen"),
    [
        ("[Lisbon", "Done: your time zone is"),
        ("Rome", "Done: your time zone is"),
        ("never mind", "Cancelled. Nothing was saved."),
        ("/cancel", "Cancelled"),
        ("/schedule Tea", "When shall I send it?"),
    ],
)
async def test_every_way_out_of_the_command_takes_the_button_away(
    chat: Sandbox, running_bot: Bot, way: str, seen: str
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("Or share where you are")
    assert alice.keyboard() == [SHARE]
    await (alice.taps(way[1:]) if way.startswith("[") else alice.says(way))
    await alice.sees(seen)
    await chat.settled()
    assert alice.keyboard() == []


async def test_one_button_is_brought_however_often_the_answer_is_wrong(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone Xyzzyville")
    await alice.sees("Or share where you are")
    for _ in range(2):
        await alice.says("Xyzzyville")
        await alice.sees("I know no time zone called")
    await alice.says("Rome")
    await alice.sees("Done: your time zone is Europe/Rome.")
    await chat.settled()
    sent = [call["params"]["text"] for call in await chat.record("sendMessage", alice.id)]
    assert len([words for words in sent if "share where you are" in words]) == 1
    assert alice.keyboard() == []


@pytest.mark.parametrize("place", [AT_SEA, NORTH_POLE])
async def test_a_place_without_a_zone_leaves_the_other_ways(
    chat: Sandbox, running_bot: Bot, database: Database, place: tuple[float, float]
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("Or share where you are")
    await alice.shares_location(*place)
    shown = await alice.sees("I found no time zone for that place. It may be out at sea.")
    assert "type a city" in shown.text
    assert await zone_of(database, alice) is None
    await alice.says("Lisbon")
    await alice.sees("Done: your time zone is Europe/Lisbon.")


async def test_the_preview_takes_a_shared_location_and_reads_the_time_again(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await previewed(alice)
    assert alice.keyboard() == [SHARE]
    await alice.shares_location(*AT_SEA)
    await alice.sees("I found no time zone for that place.")
    await alice.shares_location(*TOKYO)
    shown = await alice.sees("09:00 JST")
    assert "time zone Asia/Tokyo" in shown.text
    await chat.settled()
    assert alice.keyboard() == []
    assert (await alice.last()).id == shown.id, "nothing is left below it"
    assert await zone_of(database, alice) == "Asia/Tokyo"
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it on")


@pytest.mark.parametrize(
    ("way", "seen"),
    [
        ("[London", "time zone Europe/London"),
        ("Tokyo", "time zone Asia/Tokyo"),
        ("[Back", "Shall I send you this?"),
        ("[Cancel", "Nothing was scheduled"),
        ("cancel", "Nothing was scheduled"),
        ("/cancel", "Cancelled"),
    ],
)
async def test_every_way_out_of_the_preview_s_question_takes_the_button_away(
    chat: Sandbox, running_bot: Bot, way: str, seen: str
) -> None:
    alice = await chat.person("Alice")
    await previewed(alice)
    assert alice.keyboard() == [SHARE]
    await (alice.taps(way[1:]) if way.startswith("[") else alice.says(way))
    await alice.sees(seen)
    await chat.settled()
    assert alice.keyboard() == []


async def test_the_button_takes_the_place_of_the_one_for_another_chat(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule tomorrow 9am Tea")
    await alice.sees("I do not know your time zone yet")
    await alice.taps("Send elsewhere")
    await chat.settled()
    assert alice.keyboard() not in ([], [SHARE])
    await alice.taps("Change time zone")
    await alice.sees("share where you are")
    assert alice.keyboard() == [SHARE]


async def test_a_location_out_of_the_blue_sets_nothing_and_offers_its_zone(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.shares_location(*LISBON)
    offered = await alice.sees("Use Europe/Lisbon as your time zone?")
    assert await zone_of(database, alice) is None
    await alice.taps("Use Europe/Lisbon")
    assert (await alice.sees("Done: your time zone is Europe/Lisbon.")).id == offered.id
    assert await zone_of(database, alice) == "Europe/Lisbon"
    await alice.shares_location(*LISBON)
    await alice.sees("Your time zone is Europe/Lisbon already.")
    await alice.shares_location(*AT_SEA)
    await alice.sees("/timezone shows other ways")
    assert await zone_of(database, alice) == "Europe/Lisbon"


async def test_the_assumed_zone_is_offered_too_for_nobody_has_chosen_it(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.shares_location(52.52, 13.405)
    await alice.sees("Use Europe/Berlin as your time zone?")
    await alice.taps("Use Europe/Berlin")
    await alice.sees("Done: your time zone is Europe/Berlin.")
    assert await zone_of(database, alice) == "Europe/Berlin"


async def test_an_offer_taken_meanwhile_leaves_the_open_conversation_open(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.shares_location(*LISBON)
    offered = await alice.sees("Use Europe/Lisbon as your time zone?")
    await alice.says("/schedule Tea")
    await alice.sees("When shall I send it?")
    await alice.taps("Use Europe/Lisbon", message=offered.id)
    await alice.sees("Done: your time zone is Europe/Lisbon.")
    await alice.says("tomorrow 9am")
    await alice.sees("time zone Europe/Lisbon")


async def test_a_location_in_another_conversation_is_no_zone(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/schedule Tea")
    await alice.sees("When shall I send it?")
    await alice.shares_location(*LISBON)
    await alice.sees("When shall I send it?")
    assert await zone_of(database, alice) is None


async def everything_kept(database: Database, redis: Redis) -> str:
    """Every row of every table, and all of Redis, as text."""
    told: list[str] = []
    async with database.read() as uow:
        tables = await uow.all(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for table in tables:
            rows = await uow.all(text(f'SELECT t::text AS row FROM "{table.tablename}" t'))
            told += [row.row for row in rows]
    for key in await redis.keys("*"):
        kind = (await redis.type(key)).decode()
        told += [str(key), str(await redis.get(key)) if kind == "string" else ""]
    return "\n".join(told)


@pytest.mark.parametrize("fault", ["", "400", "403", "500", "cut"])
async def test_where_somebody_is_stands_in_no_log_and_no_table(
    chat: Sandbox, bot_settings: Settings, database: Database, fault: str
) -> None:
    kept = bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})
    alice = await chat.person("Alice")
    async with bot.running(kept) as running:
        await previewed(alice)
        await shares(chat, alice, running, fault)
        await alice.says("/cancel")
        await chat.settled()
        await alice.says("/timezone")
        await alice.sees("Or share where you are")
        await shares(chat, alice, running, fault)
        await alice.says("/cancel")
        await shares(chat, alice, running, fault)
        told = await everything_kept(database, running.deps.redis) + running.written.getvalue()
        async with running.http.get(running.url + "/metrics") as answer:
            told += await answer.text()
    assert "America/Anchorage" in told, "the zone is kept"
    assert "update_handled" in told
    assert [mark for mark in MARKS if mark in told] == []


async def shares(chat: Sandbox, person: Person, running: Bot, fault: str) -> None:
    """Share the planted place while Telegram refuses all that is answered, then let it recover."""
    await chat.settled()
    for method in ("sendMessage", "editMessageText", "deleteMessage") if fault else ():
        await chat.fault(fault, method=method, times=2)
    handled = len(running.lines())
    await person.shares_location(*PLANTED)
    await chat.settled()
    assert len(running.lines()) > handled
    await chat.forgive()
    await chat.settled()
