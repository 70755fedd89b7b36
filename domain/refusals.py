"""Saying no by name: each refusal is a fact; screens/refusal.py has the words for it.

A refusal carries what its words need (a limit, an instant, alternatives) and never a text.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.booking.lab import FreeTime


class Refusal(Exception):
    """Base of all refusals."""


class NotFound(Refusal):
    """The thing does not exist, or is not this actor's: the two are told apart nowhere."""


class NothingSetUp(NotFound):
    """The house is empty: its owner has not begun to set it up."""


@dataclass(eq=False)
class TooLate(Refusal):
    """The time for this has passed. `until`: the last instant at which it was possible."""

    until: datetime


class PastCutOff(TooLate):
    """A visit is still to come, and so near that the desk alone moves or cancels it."""


class RecallUnclear(Refusal):
    """How often somebody is to be asked back could not be read, or is too often or too seldom."""


class Changed(Refusal):
    """Somebody has changed it since it was looked at, so nothing was done."""


class DoneBefore(Refusal):
    """It was done when this came for the first time; nothing was done now."""


class TextEmpty(Refusal):
    """A text was needed and none, or only blanks, came."""


@dataclass(eq=False)
class TextTooLong(Refusal):
    """A text is longer than allowed. Lengths in UTF-16 code units, as Telegram counts."""

    length: int
    limit: int


class QuietHoursInvalid(Refusal):
    """No two clocks were read that quiet hours may lie between."""


class DraftTooBig(Refusal):
    """A conversation has gathered more than is kept of one."""


@dataclass(eq=False)
class UnknownZone(Refusal):
    """No time zone has this name."""

    name: str


@dataclass(eq=False)
class MessageInPast(Refusal):
    """A message was to be sent at an instant that has passed."""

    at: datetime


@dataclass(eq=False)
class TooFar(Refusal):
    """Further ahead than anything can be planned. `limit`: the latest instant that can."""

    limit: datetime


class AlreadySent(Refusal):
    """The message is no longer waiting: sent, on its way, given up or cancelled."""


class TextOnly(Refusal):
    """What is no text was to go by e-mail."""


class NotAdmin(Refusal):
    """Only an administrator of a group or channel may schedule there."""


class BotMayNotPost(Refusal):
    """The bot is in the group or channel without the right to write."""


@dataclass(eq=False)
class TooManyMessages(Refusal):
    """An account has as many messages waiting as it may. `limit`: how many."""

    limit: int


@dataclass(eq=False)
class TooManySeries(Refusal):
    """An account has as many messages that repeat as it may. `limit`: how many."""

    limit: int


@dataclass(eq=False)
class RepeatsTooOften(Refusal):
    """Occurrences would be closer than allowed. `least`: the time between two."""

    least: timedelta


class RepeatsNever(Refusal):
    """A recurrence that is over, or that no calendar ever brings."""


@dataclass(eq=False)
class SlotTaken(Refusal):
    """No seat is left in the slot. `nearest`: free times around it, in order of time."""

    nearest: tuple[FreeTime, ...]


class AlreadyBooked(Refusal):
    """The patient has a seat in this very slot."""


@dataclass(eq=False)
class BookedThatDay(Refusal):
    """The patient has this test on this day already. `booking_id`: the booking."""

    booking_id: int


@dataclass(eq=False)
class TooManyVisits(Refusal):
    """The account has as many visits as one may have. `limit`: how many."""

    limit: int


class TooManyToCome(TooManyVisits):
    """Of all that are to come."""


class TooManyThatDay(TooManyVisits):
    """On that day."""


class SeatGone(Refusal):
    """The seat is not held for them any more."""


@dataclass(eq=False)
class TooManyWaits(Refusal):
    """The account waits for as many things as one may. `limit`: how many."""

    limit: int


class NameInvalid(Refusal):
    """A text is no name of a person."""


class BirthDateInvalid(Refusal):
    """A text is no day on which somebody alive was born."""


class SamePerson(Refusal):
    """Nothing would tell two people of one account apart."""


class AddressInvalid(Refusal):
    """A text is no e-mail address that mail can be sent to."""


class AddressUnsubscribed(Refusal):
    """Whoever reads mail at this address asked for no more of it."""


@dataclass(eq=False)
class TooManyAddresses(Refusal):
    """An account has as many addresses as it may. `limit`: how many."""

    limit: int


class TooManyCodes(Refusal):
    """More mails with a code were asked for than one account or mailbox gets in an hour."""


@dataclass(eq=False)
class PhoneInvalid(Refusal):
    """A text is no phone number that can be called.

    lacks: 1 if it would be one with a digit more, -1 with a digit less, 0 if neither is so.
    """

    lacks: int = 0


class NumberUnclear(Refusal):
    """A line holds a number and more that may belong to it, or to the name beside it."""


class InviteInvalid(Refusal):
    """An invitation was used, withdrawn, has expired or never was: told apart nowhere."""


class AlreadyStaff(Refusal):
    """An invitation to a role that gives its reader nothing new."""


@dataclass(eq=False)
class OpeningHoursUnclear(Refusal):
    """A line that names no opening hours. part: which of it; text: what stood there."""

    part: str
    text: str


@dataclass(eq=False)
class ClosureUnclear(Refusal):
    """A line that names no one stretch of time. part: what of it; text: what stood there."""

    part: str
    text: str = ""


class AlreadyClosed(Refusal):
    """Nothing is open in that stretch of time."""


@dataclass(eq=False)
class FileUnfit(Refusal):
    """A file that cannot be a report. part: size or type."""

    part: str


@dataclass(eq=False)
class VisitOff(Refusal):
    """A visit that was cancelled has no report. number: of the booking."""

    number: int


class SecretInvalid(Refusal):
    """A text is neither a birth year nor a PIN."""


@dataclass(eq=False)
class SecretWrong(Refusal):
    """Not what opens this report. `left`: tries that are left."""

    left: int


class Locked(Refusal):
    """All tries are used up; the desk can unlock it."""


@dataclass(eq=False)
class Replaced(Refusal):
    """There is a corrected one. `by`: its id."""

    by: int


class BeingCorrected(Refusal):
    """The desk is just sending a corrected one, and can still take that back."""


@dataclass(eq=False)
class EntryInvalid(Refusal):
    """What was typed cannot be kept. `field`: of domain.manage.catalogue.Field."""

    field: str


@dataclass(eq=False)
class PriceInvalid(EntryInvalid):
    """A text is no price. `example`: one in the lab's currency."""

    example: str


@dataclass(eq=False)
class OtherCurrency(EntryInvalid):
    """A price in another currency than the lab's. `typed`, `ours`: ISO 4217."""

    typed: str
    ours: str


class PriceChanged(Refusal):
    """The price is another one than the card has shown."""


class KeyInvalid(Refusal):
    """An API key that was ended, has expired or never was: told apart nowhere."""


@dataclass(eq=False)
class ScopeMissing(Refusal):
    """An API key may not be used for this. `scope`: what it lacks."""

    scope: str


class IntentReused(Refusal):
    """An Idempotency-Key that was used for something else."""


class LinkInvalid(Refusal):
    """A link to sign in that was used, is too old, or was opened in another browser."""


class UrlBarred(Refusal):
    """An address inside of a private network, where no program may be told of anything."""


@dataclass(eq=False)
class TooManyWebhooks(Refusal):
    """As many programs are told of things as there may be. `limit`: how many."""

    limit: int


@dataclass(eq=False)
class TooManyKeys(Refusal):
    """As many API keys are open as there may be. `limit`: how many."""

    limit: int


@dataclass(eq=False)
class NumberInvalid(Refusal):
    """A text is no number that a setting can have. `most`: the highest."""

    most: int


class NameTaken(Refusal):
    """Another test has this code, or another lab this name."""


@dataclass(eq=False)
class VisitsAhead(Refusal):
    """A lab's zone cannot change while it has visits. `count`: how many are to come."""

    count: int
