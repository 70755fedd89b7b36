"""The product's own statement that takes a seat, as a script of pgbench's."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ClauseElement, Executable, Row
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.compiler import SQLCompiler

from bench.webhook.measure import AT_ONCE
from bench.webhook.site import Site
from db.booking.booking import take_seat
from db.uow import Uow, Values
from domain.booking.booking import Wish
from domain.booking.cap import Cap, Room
from domain.booking.catalogue import LabTest
from domain.time.zones import Stretch

PATIENTS = 4000  # of each client; each takes one seat of a slot, and another slot the next time
FIRST = 900_000_000  # ids of accounts and patients
SLOT, ACCOUNT, PATIENT, TEST = -101, -102, -103, 1
INTENT = "intent-of-pgbench"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # before any slot
VARIABLES: dict[object, str] = {
    SLOT: ":slot",
    ACCOUNT: ":person",
    PATIENT: ":person",
    INTENT: "('pgbench-' || :person || '-' || :n)",
}
HEAD = """
\\set n :n + 1
\\set person {first} + :client_id * {patients} + :n % {patients}
\\set slot {slot} + (:n / {patients} * {at_once} + :client_id + :n) % {slots}
"""
PEOPLE = """
    INSERT INTO accounts (id, locale) SELECT n, 'en' FROM generate_series($1::bigint, $2) AS n
"""
THEIRS = """
    INSERT INTO patients (id, account_id, name) OVERRIDING SYSTEM VALUE
    SELECT n, n, 'Ada Byron' FROM generate_series($1::bigint, $2) AS n
"""


class Noted(Exception):
    """A statement was to be sent."""


class Listening(Uow):
    """A unit of work that notes a statement instead of sending it."""

    def __init__(self) -> None:  # without a connection
        self.alarms = set()
        self.sql = ""
        self.values: Sequence[object] = ()

    async def one(self, statement: Executable, values: Values = None) -> Row[Any]:
        """Note it; there is no row to go on with."""
        assert isinstance(statement, ClauseElement)
        assert not isinstance(values, Sequence)
        words = asyncpg.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy types no dialect
        compiled = statement.compile(dialect=words)
        assert isinstance(compiled, SQLCompiler)
        found = compiled.construct_params(values)
        names = compiled.positiontup or ()
        self.sql, self.values = str(compiled), [found[name] for name in names]
        raise Noted

    async def fetch(self, statement: str, *values: object) -> Sequence[Sequence[Any]]:
        """Note it."""
        self.sql, self.values = statement, values
        return []


async def script(site: Site) -> str:
    """Each transaction takes a seat for another patient."""
    uow = Listening()
    wish = Wish(slot_id=SLOT, test_id=TEST, name="", phone="", is_self=True, intent=INTENT)
    room = Room(Cap(0, 0), Stretch(LONG_AGO, LONG_AGO))
    test = LabTest(TEST, "", "", "", 1, Decimal("12.50"), "EUR")
    with suppress(Noted):
        await take_seat(uow, ACCOUNT, PATIENT, wish, test=test, now=LONG_AGO, room=room)
    slots = await site.db.fetchrow("SELECT min(id) AS first, count(*) AS count FROM time_slots")
    head = HEAD.format(
        first=FIRST, patients=PATIENTS, slot=slots["first"], slots=slots["count"], at_once=AT_ONCE
    )
    return head + filled(uow.sql, uow.values) + ";\n"


def filled(sql: str, values: Sequence[object]) -> str:
    """One line, with variables of pgbench's or literals for $1, $2, ..."""
    words = [_word(value) for value in values]
    line = " ".join(sql.split())
    return re.sub(r"\$(\d+)", lambda found: words[int(found[1]) - 1], line)


def _word(value: object) -> str:
    if isinstance(value, list):  # which has no hash
        return _literal(value)
    return VARIABLES.get(value) or _literal(value)


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(_literal, value))}]"
    return str(value) if isinstance(value, int) else f"'{value}'"


async def prepare(site: Site) -> None:
    """The people of pgbench's clients."""
    last = FIRST + AT_ONCE * PATIENTS - 1
    for statement in (PEOPLE, THEIRS):
        await site.db.execute(statement, FIRST, last)
    await site.db.execute("ANALYZE accounts, patients")
