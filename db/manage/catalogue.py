"""What stands in the way of editing a test or a lab, and what a house has that is set up."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from db.booking.catalogue import tests
from db.booking.visit_tests import has_test
from db.uow import Uow

_VISITS = text(f"""
    SELECT count(*) AS number FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE {has_test(":id")} AND b.status = 'booked' AND s.ends_at > now()
""")  # noqa: S608 - words of ours alone
LOCK = 7_521_964  # for whoever opens the first lab
_LOCK = text("SELECT pg_advisory_xact_lock(:lock)")
_HAS_TIMES = text("""
    SELECT CAST(EXISTS (SELECT FROM time_slots WHERE lab_id = :id)
                OR EXISTS (SELECT FROM sessions WHERE lab_id = :id AND status = 'active')
           AS integer)
""")
_TIMES = text("SELECT count(*) AS number FROM time_slots WHERE lab_id = :id AND ends_at > now()")


async def visits_ahead(uow: Uow, test_id: int) -> int:
    return await uow.number(_VISITS, {"id": test_id}) or 0


async def times_ahead(uow: Uow, lab_id: int) -> int:
    """How many slots of a lab are to come or not over yet."""
    return await uow.number(_TIMES, {"id": lab_id}) or 0


async def has_times(uow: Uow, lab_id: int) -> bool:
    """Whether a lab has opening hours, or had."""
    return bool(await uow.number(_HAS_TIMES, {"id": lab_id}))


async def lock_first_lab(uow: Uow) -> None:
    """Until the transaction ends, nobody else opens one."""
    await uow.first(_LOCK, {"lock": LOCK})


async def offer_tests(uow: Uow, values: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add tests whose code is new, and offer those again that are retired; ids of both."""
    added = insert(tests).values(list(values))
    new: dict[Any, Any] = {name: added.excluded[name] for name in ("price", "currency")}
    new |= {"retired": False, "version": tests.c.version + 1}
    offered = added.on_conflict_do_update(
        index_elements=[tests.c.code], set_=new, where=tests.c.retired
    )
    return [row.id for row in await uow.all(offered.returning(tests.c.id))]
