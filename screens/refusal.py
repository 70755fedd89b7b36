"""Refusals in words: one sentence each that a person can act on."""

from datetime import datetime

from domain import refusals
from domain.account.actor import STAFF, Role
from domain.manage.catalogue import Field
from domain.refusals import Refusal
from screens.language import Marked, _, dated, marked, translated

DAY_OF_YEAR = marked("dd MMMM y")

WORDS: dict[type[Refusal], Marked] = {
    refusals.NotFound: marked("That was not found. It may be gone, or it is not yours."),
    refusals.NothingSetUp: marked(
        "This lab is just being set up, so there is nothing here yet. Please come back soon."
    ),
    refusals.TooLate: marked("It is too late for that."),
    refusals.PastCutOff: marked("It is too late to do that here. Please call the lab."),
    refusals.Changed: marked("Somebody has changed that meanwhile. Please look again."),
    refusals.DoneBefore: marked("That is done already."),
    refusals.TextEmpty: marked("Please type some text."),
    refusals.TextTooLong: marked("That is too long. At most {limit} characters, please."),
    refusals.DraftTooBig: marked(
        "That is more than I can keep in mind. Please send less text, or fewer links in it."
    ),
    refusals.UnknownZone: marked("I know no time zone called “{name}”."),
    refusals.MessageInPast: marked(
        "That time has passed already. Please give one that is still to come."
    ),
    refusals.TooFar: marked("That is too far ahead. I can plan until {limit}."),
    refusals.AlreadySent: marked("That message is not waiting any more, so it cannot be changed."),
    refusals.TextOnly: marked("By email I can send text alone."),
    refusals.NotAdmin: marked("Only an administrator of that group or channel can schedule there."),
    refusals.BotMayNotPost: marked(
        "I may not post there. Please make me an administrator who may post."
    ),
    refusals.TooManyMessages: marked(
        "You have as many messages waiting as I keep: {limit}. Cancel one first: /scheduled"
    ),
    refusals.TooManySeries: marked(
        "You have as many messages that repeat as I keep: {limit}. Cancel one first: /scheduled"
    ),
    refusals.RepeatsTooOften: marked(
        "That is too often: I can repeat a message every 5 minutes at most."
    ),
    refusals.RepeatsNever: marked(
        "That never comes. Please say it another way, like “every monday 9am”."
    ),
    refusals.SlotTaken: marked("That time has just been taken. Please pick another one."),
    refusals.AlreadyBooked: marked(
        "This patient already has a booking at that time. /bookings shows it."
    ),
    refusals.BookedThatDay: marked(
        "This patient already has that test on that day. /bookings shows it."
    ),
    refusals.TooManyToCome: marked(
        "You have {limit} visits to come, and I keep no more. Please cancel one, or call us."
    ),
    refusals.TooManyThatDay: marked(
        "You have {limit} visits on that day, and I keep no more. "
        "Please pick another day, or call us."
    ),
    refusals.SeatGone: marked("That seat is not held for you any more."),
    refusals.TooManyWaits: marked(
        "You wait for {limit} things already, and I keep no more. /bookings shows them."
    ),
    refusals.NameInvalid: marked(
        "Please type the patient's name: 2 to 64 characters, with letters."
    ),
    refusals.BirthDateInvalid: marked(
        "I need day, month and year of birth, like 12.03.2018 or 12 March 2018."
    ),
    refusals.SamePerson: marked(
        "You have somebody of that name, number and birth date already. Please type another one."
    ),
    refusals.AddressInvalid: marked(
        "That is no email address I can use. It looks like ann@example.org."
    ),
    refusals.AddressUnsubscribed: marked(
        "Its reader asked me for no more mail, so I do not write there."
    ),
    refusals.TooManyAddresses: marked(
        "You have {limit} addresses; I keep no more. Remove one first."
    ),
    refusals.TooManyCodes: marked(
        "I have mailed several codes lately. Please try again in an hour."
    ),
    refusals.PriceInvalid: marked("I cannot read that price. Please type it like {example}."),
    refusals.OtherCurrency: marked(
        "That price is in {typed}, but this lab's prices are in {ours}. "
        "Type it in {ours}, or change the lab's currency first: /labs"
    ),
    refusals.RecallUnclear: marked(
        "Please say how often in days, weeks or months, like “every 90 days”: 7 to 1100 days."
    ),
    refusals.PriceChanged: marked("The price has changed. Please look again."),
    refusals.KeyInvalid: marked("This key does not work. An owner can make a new one: /keys"),
    refusals.ScopeMissing: marked(
        "This key may not do that. An owner can make one with the scope “{scope}”: /keys"
    ),
    refusals.IntentReused: marked("That key was used for another request. Use a new one for each."),
    refusals.LinkInvalid: marked(
        "This link does not work any more, or was opened elsewhere. Ask for a new one: /dashboard"
    ),
    refusals.UrlBarred: marked(
        "That address is inside of a private network, and I do not go there."
    ),
    refusals.TooManyWebhooks: marked("I tell {limit} programs, and no more. End one first."),
    refusals.TooManyKeys: marked("There are {limit} keys; I keep no more. End one first."),
    refusals.QuietHoursInvalid: marked(
        "Please type two times, like 22:00 - 7:00. Quiet hours are at most 20 hours long."
    ),
    refusals.NumberInvalid: marked(
        "Please type a whole number from 0 to {most}. 0 means no limit."
    ),
    refusals.NameTaken: marked("There is one of that name already."),
    refusals.VisitsAhead: marked(
        "{count} times are planned on that clock; end its sessions first (/slots)."
    ),
    refusals.InviteInvalid: marked(
        "This invitation does not work any more. Please ask for a new one."
    ),
    refusals.AlreadyStaff: marked(
        "You can do all of that already; the invitation is still unused."
    ),
    refusals.OpeningHoursUnclear: marked(
        "I did not understand that session. /slots shows how to write one."
    ),
    refusals.ClosureUnclear: marked("When? Write it like: /close tomorrow 9-12 analyser down"),
    refusals.AlreadyClosed: marked("Nothing is open then, so there is nothing to close."),
    refusals.FileUnfit: marked("A report is a PDF or a picture (JPEG, PNG) of at most 20 MB."),
    refusals.VisitOff: marked("Booking No. {number} was cancelled. Please check the number."),
    refusals.SecretInvalid: marked("Please type a birth year, or a PIN of 4 to 6 digits."),
    refusals.SecretWrong: marked("That is not it. Tries left: {left}."),
    refusals.Locked: marked("Locked, for your safety. Please call the lab."),
    refusals.Replaced: marked("There is a corrected report; please open that one."),
    refusals.BeingCorrected: marked(
        "The lab is correcting this report. You get a message in a minute."
    ),
    refusals.PhoneInvalid: marked(
        "I cannot read that phone number. Please type it like +49 30 123456."
    ),
    refusals.NumberUnclear: marked(
        "I am not sure which part is the number. "
        "Please type one name and one number, like Ann Lee +49 30 1234567."
    ),
}
"""Plain text of at most 200 characters, which fits a toast; {names} are the facts refused with."""

ENTRIES: dict[str, Marked] = {
    Field.CODE: marked("A code is one word of at most 12 letters, digits and dashes, like CRP."),
    Field.NAME: marked("That name is too short or too long."),
    Field.MINUTES: marked("Minutes are a whole number from 1 to 480."),
    Field.FASTING: marked("Hours without food are a whole number from 0 to 48."),
    Field.TURNAROUND: marked("Hours until the report are a whole number from 0 to 1440."),
    Field.PREPARATION: marked("That is too long. At most 500 characters, please."),
    Field.ADDRESS: marked("An address has 2 to 120 characters."),
    Field.ZONE: marked("I do not know that city's clock. Please try a bigger city near it."),
    Field.OPENING: marked("That is too long. At most 300 characters, please."),
    Field.CURRENCY: marked("I do not know that currency. Please type its code, like EUR."),
    Field.PIN: marked("I need two numbers, north and east, as maps show them: 52.5200, 13.4050"),
    "name": marked("A name has 1 to 40 characters."),
    Field.LANGUAGES: marked(
        "I know English, Deutsch, Русский, Español, Français, Português and हिन्दी. "
        "Please type some of these, with commas between."
    ),
    Field.MOVE: marked("Hours before a visit are a whole number from 0 to 336."),
    Field.CANCEL: marked("Hours before a visit are a whole number from 0 to 336."),
    Field.SYNONYMS: marked("Each word has 2 to 60 characters, and there are at most 100 of them."),
    Field.REMINDERS: marked(
        "Please type up to four whole numbers of hours, from 1 to 336, with commas between: 24, 2"
    ),
    "scopes": marked("Please choose what the key may be used for."),
    "topics": marked("Please choose at least one thing to be told of."),
    "url": marked(
        "I cannot use that address. It looks like https://example.com/hook, without a password."
    ),
    "per_minute": marked("Requests a minute are a whole number from 1 to 6000."),
    "expires_at": marked("Please give a day that is still to come."),
    Field.TEST: marked("A part is missing: I need code, name and price, with semicolons between."),
    Field.LAB: marked("A part is missing: I need name, address and city, with semicolons between."),
}
PHONES = {
    1: marked("That phone number seems to lack a digit. Please check it."),
    -1: marked("That phone number seems to have a digit too many. Please check it."),
}
SLOW_DOWN = marked("That was a bit fast for me. Please wait a few seconds and try again.")


def words(refusal: Refusal, role: Role = Role.PATIENT) -> str:
    """Why not, and what to do instead."""
    if isinstance(refusal, refusals.NothingSetUp) and role in STAFF:
        return not_set_up(role)
    text = WORDS.get(type(refusal), marked("That is not possible just now."))
    if type(refusal) is refusals.EntryInvalid:
        text = ENTRIES[refusal.field]
    if isinstance(refusal, refusals.PhoneInvalid):
        text = PHONES.get(refusal.lacks, text)
    facts = {
        name: dated(fact, DAY_OF_YEAR) if isinstance(fact, datetime) else fact
        for name, fact in vars(refusal).items()
    }
    return translated(text).format(**facts)


def not_set_up(role: Role) -> str:
    """NothingSetUp for staff: who can do what about it."""
    if role is Role.OWNER:
        return _("This lab is not set up yet. /setup does that, step by step.")
    return _("This lab is not set up yet: an owner does that with /setup.")


def failed(reference: int) -> str:
    """Plain text after a bug; the reference is the update id that stands in the log."""
    return _(
        "Something went wrong on my side. Please try again; "
        "if it stays like this, tell the lab the reference {reference}."
    ).format(reference=reference)
