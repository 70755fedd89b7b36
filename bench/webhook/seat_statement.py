"""The product's own statement that places a booking, as a script of pgbench's."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from bench.webhook.measure import AT_ONCE
from bench.webhook.site import Site
from db.booking.wish import place
from db.direct import Fields
from db.uow import Mark, Uow
from domain.account.quiet import USUAL
from domain.booking.booking import Booked, BookingView, Offer, Status, Wish
from domain.booking.cap import Prospect
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.booking.patient import Meant

PATIENTS = 4000  # of each client; each takes one seat of a slot, and another slot the next time
FIRST = 900_000_000  # ids of accounts and patients
SLOT, ACCOUNT, PATIENT, VERSION, BOOKING, UPDATE, TEST = -101, -102, -103, -104, -105, -106, 1
INTENT = "intent-of-pgbench"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # before any slot, with reminders still to come
STARTS = datetime(2035, 1, 1, 9, tzinfo=UTC)
VARIABLES: dict[object, str] = {
    SLOT: ":slot",
    ACCOUNT: ":person",
    PATIENT: ":person",
    VERSION: ":turn",
    BOOKING: ":number",
    UPDATE: ":number",
    INTENT: "('pgbench-' || :number)",
    f"reminder:{BOOKING}:1:24": "('reminder:' || :number || ':1:24')",
    f"reminder:{BOOKING}:1:2": "('reminder:' || :number || ':1:2')",
}
HEAD = """
\\set n :n + 1
\\set turn :n / {patients}
\\set person {first} + :client_id * {patients} + :n % {patients}
\\set slot {slot} + (:turn * {at_once} + :client_id + :n) % {slots}
\\set number {numbers} + :client_id * 10000000 + :n
"""
NUMBERS = 1_000_000_000_000  # of bookings and updates: beyond all others
PEOPLE = """
    INSERT INTO accounts (id, locale) SELECT n, 'en' FROM generate_series($1::bigint, $2) AS n
"""
IN_A_ROW = """
    SELECT min(id) AS first, count(*) AS count
      FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS gaps FROM time_slots) AS numbered
     GROUP BY gaps ORDER BY count DESC LIMIT 1
"""  # numbers are lost where slots were there already
THEIRS = """
    INSERT INTO patients (id, account_id, name) OVERRIDING SYSTEM VALUE
    SELECT n, n, 'Ada Byron' FROM generate_series($1::bigint, $2) AS n
"""


class Listening(Uow):
    """A unit of work that notes a statement instead of sending it."""

    def __init__(self) -> None:  # without a connection
        self.alarms = set()
        self.mark = Mark(UPDATE, 0, lambda _result: [b"a result of some size" * 30])
        self.sql = ""
        self.values: Sequence[object] = ()

    async def at_once(self, statement: str, *values: object) -> Sequence[Fields]:
        """Note it."""
        self.sql, self.values = statement, values
        return []


def booking() -> tuple[Wish, Prospect, Booked]:
    """For somebody who is known, with the numbers that stand for pgbench's variables."""
    wish = Wish(slot_id=SLOT, test_id=TEST, name="Ada Byron", phone="", is_self=True, intent=INTENT)
    test = LabTest(TEST, "", "", "", 1, Decimal("12.50"), "EUR")
    lab = Lab(1, "", "", "Europe/Berlin")
    offer = Offer(SLOT, STARTS, STARTS, test, lab)
    found = Prospect(
        offer=offer,
        booking_id=BOOKING,
        version=VERSION,
        is_free=True,
        is_booked=False,
        patient=Meant(PATIENT, "", True, None),
        visits=(),
        quiet=USUAL,
    )
    view = BookingView(
        id=BOOKING,
        account_id=ACCOUNT,
        status=Status.BOOKED,
        version=1,
        slot_id=SLOT,
        starts_at=STARTS,
        ends_at=STARTS,
        test=test,
        lab=lab,
        patient_name=wish.name,
        patient_phone="",
    )
    return wish, found, Booked(view, is_new=True)


async def script(site: Site) -> str:
    """Each transaction takes a seat for another patient."""
    uow = Listening()
    await place(uow, *booking(), now=LONG_AGO)
    slots = await site.db.fetchrow(IN_A_ROW)
    head = HEAD.format(
        first=FIRST,
        patients=PATIENTS,
        slot=slots["first"],
        slots=slots["count"],
        at_once=AT_ONCE,
        numbers=NUMBERS,
    )
    return head + filled(uow.sql, uow.values) + ";\n"


def filled(sql: str, values: Sequence[object]) -> str:
    """One line, with variables of pgbench's or literals for $1, $2, ..."""
    words = [_word(value) for value in values]
    line = " ".join(sql.split())
    return re.sub(r"\$(\d+)", lambda found: words[int(found[1]) - 1], line)


def _word(value: object) -> str:
    """A variable, or a literal as SQL writes it."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value)
        case list():
            return f"ARRAY[{', '.join(map(_word, value))}]"
        case bytes():
            return f"'\\x{value.hex()}'::bytea"
        case str() | int() if value in VARIABLES:
            return VARIABLES[value]
    return str(int(value)) if isinstance(value, int) else f"'{value}'"


async def prepare(site: Site) -> None:
    """The people of pgbench's clients."""
    last = FIRST + AT_ONCE * PATIENTS - 1
    for statement in (PEOPLE, THEIRS):
        await site.db.execute(statement, FIRST, last)
    await site.db.execute("ANALYZE accounts, patients")
