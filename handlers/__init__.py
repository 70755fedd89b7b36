"""Telegram events -> actions -> screens; the ordered routers stand here.

Each module has a factory `router()`. A command ends whatever conversation was open, so the
modules with commands come first and the module that answers everything else comes last.
"""

from aiogram import Router

from handlers import (
    address,
    booking,
    bookings,
    errors,
    fallback,
    group,
    schedule,
    scheduled,
    start,
    timezone,
)

FIRST = (errors, group, start, timezone, address, booking, bookings, schedule, scheduled)
LAST = (fallback,)


def routers() -> list[Router]:
    """The routers in the order in which they are asked; made anew for each dispatcher."""
    return [module.router() for module in (*FIRST, *LAST)]
