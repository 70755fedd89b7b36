"""Refusals in words: one sentence each that a person can act on."""

from domain import refusals
from domain.refusals import Refusal
from screens.screen import Translate

WORDS: dict[type[Refusal], str] = {
    refusals.NotFound: "That was not found. It may be gone, or it is not yours.",
    refusals.TooLate: "It is too late for that.",
    refusals.Changed: "Somebody has changed that meanwhile. Please look again.",
    refusals.TextEmpty: "Please type some text.",
    refusals.TextTooLong: "That is too long. At most {limit} characters, please.",
    refusals.UnknownZone: "I know no time zone called “{name}”.",
    refusals.MessageInPast: "That time has passed already. Please give one that is still to come.",
    refusals.TooFar: "That is too far ahead. I can plan until {limit:%d %B %Y}.",
    refusals.AlreadySent: "That message is not waiting any more, so it cannot be changed.",
    refusals.TextOnly: "By email I can send text alone.",
    refusals.NotAdmin: "Only an administrator of that group or channel can schedule there.",
    refusals.BotMayNotPost: "I may not post there. Please make me an administrator who may post.",
    refusals.RepeatsTooOften: "That is too often: I can repeat a message every 5 minutes at most.",
    refusals.RepeatsNever: "That never comes. Please say it another way, like “every monday 9am”.",
    refusals.SlotTaken: "That time has just been taken. Please pick another one.",
    refusals.AlreadyBooked: "This patient already has a booking at that time. /bookings shows it.",
    refusals.NameInvalid: "Please type the patient's name: 2 to 64 characters, with letters.",
    refusals.AddressInvalid: "That is no email address I can use. It looks like ann@example.org.",
    refusals.AddressUnsubscribed: "Its reader asked me for no more mail, so I do not write there.",
    refusals.TooManyAddresses: "You have {limit} addresses; I keep no more. Remove one first.",
    refusals.TooManyCodes: "I have mailed several codes lately. Please try again in an hour.",
    refusals.EntryInvalid: "I cannot keep that. Please type it another way.",
    refusals.NameTaken: "There is one of that name already.",
    refusals.VisitsAhead: "{count} times are planned on that clock; "
    "end its sessions first (/slots).",
    refusals.InviteInvalid: "This invitation does not work any more. Please ask for a new one.",
    refusals.AlreadyStaff: "You can do all of that already; the invitation is still unused.",
    refusals.SessionUnclear: "I did not understand that session. /slots shows how to write one.",
    refusals.ClosureUnclear: "When? Write it like: /close tomorrow 9-12 analyser down",
    refusals.AlreadyClosed: "Nothing is open then, so there is nothing to close.",
    refusals.FileUnfit: "A report is a PDF or a picture (JPEG, PNG) of at most 20 MB.",
    refusals.VisitOff: "Booking No. {number} was cancelled. Please check the number.",
    refusals.SecretInvalid: "Please type a birth year, or a PIN of 4 to 6 digits.",
    refusals.SecretWrong: "That is not it. Tries left: {left}.",
    refusals.Locked: "Locked, for your safety. Please call the lab.",
    refusals.Replaced: "There is a corrected report; please open that one.",
    refusals.PhoneInvalid: "I cannot read that phone number. Please type it like +49 30 123456.",
}
"""Plain text of at most 200 characters, which fits a toast; {names} are the facts refused with."""


def words(refusal: Refusal, t: Translate) -> str:
    """Why not, and what to do instead."""
    text = WORDS.get(type(refusal), "That is not possible just now.")
    return t(text).format(**vars(refusal))


def slow_down(t: Translate) -> str:
    """Plain text for somebody who writes faster than allowed."""
    return t("That was a bit fast for me. Please wait a few seconds and try again.")


def failed(reference: int, t: Translate) -> str:
    """Plain text after a bug; the reference is the update id that stands in the log."""
    return t(
        "Something went wrong on my side. Please try again; "
        "if it stays like this, tell the lab the reference {reference}."
    ).format(reference=reference)
