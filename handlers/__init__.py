"""Telegram events -> actions -> screens; the ordered routers stand here.

Each module has a factory `router()`. A command ends whatever conversation was open, so the
modules with commands come first and the module that answers everything else comes last.
"""

from aiogram import Router

from handlers import errors, fallback, groups, interrupted, plain_wish
from handlers.account import dashboard, email, language, privacy, quiet, start, timezone
from handlers.booking import links, move, my_bookings, my_people, waitlist
from handlers.booking import start as booking
from handlers.booking.before import arrival, tell
from handlers.desk import day, file, followups, phone_call, recalls, report, visit
from handlers.manage import (
    audit,
    catalogue,
    closure,
    export,
    health,
    hoarding,
    opening_hours,
    settings,
    setup,
    stats,
    team,
    why,
)
from handlers.manage.programs import keys, webhooks
from handlers.messages import broadcast, compose, dead_letters, my_messages, series, tied, zone

ROUTERS = (
    *(errors, groups, interrupted, team, keys, webhooks, dashboard, links, arrival, start, zone),
    *(timezone, language, quiet, privacy, email, booking, move, my_bookings, my_people),
    *(tell, waitlist, file, report, tied, plain_wish, compose, my_messages, series, dead_letters),
    *(setup, opening_hours, closure, catalogue, why, hoarding, settings),
    *(day, visit, followups, recalls, audit, phone_call, broadcast, stats, export, health),
    fallback,
)


def routers() -> list[Router]:
    """The routers in the order in which they are asked; made anew for each dispatcher."""
    return [module.router() for module in ROUTERS]
