"""All that is kept of a person is shown to them, and nothing of it outlives their /forget_me."""

import asyncio
import json
import pickle
from contextlib import suppress
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from actions.account import privacy
from actions.booking import booking
from actions.journal import decode
from actions.manage import settings
from db import undo
from db.account.email import code_demand
from db.account.personal.holdings import HOLDINGS, IMPERSONAL
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.account.privacy import TERMS
from domain.caps import Caps, Setting, SettingChange
from domain.refusals import DoneBefore, NotFound
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    NOW,
    OTTO,
    START,
    booked,
    furnish,
    people,
    slot_at,
    slots_at,
    value,
    wish,
)
from workers.jobs import retire

MARK = "Quibblewick"
WORDS = {"text", "jsonb", "bytea", "character varying", "ARRAY", "json"}
COLUMNS = """SELECT table_name, column_name, data_type, udt_name FROM information_schema.columns
              WHERE table_schema = 'public' AND table_name IN (
                SELECT tablename FROM pg_tables WHERE schemaname = 'public')"""

PLANT = f"""
UPDATE patients SET name = '{MARK} Ann', phone = '+49{MARK}', secret_hash = '{MARK}',
                    born = '1907-07-07'
 WHERE account_id = {ALICE.id};
INSERT INTO reports (booking_id, kind, file_id, more, sent_by, sent_at, intent)
  VALUES (1, 'photo', '{MARK}', '["{MARK}"]', {DORA.id}, now(), '{MARK}');
INSERT INTO report_openings (report_id, account_id, at, is_ok) VALUES (1, {ALICE.id}, now(), true);
UPDATE bookings SET intent = '{MARK}' || id WHERE account_id = {ALICE.id};
INSERT INTO booking_notes (booking_id, author_id, at, text) VALUES (1, {DORA.id}, now(), '{MARK}');
INSERT INTO message_series (author_id, recipient, content, rrule, wall, zone, next_at, intent,
                            status, halted_for, halted_at)
  VALUES ({ALICE.id}, '{MARK}@example.org', '{{"kind": "text", "text": "{MARK}"}}', 'FREQ=DAILY',
          now(), 'UTC', now(), '{MARK}', 'paused', '{MARK}', now());
INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent, channel,
                                status, last_error, series_id)
  VALUES ({ALICE.id}, '{MARK}@example.org', '{{"kind": "photo", "caption": "{MARK}"}}',
          '2026-03-04', '2026-03-04', '{MARK}', 'email', 'dead', 'mail_refused: {MARK}', NULL),
         ({ALICE.id}, '{ALICE.id}', '{{"kind": "text", "text": "{MARK}"}}',
          '2026-03-05', '2026-03-05', '{MARK}2', 'telegram', 'scheduled', NULL, 1),
         ({OTTO.id}, '{OTTO.id}', '{{"kind": "news", "what": "guessing",
            "facts": {{"account": {ALICE.id}}}}}',
          '2026-03-04', '2026-03-04', 'x', 'telegram', 'sent', NULL, NULL);
INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome, error)
  SELECT id, 1, now(), now(), 'give_up', 'mail_refused: {MARK}' FROM scheduled_messages
   WHERE author_id = {ALICE.id};
INSERT INTO addresses (account_id, address, mailbox, code_hash, unsubscribed_at)
  VALUES ({ALICE.id}, '{MARK}@example.org', '{MARK}@example.org', '{MARK}', NULL),
         ({ALICE.id}, 'no.{MARK}@example.org', 'no{MARK}@example.org', '{MARK}', now());
INSERT INTO address_codes (account_id, mailbox, sent_at)
  VALUES ({ALICE.id}, 'no{MARK}@example.org', now());
INSERT INTO calendar_feeds (account_id, number) VALUES ({ALICE.id}, 1);
INSERT INTO bookmarks (account_id, place, at) VALUES ({ALICE.id}, '{MARK}', now());
INSERT INTO web_sessions (account_id, browser, refresh_hash, earlier_hash, made_at, renewed_at,
                          expires_at)
  VALUES ({ALICE.id}, '{MARK}', '{MARK}', '{MARK}', now(), now(), now());
INSERT INTO sign_in_links (token_hash, account_id, expires_at, browser_hash)
  VALUES ('{MARK}', {ALICE.id}, now(), '{MARK}');
INSERT INTO invites (role, name, token_hash, made_by, made_at, expires_at, used_by, used_at)
  VALUES ('desk', '{MARK}', 'x', {OTTO.id}, now(), now(), {ALICE.id}, now());
INSERT INTO audit_log (at, actor_id, action, subject, subject_id, before, after)
  VALUES (now(), {DORA.id}, 'booking_noted', 'booking', 1, '{{"x": "{MARK} Ann"}}',
          '{{"y": ["+49{MARK}"]}}'),
         (now(), {OTTO.id}, 'secret_guessed', 'account', {ALICE.id}, NULL, NULL);
INSERT INTO patient_readings (at, actor_id, screen, patients)
  VALUES (now(), {DORA.id}, 'day', '{{1}}');
INSERT INTO booking_tests (booking_id, position, test_id, price) VALUES (1, 1, 1, 5);
INSERT INTO queue_cards (booking_id, chat_id, message_id, shown, made_at, looked_at)
  VALUES (1, {ALICE.id}, 5, 'x', now(), now());
INSERT INTO visit_trackers (booking_id, message_id, shown, look_at, lease_until, until)
  VALUES (1, 6, '{MARK}', 'infinity', '-infinity', 'infinity');
INSERT INTO recalls (patient_id, test_id, lab_id, every_days, since, look_at, state, ended_by)
  SELECT id, 1, 1, 30, now(), now(), state, ender
    FROM patients, (VALUES ('active', NULL), ('ended', {ALICE.id})) AS r (state, ender)
   WHERE account_id = {ALICE.id};
INSERT INTO waitlist (account_id, lab_id, test_id, patient_id, first_at, end_at, status, made_at,
                      intent)
  SELECT {ALICE.id}, 1, 1, id, now(), 'infinity', status, now(), '{MARK}' || status
    FROM patients, (VALUES ('waiting'), ('asked')) AS w (status) WHERE account_id = {ALICE.id};
INSERT INTO wait_offers (entry_id, slot_id, asked_at, until, message)
  SELECT id, 2, now(), 'infinity', 7 FROM waitlist WHERE status = 'asked';
UPDATE time_slots SET booked = booked + 1 WHERE id = 2;
INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent, booking_id,
                                from_visit)
  VALUES ({ALICE.id}, '{ALICE.id}', '{{"kind": "text", "text": "{MARK}"}}', '2026-03-05',
          '2026-03-05', '{MARK}3', 1, '0d-3600s');
INSERT INTO guess_watch (account_id, since, guesses) VALUES ({ALICE.id}, now(), 3);
INSERT INTO booking_watch (account_id, since, refusals) VALUES ({ALICE.id}, now(), 1);
UPDATE accounts SET zone = '{MARK}', staff_name = '{MARK}', created_at = '2026-01-01'
 WHERE id = {ALICE.id};
"""


@pytest.fixture
async def house(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, OTTO)
    first, second = await slots_at(database, [START, START + timedelta(days=1)], capacity=3)
    for number, slot in enumerate((first, second)):
        async with database.begin() as uow:
            await booking.book(
                uow, ALICE, wish(slot, f"a{number}", phone="+491", agreed=TERMS), NOW
            )
    async with database.begin() as uow:
        await booking.book(uow, BOB, wish(first, "b", name="Bob Ray"), NOW)


@pytest.fixture
async def planted(house: None, owner_url: str) -> None:
    """Whatever may be kept of Alice holds the mark, also in what others did about her."""
    owner = await asyncpg.connect(owner_url)
    await owner.execute("UPDATE accounts SET role = 'desk' WHERE id = $1", DORA.id)
    await owner.execute("UPDATE accounts SET role = 'owner' WHERE id = $1", OTTO.id)
    await owner.execute(PLANT)
    kept = [pickle.dumps({"name": f"{MARK} Ann"}), b"sent:5 6"]
    of_bob = [pickle.dumps({"name": "Bob Ray"})]
    drafts = [b'open:{"typed": "' + MARK.encode() + b'"}']
    for number, (who, results) in enumerate(
        [(ALICE.id, drafts), (DORA.id, kept), (BOB.id, of_bob), (None, kept)]
    ):
        await owner.execute(
            "INSERT INTO handled_updates (id, results, account_id) VALUES ($1, $2, $3)",
            number,
            results,
            who,
        )
    await owner.execute(
        "INSERT INTO web_deeds (caller, intent, request_hash, at, result)"
        " VALUES ('key:1', 'x', 'h', now(), $1), ('key:1', 'y', 'h', now(), $2)",
        pickle.dumps(json.dumps({"phone": f"+49{MARK}"})),
        of_bob[0],
    )
    await owner.close()


async def dump(url: str) -> dict[tuple[str, str], str]:
    """Every column of every table, as one text."""
    owner = await asyncpg.connect(url)
    found: dict[tuple[str, str], str] = {}
    for table, column, *_kind in await owner.fetch(COLUMNS):
        rows = await owner.fetch(f'SELECT "{column}" FROM "{table}"')
        found[table, column] = " ".join(repr(row[0]) for row in rows)
    await owner.close()
    return found


def holding(mark: str, found: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    return {place for place, kept in found.items() if mark in kept}


async def forget(database: Database, who: Actor = ALICE) -> privacy.Forgotten:
    async with database.begin() as uow:
        done = await privacy.forget(uow, who, NOW, [], now=NOW)
    assert done is not None
    return done


async def test_every_table_is_shown_and_forgotten_or_has_a_reason(owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    columns = await owner.fetch(COLUMNS)
    await owner.close()
    listed = {one.table: one for one in HOLDINGS}
    tables = {row["table_name"] for row in columns}
    assert tables == listed.keys() | IMPERSONAL.keys()
    assert not listed.keys() & IMPERSONAL.keys()
    forgotten = {
        (row["table_name"], row["column_name"])
        for row in columns
        if row["data_type"] in WORDS
        and row["udt_name"] not in {"_int8", "_int2"}
        and (one := listed.get(row["table_name"]))
        and row["column_name"] not in {*one.blank, *one.plain}
    }
    assert forgotten == set()
    known = {(row["table_name"], row["column_name"]) for row in columns}
    named = {
        (one.table, name) for one in HOLDINGS for name in (*one.blank, *one.plain, *one.hidden)
    }
    assert named <= known


async def test_the_mark_is_in_every_column_that_is_blanked(planted: None, owner_url: str) -> None:
    """So that the next test proves what it says."""
    places = holding(MARK, await dump(owner_url))
    owner = await asyncpg.connect(owner_url)
    words = {(r[0], r[1]) for r in await owner.fetch(COLUMNS) if r["data_type"] in WORDS}
    await owner.close()
    blanked = {(one.table, name) for one in HOLDINGS for name in one.blank} & words
    states = {
        *(("scheduled_messages", "resolution"), ("message_series", "status"), ("recalls", "state"))
    }
    assert blanked - states <= places
    histories = {("booking_notes", "text"), ("audit_log", "before"), ("audit_log", "after")}
    assert histories <= places


async def test_nothing_of_a_person_outlives_their_wish(
    planted: None, database: Database, owner_url: str
) -> None:
    counts = "SELECT count(*) FROM {}"
    tables = ("bookings", "booking_notes", "audit_log", "scheduled_messages", "delivery_attempts")
    before = [await value(database, counts.format(one)) for one in tables]
    done = await forget(database)
    assert (done.visits, done.messages) == (2, 6)
    after = await dump(owner_url)
    assert holding(MARK, after) == set()
    assert holding(str(ALICE.id), after) == set()
    now = [await value(database, counts.format(one)) for one in tables]
    assert now == [before[0], before[1], before[2] + 1, before[3] + 1, before[4]]
    assert await value(database, "SELECT count(*) FROM bookings WHERE account_id < 0") == 2


async def test_seats_are_free_again_and_the_desk_hears_of_it_without_a_name(
    planted: None, database: Database
) -> None:
    await forget(database)
    assert [await booked(database, slot) for slot in (1, 2)] == [1, 0]
    for query, states in (
        ("SELECT string_agg(status, ',') FROM waitlist", "stopped,stopped"),
        ("SELECT string_agg(state, ',') FROM wait_offers", "withdrawn"),
        ("SELECT string_agg(state, ',') FROM recalls", "ended,ended"),
        ("SELECT count(*) FROM queue_cards WHERE is_open", 0),
        ("SELECT count(*) FROM visit_trackers WHERE until > now()", 0),
        ("SELECT count(*) FROM patients WHERE born IS NOT NULL", 0),
        (
            "SELECT string_agg(status, ',') FROM scheduled_messages WHERE from_visit > ''",
            "cancelled",
        ),
    ):
        assert await value(database, query) == states, query
    told = await value(
        database,
        "SELECT content -> 'facts' FROM scheduled_messages"
        " WHERE content ->> 'what' = 'patient_gone' AND recipient = :desk",
        desk=str(DORA.id),
    )
    times = "2026-03-05T08:00:00+00:00,2026-03-06T08:00:00+00:00"
    assert told == {"visits": 2, "times": times, "zone": "Europe/Berlin"}


async def test_what_others_have_stays(planted: None, database: Database) -> None:
    await forget(database)
    bob = await value(database, "SELECT name FROM patients WHERE account_id = :id", id=BOB.id)
    assert bob == "Bob Ray"
    query = "SELECT results[1] FROM handled_updates WHERE id = :id"
    assert decode(await value(database, query, id=2)) == {"name": "Bob Ray"}
    for blank in (0, 1, 3):
        with pytest.raises(DoneBefore):
            decode(await value(database, query, id=blank))
    sizes = "SELECT string_agg(cardinality(results)::text, ',' ORDER BY id) FROM handled_updates"
    assert await value(database, sizes) == "1,2,1,2"


async def test_once_is_enough_and_twice_does_no_harm(planted: None, database: Database) -> None:
    done = await asyncio.gather(*(forget(database) for _ in range(3)))
    assert sorted(one.visits for one in done) == [0, 0, 2]
    query = "SELECT count(*) FROM audit_log WHERE action = 'account_forgotten'"
    assert await value(database, query) == 1


async def test_who_comes_again_has_no_past(planted: None, database: Database) -> None:
    await forget(database)
    await people(database, ALICE)
    async with database.read() as uow:
        found = await privacy.everything(uow, ALICE, NOW)
    kept = {table for table, rows in found.items() if table != "made_at" and rows}
    assert kept == {"accounts"}
    assert await forget(database) == privacy.Forgotten(0, 0)


async def test_a_mailbox_that_wants_no_mail_gets_none_from_whoever_was_forgotten(
    planted: None, database: Database
) -> None:
    await forget(database)
    async with database.begin() as uow:
        demand = await code_demand(uow, BOB.id, f"no{MARK}@example.org", NOW - timedelta(days=9))
    assert demand.is_unsubscribed
    assert demand.of_mailbox == 1


async def test_staff_are_not_forgotten_and_nobody_else_is_with_them(
    planted: None, database: Database, owner_url: str
) -> None:
    with pytest.raises(NotFound):
        await forget(database, Actor(DORA.id, Role.DESK, "UTC", False, "en"))
    before = await dump(owner_url)
    for account in (DORA.id, -5, 0, 12345):
        with pytest.raises(Exception, match="nobody can be forgotten here"):
            await value(database, "SELECT forget_account(:id, '{}', now())", id=account)
    assert await dump(owner_url) == before


async def test_a_history_cannot_be_changed_by_saying_that_it_is_forgotten(
    planted: None, database: Database
) -> None:
    for change in (
        "UPDATE booking_notes SET text = 'x'",
        "UPDATE audit_log SET after = NULL",
    ):
        with suppress(DBAPIError):
            async with database.begin() as uow:
                await uow.fetch("SELECT set_config('slotbell.forgets', 'yes', true)")
                with pytest.raises(DBAPIError, match="permission denied"):
                    await uow.fetch(change)


async def test_all_is_shown_to_its_owner_and_to_nobody_else(
    planted: None, database: Database
) -> None:
    async with database.read() as uow:
        mine = await privacy.everything(uow, ALICE, NOW)
        his = await privacy.everything(uow, BOB, NOW)
    assert {table for table, rows in mine.items() if not rows} <= {
        *("seat_holds", "closure_hits", "closure_offers", "undos", "broadcasts", "api_keys"),
    }
    text = json.dumps(mine)
    assert mine["patients"][0]["name"] == f"{MARK} Ann"
    assert mine["booking_notes"][0]["text"] == MARK
    assert str(DORA.id) not in text
    assert "secret_hash" not in text
    assert MARK not in json.dumps(his)
    assert str(ALICE.id) not in json.dumps(his)


LATER = START + timedelta(days=400)
ENDED = """
UPDATE scheduled_messages SET status = 'sent' WHERE status = 'scheduled';
UPDATE recalls SET state = 'ended';
UPDATE waitlist SET status = 'stopped', booking_id = 1;
"""
"""As what hangs on a visit of long ago is; who still waits, or is recalled, is still known."""


async def test_what_hangs_on_a_visit_is_in_the_list_of_what_retention_blanks(
    owner_url: str,
) -> None:
    owner = await asyncpg.connect(owner_url)
    found = await owner.fetch("""
        SELECT conrelid::regclass::text AS holder FROM pg_constraint
         WHERE contype = 'f' AND confrelid IN ('bookings'::regclass, 'patients'::regclass)""")
    await owner.close()
    listed = {one.table: one for one in HOLDINGS}
    hang = {row["holder"] for row in found}
    assert {one for one in hang if listed[one].blank and not listed[one].old} == set()


async def test_who_still_waits_or_is_recalled_keeps_their_name(
    planted: None, database: Database
) -> None:
    await keeps(database, 12)
    assert await retire(database, LATER) > 0
    assert await value(database, "SELECT count(*) FROM bookings WHERE account_id > 0") == 0
    names = "SELECT count(*) FROM patients WHERE account_id = :id AND name LIKE '%Ann'"
    assert await value(database, names, id=ALICE.id) == 1


async def keeps(database: Database, months: int) -> None:
    async with database.begin() as uow:
        undone = await settings.change(
            uow, OTTO, SettingChange(Setting.KEEP_MONTHS, months, None), LATER
        )
    assert await retire(database, LATER) == 0  # it can still be undone
    async with database.begin() as uow:
        await undo.release(uow, undone.until, 9)


async def test_what_is_old_loses_its_words_and_counts_stay(
    planted: None, database: Database, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute(ENDED)
    await owner.close()
    new = await slot_at(database, LATER + timedelta(days=1))
    async with database.begin() as uow:
        await booking.book(uow, BOB, wish(new, "new", name="Bob Ray"), LATER)
    async with database.read() as uow:
        tried = await settings.look(uow, OTTO, Caps(), LATER)
    (aged,) = [one.aged for one in tried if one.setting is Setting.KEEP_MONTHS]
    assert [(one.months, one.visits) for one in aged] == [(12, 3), (24, 0), (36, 0)]
    assert aged[0].messages > 0
    assert await retire(database, LATER) == 0  # nobody has said so
    await keeps(database, 12)
    done = await asyncio.gather(*(retire(database, LATER) for _ in range(3)))
    untied = aged[0].messages - 1  # one goes with its visit, unless it was met before that
    assert sum(done) - aged[0].visits in {untied, untied + 1}
    assert [await booked(database, slot) for slot in (1, 2, new)] == [2, 2, 1]  # one is held
    after = await dump(owner_url)
    blanked = {(one.table, name) for one in HOLDINGS if one.old for name in one.blank}
    blanked |= {("booking_notes", "text"), ("audit_log", "before"), ("audit_log", "after")}
    assert holding(MARK, after) & blanked == {("scheduled_messages", "intent")}  # tied to none
    assert "1907" not in after["patients", "born"]
    for place in (
        *(("queue_cards", "chat_id"), ("visit_trackers", "shown"), ("bookings", "account_id")),
        *(("booking_events", "actor_id"), ("report_openings", "account_id")),
    ):
        assert str(ALICE.id) not in after[place], place
    assert await value(database, "SELECT count(*) FROM waitlist WHERE booking_id > 0") == 0
    query = "SELECT author_id || recipient || intent || content FROM scheduled_messages"
    kept = await value(database, f"{query} WHERE from_visit > ''")
    assert str(ALICE.id) not in kept
    assert MARK not in kept
    who = "SELECT string_agg(DISTINCT name, ',' ORDER BY name) FROM patients"
    assert await value(database, f"{who} WHERE name LIKE 'B%'") == "Bob Ray"
    assert await value(database, "SELECT count(*) FROM bookings WHERE account_id > 0") == 1
    assert await retire(database, LATER) == 0
