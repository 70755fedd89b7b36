"""Telegram events -> actions -> screens; the ordered routers stand here.

Each module has a factory `router()`. A command ends whatever conversation was open, so the
modules with commands come first and the module that answers everything else comes last.
"""

from aiogram import Router

from handlers import (
    address,
    audit,
    booking,
    bookings,
    broadcast,
    caller,
    capacity,
    chat,
    closure,
    day,
    errors,
    export,
    failed,
    fallback,
    group,
    offer,
    report,
    report_open,
    schedule,
    scheduled,
    series,
    session,
    start,
    stats,
    team,
    timezone,
    undo,
    visit,
    why,
)

FIRST = (errors, chat, group, team, start, timezone, address, booking, bookings, offer)
MESSAGES = (report, report_open, schedule, scheduled, series, failed)
STAFF = (undo, day, visit, session, capacity, closure, why, audit, caller, broadcast, stats, export)
LAST = (fallback,)


def routers() -> list[Router]:
    """The routers in the order in which they are asked; made anew for each dispatcher."""
    return [module.router() for module in (*FIRST, *MESSAGES, *STAFF, *LAST)]
