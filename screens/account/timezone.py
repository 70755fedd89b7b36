"""Choosing a time zone: what it is now, what it may be, what follows from it."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton, KeyboardButton

from domain.time.zone_names import COMMON
from domain.time.zones import offset_label, offset_of, to_wall
from screens.account.callbacks import ZoneTap
from screens.keyboard import PRIMARY, Row, button, grid, keyboard, page_turns, request
from screens.language import _
from screens.moment import moment
from screens.screen import Screen, short

PAGE, WIDTH = 10, 2


def ask(zone: str, is_known: bool, now: datetime, page: int, *, is_aside: bool = False) -> Screen:
    """The zone so far with its local time, and a page of zones to tap.

    is_aside: what is typed answers another question.
    """
    so_far = _("Your time zone is {zone}.") if is_known else _("I assume your time zone is {zone}.")
    lines = (
        so_far.format(zone=f"<b>{label(zone)}</b>"),
        _there(zone, now),
        "",
        _how(is_aside=is_aside),
    )
    return Screen("\n".join(lines), keyboard(_page(zone, now, page)))


def which(text: str, zones: Sequence[str], now: datetime) -> Screen:
    """Several zones may be meant."""
    asked = _("Which one do you mean by “{text}”?") if zones[1:] else _("Is “{text}” this one?")
    question = asked.format(text=escape(short(text)))
    return Screen(question, keyboard(grid([_zone(zone, now) for zone in zones], WIDTH)))


def unknown(text: str, zone: str, now: datetime, *, is_aside: bool = False) -> Screen:
    """No zone is meant by this."""
    sorry = _("I know no time zone called “{text}”.").format(text=escape(short(text)))
    return Screen(f"{sorry}\n{_how(is_aside=is_aside)}", keyboard(_page(zone, now, 0)))


def untyped(zone: str, now: datetime) -> Screen:
    """A photo or the like where a place was asked for."""
    sorry = _("I can only read text here.")
    return Screen(f"{sorry}\n{_how()}", keyboard(_page(zone, now, 0)))


def share() -> Screen:
    """The reply keyboard that shares where the person is."""
    told = _("Or share where you are: I look up the time zone there and forget the place.")
    key = KeyboardButton(text=_("Share my location"), request_location=True)
    return Screen(told, request(key, placeholder=_("Lisbon, +05:30, 14:35")))


def nowhere(zone: str, now: datetime) -> Screen:
    """A location without a zone was shared; zone: the one so far."""
    return Screen(f"{_at_sea()}\n{_how()}", keyboard(_page(zone, now, 0)))


def nowhere_unasked() -> Screen:
    """As `nowhere`, out of the blue."""
    return Screen(f"{_at_sea()} {_('/timezone shows other ways to choose yours.')}")


def offer(zone: str, now: datetime) -> Screen:
    """A location was shared out of the blue: its zone is only taken with a tap."""
    question = _("Use {zone} as your time zone?").format(zone=f"<b>{label(zone)}</b>")
    use = button(_("Use {zone}").format(zone=label(zone)), ZoneTap(zone=zone), PRIMARY)
    return Screen(f"{question}\n{_there(zone, now)}", keyboard([[use]]))


def same(zone: str, now: datetime) -> Screen:
    """As `offer`, but it is theirs already."""
    told = _("Your time zone is {zone} already.").format(zone=f"<b>{label(zone)}</b>")
    return Screen(f"{told}\n{_there(zone, now)}")


def chosen(zone: str, now: datetime, moved: int) -> Screen:
    """The zone is kept: the local time proves it, and what it changes.

    moved: how many messages that repeat follow it.
    """
    kept = _("Done: your time zone is {zone}.").format(zone=f"<b>{label(zone)}</b>")
    effect = _(
        "I read the times you type in this zone. What is booked or planned already does not "
        "move, and bookings are shown in the lab's time."
    )
    repeats = f"\n\n{following(moved)}" if moved else ""
    return Screen(f"{kept}\n{_there(zone, now)}\n\n{effect}{repeats}")


def following(count: int) -> str:
    """How many messages that repeat have moved, at least one."""
    if count == 1:
        return _("One message that repeats now comes by the clock of this zone.")
    return _("{n} messages that repeat now come by the clock of this zone.").format(n=count)


def label(zone: str) -> str:
    """'Europe/Berlin', 'America/New York', and 'UTC+05:00' for a zone without a place."""
    return zone.replace("_", " ") if not zone.startswith("Etc/") else _bare(zone)


def _bare(zone: str) -> str:
    hours = zone.removeprefix("Etc/GMT")
    if hours[:1] not in ("+", "-"):
        return zone.removeprefix("Etc/")
    return f"UTC{'-' if hours[0] == '+' else '+'}{int(hours[1:]):02d}:00"


def _there(zone: str, now: datetime) -> str:
    minute = now.replace(second=0, microsecond=0)
    return _("It is {moment} there.").format(moment=moment(minute, zone, now))


def _at_sea() -> str:
    return _("I found no time zone for that place. It may be out at sea.")


def _how(*, is_aside: bool = False) -> str:
    if is_aside:
        return _("Tap yours, or type it behind the command: “{example}”.").format(
            example="/timezone Lisbon"
        )
    return _(
        "Tap yours, or type a city, an offset such as “+05:30”, or the time your clock shows now."
    )


def _page(zone: str, now: datetime, page: int) -> list[Row]:
    last = (len(COMMON) - 1) // PAGE
    page = min(page, last)
    zones = COMMON[page * PAGE : (page + 1) * PAGE]
    arrows = page_turns(page, last + 1, lambda number: ZoneTap(page=number))
    keep = button(_("Keep {zone}").format(zone=label(zone)), ZoneTap(zone=zone))
    return [*grid([_zone(name, now) for name in zones], WIDTH), arrows, [keep]]


def _zone(zone: str, now: datetime) -> InlineKeyboardButton:
    """The city and its time now, by which people recognize their own."""
    city = label(zone).rsplit("/", 1)[-1] if "/" in zone else offset_label(offset_of(now, zone))
    return button(f"{city} {to_wall(now, zone):%H:%M}", ZoneTap(zone=zone))
