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
    branch,
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
    health,
    offer,
    offering_lab,
    offering_test,
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

FIRST = (errors, chat, group, team, start, timezone, address, booking, bookings, offer, branch)
MESSAGES = (report, report_open, schedule, scheduled, series, failed)
PLANS = (session, capacity, closure, offering_test, offering_lab, why)
STAFF = (undo, day, visit, audit, caller, broadcast, stats, export, health)
LAST = (fallback,)


def routers() -> list[Router]:
    """The routers in the order in which they are asked; made anew for each dispatcher."""
    return [module.router() for module in (*FIRST, *MESSAGES, *PLANS, *STAFF, *LAST)]
