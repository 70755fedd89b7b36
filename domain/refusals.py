"""Saying no by name: each refusal is a fact with a code; screens/refusal.py finds the words.

A refusal carries what its words need (a limit, an instant, alternatives) and never a text.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from domain.booking.lab import FreeTime


class Refusal(Exception):
    """Base of all refusals. `code` is stable: it stands in logs and metrics."""

    code: ClassVar[str] = "refused"


class NotFound(Refusal):
    """The thing does not exist, or is not this actor's: the two are told apart nowhere."""

    code = "not_found"


class TooLate(Refusal):
    """The time for this has passed. `until`: the last instant at which it was possible."""

    code = "too_late"

    def __init__(self, until: datetime) -> None:
        super().__init__(self.code)
        self.until = until


class Changed(Refusal):
    """Somebody has changed it since it was looked at, so nothing was done."""

    code = "changed"


class TextEmpty(Refusal):
    """A text was needed and none, or only blanks, came."""

    code = "text_empty"


class TextTooLong(Refusal):
    """A text is longer than allowed. Lengths in UTF-16 code units, as Telegram counts."""

    code = "text_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(self.code)
        self.length, self.limit = length, limit


class UnknownZone(Refusal):
    """No time zone has this name."""

    code = "unknown_zone"

    def __init__(self, name: str) -> None:
        super().__init__(self.code)
        self.name = name


class MessageInPast(Refusal):
    """A message was to be sent at an instant that has passed."""

    code = "message_in_past"

    def __init__(self, at: datetime) -> None:
        super().__init__(self.code)
        self.at = at


class TooFar(Refusal):
    """Further ahead than anything can be planned. `limit`: the latest instant that can."""

    code = "too_far"

    def __init__(self, limit: datetime) -> None:
        super().__init__(self.code)
        self.limit = limit


class AlreadySent(Refusal):
    """The message is no longer waiting: sent, on its way, given up or cancelled."""

    code = "already_sent"


class TextOnly(Refusal):
    """What is no text was to go by e-mail."""

    code = "text_only"


class NotAdmin(Refusal):
    """Only an administrator of a group or channel may schedule there."""

    code = "not_admin"


class BotMayNotPost(Refusal):
    """The bot is in the group or channel without the right to write."""

    code = "bot_may_not_post"


class RepeatsTooOften(Refusal):
    """Occurrences would be closer than allowed. `least`: the time between two."""

    code = "repeats_too_often"

    def __init__(self, least: timedelta) -> None:
        super().__init__(self.code)
        self.least = least


class RepeatsNever(Refusal):
    """A recurrence that is over, or that no calendar ever brings."""

    code = "repeats_never"


class SlotTaken(Refusal):
    """No seat is left in the slot. `nearest`: free times around it, in order of time."""

    code = "slot_taken"

    def __init__(self, nearest: tuple[FreeTime, ...]) -> None:
        super().__init__(self.code)
        self.nearest = nearest


class AlreadyBooked(Refusal):
    """The patient has a seat in this very slot."""

    code = "already_booked"


class NameInvalid(Refusal):
    """A text is no name of a person."""

    code = "name_invalid"


class AddressInvalid(Refusal):
    """A text is no e-mail address that mail can be sent to."""

    code = "address_invalid"


class AddressUnsubscribed(Refusal):
    """Whoever reads mail at this address asked for no more of it."""

    code = "address_unsubscribed"


class TooManyAddresses(Refusal):
    """An account has as many addresses as it may. `limit`: how many."""

    code = "too_many_addresses"

    def __init__(self, limit: int) -> None:
        super().__init__(self.code)
        self.limit = limit


class TooManyCodes(Refusal):
    """More mails with a code were asked for than one account or mailbox gets in an hour."""

    code = "too_many_codes"


class PhoneInvalid(Refusal):
    """A text is no phone number that can be called."""

    code = "phone_invalid"


class InviteInvalid(Refusal):
    """An invitation was used, withdrawn, has expired or never was: told apart nowhere."""

    code = "invite_invalid"


class AlreadyStaff(Refusal):
    """An invitation to a role that gives its reader nothing new."""

    code = "already_staff"


class OpeningHoursUnclear(Refusal):
    """A line that names no opening hours. part: which part of it; text: what stood there."""

    code = "session_unclear"

    def __init__(self, part: str, text: str) -> None:
        super().__init__(self.code)
        self.part, self.text = part, text


class ClosureUnclear(Refusal):
    """A line that names no stretch of time. part: day or hours."""

    code = "closure_unclear"

    def __init__(self, part: str) -> None:
        super().__init__(self.code)
        self.part = part


class AlreadyClosed(Refusal):
    """Nothing is open in that stretch of time."""

    code = "already_closed"


class FileUnfit(Refusal):
    """A file that cannot be a report. part: size or type."""

    code = "file_unfit"

    def __init__(self, part: str) -> None:
        super().__init__(self.code)
        self.part = part


class VisitOff(Refusal):
    """A visit that was cancelled has no report. number: of the booking."""

    code = "visit_off"

    def __init__(self, number: int) -> None:
        super().__init__(self.code)
        self.number = number


class SecretInvalid(Refusal):
    """A text is neither a birth year nor a PIN."""

    code = "secret_invalid"


class SecretWrong(Refusal):
    """Not what opens this report. `left`: tries that are left."""

    code = "secret_wrong"

    def __init__(self, left: int) -> None:
        super().__init__(self.code)
        self.left = left


class Locked(Refusal):
    """All tries are used up; the desk can unlock it."""

    code = "locked"


class Replaced(Refusal):
    """There is a corrected one. `by`: its id."""

    code = "replaced"

    def __init__(self, by: int) -> None:
        super().__init__(self.code)
        self.by = by


class EntryInvalid(Refusal):
    """What was typed cannot be kept. `field`: of what, see domain.offering.Field, or "line"."""

    code = "entry_invalid"

    def __init__(self, field: str) -> None:
        super().__init__(self.code)
        self.field = field


class NameTaken(Refusal):
    """Another test has this code, or another lab this name."""

    code = "name_taken"


class VisitsAhead(Refusal):
    """A lab's zone cannot change while it has visits. `count`: how many are to come."""

    code = "visits_ahead"

    def __init__(self, count: int) -> None:
        super().__init__(self.code)
        self.count = count
