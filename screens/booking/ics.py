"""Visits as iCalendar (RFC 5545): an address that programs look at, and a file of one visit.

A visit is one event for life, by its UID; a later version of it replaces the earlier one. Neither
says who the patient is.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration, vText

from domain.booking.booking import BookingView, Status
from domain.booking.reminding import hours_of
from screens.language import _, in_words

REFRESH = timedelta(hours=1)


def feed(visits: Iterable[BookingView], now: datetime) -> bytes:
    """What a calendar that looks at an address is shown."""
    made = _calendar("PUBLISH")
    made.add("x-wr-calname", _("My visits"))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    for one in visits:
        made.add_component(_event(one, now))
    return bytes(made.to_ical())


def file(visit: BookingView, now: datetime) -> bytes:
    """One visit by the lab's clock, with alarms; one that is cancelled takes its event away."""
    is_off = visit.status is Status.CANCELLED
    made, event = _calendar("CANCEL" if is_off else "PUBLISH"), _event(visit, now)
    for name, at in (("dtstart", visit.starts_at), ("dtend", visit.ends_at)):
        del event[name]
        event.add(name, at.astimezone(ZoneInfo(visit.lab.zone)))
    for hours in () if is_off else hours_of(visit.test.reminders):
        event.add_component(_alarm(hours, str(event["summary"])))
    made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Slotbell//Visits//EN")
    made.add("version", "2.0")
    made.add("method", method)
    return made


def _alarm(hours: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -timedelta(hours=hours))
    return alarm


def _event(it: BookingView, now: datetime) -> Event:
    test, lab = in_words(it.test), in_words(it.lab)
    event = Event()
    event.add("uid", f"booking-{it.id}@slotbell")
    event.add("sequence", it.version)
    event.add("dtstamp", now)
    event.add("dtstart", it.starts_at)
    event.add("dtend", it.ends_at)
    event.add("summary", f"{test.name}, {lab.name}")
    event["location"] = vText(", ".join(part for part in (lab.name, lab.address) if part))
    number = _("Booking No. {number}").format(number=it.id)
    event.add("description", "\n".join(part for part in (number, test.preparation) if part))
    is_off = it.status is Status.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if it.lab.latitude is not None and it.lab.longitude is not None:
        event.add("geo", (it.lab.latitude, it.lab.longitude))
    return event
