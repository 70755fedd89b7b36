"""The sentences of the scheduling conversation that say why not, and what to do."""

from html import escape

from domain.messages.series import Misfit
from domain.refusals import (
    Changed,
    MessageInPast,
    NotFound,
    Refusal,
    RepeatsNever,
    TextTooLong,
    TooFar,
)
from domain.when import Reason, Why
from screens import refusal
from screens.language import Marked, _, marked, translated

WHY: dict[Why | Misfit, Marked] = {
    Why.NOTHING: marked("I found no time in that."),
    Why.PAST: marked("That time has passed already."),
    Why.IMPOSSIBLE: marked("There is no such date or time."),
    Why.PARTLY: marked("I understood only a part of that. Please say it more simply."),
    Why.TOO_OFTEN: marked("That is too often: I can repeat a message every 5 minutes at most."),
    Why.TOO_FAR: marked("That is too far ahead: I can plan up to five years."),
    Misfit.NEVER: marked("That never comes. Please say it another way, like “every monday 9am”."),
    Misfit.REPEATS: marked("This message repeats. Please say how often, like “every monday 9am”."),
    Misfit.ONCE: marked(
        "This message is sent once, so please give one time. To repeat it, schedule it "
        "anew, like “every monday 9am …”."
    ),
}
REASON: dict[str, Marked] = {
    Reason.NONEXISTENT: marked(
        "The clocks go forward then, so that time does not exist. Which one?"
    ),
    Reason.AMBIGUOUS: marked("The clocks go back then, so that time comes twice. Which one?"),
    Reason.READINGS: marked("Which one do you mean?"),
}
CANNOT_SEND = marked("I cannot send that one again. Please send me something else.")
MEDIA_GONE = marked("Telegram no longer has that file. Please send it to me again.")
SHOWN_ABOVE = marked("Above is what I will send.")
ONLY_TYPED = marked("I can only read text. Please type it, or tap a button.")
STILL_OPEN = marked(
    "Your message waits above: tap Confirm, or type another time, like “at 6pm”. [Change text] "
    "changes its words, and “no” drops it."
)
TAP_WHICH = marked("Please tap one of the buttons.")
NO_SUCH_PLACE = marked("I found no time zone for that. Please try a larger city nearby.")
NOWHERE = marked("I found no time zone for that place. It may be out at sea. Please type a city.")
WHICH_PLACE = marked("Is it one of these? If not, please try a larger city nearby.")
GONE_BY = marked("That time has passed meanwhile. Please give another.")
ADDRESS_GONE = marked(
    "I cannot send to that address any more, so it comes here. /email shows yours."
)
CHANGED_SINCE = marked("This has changed since. Please look again:")
REFUSED: dict[type[Refusal], Marked] = {
    Changed: CHANGED_SINCE,
    MessageInPast: GONE_BY,
    TooFar: WHY[Why.TOO_FAR],
    RepeatsNever: WHY[Misfit.NEVER],
}


def which(reason: str, count: int) -> str:
    """What is asked when words are in doubt. count: how many readings are offered."""
    if count == 1 and reason == Reason.READINGS:
        return _("Do you mean this?")
    return translated(REASON.get(reason, REASON[Reason.READINGS]))


def refused(why: Refusal) -> str:
    """Why a message cannot be planned as it is, and what to do."""
    if isinstance(why, TextTooLong):
        text = _("That has {length} characters, and a message holds {limit}. Please shorten it.")
        return text.format(length=why.length, limit=why.limit)
    return translated(REFUSED[type(why)])


def not_there(why: Refusal) -> str:
    """Why a group or channel is none to schedule in; HTML."""
    if isinstance(why, NotFound):
        return _("I did not find that group or channel. Please add me there first.")
    return escape(refusal.words(why))
