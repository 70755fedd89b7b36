"""The sentences of the scheduling conversation that say why not, and what to do."""

from domain.messages.series import Misfit
from domain.when import Reason, Why
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


def why_not(why: Why | Misfit) -> str:
    """Why a text gave no time."""
    return translated(WHY[why])


def which(reason: str, count: int) -> str:
    """What is asked when words are in doubt. count: how many readings are offered."""
    if count == 1 and reason == Reason.READINGS:
        return _("Do you mean this?")
    return translated(REASON.get(reason, REASON[Reason.READINGS]))


def cannot_send() -> str:
    """A kind of message came that cannot be sent again: a game, a story, somebody's quiz."""
    return _("I cannot send that one again. Please send me something else.")


def media_gone() -> str:
    """Telegram refused to show what would be sent."""
    return _("Telegram no longer has that file. Please send it to me again.")


def shown_above() -> str:
    """A preview was sent."""
    return _("Above is what I will send.")


def only_typed() -> str:
    """A photo, voice or sticker came where a time or a place is needed."""
    return _("I can only read text. Please type it, or tap a button.")


def tap_first() -> str:
    """Words came while the preview waits for a tap."""
    return _("Please tap Confirm to schedule this, or change it first.")


def no_such_place() -> str:
    """The zone was not found."""
    return _("I found no time zone for that. Please try a larger city nearby.")


def nowhere() -> str:
    """A location without a zone was shared."""
    return _("I found no time zone for that place. It may be out at sea. Please type a city.")


def which_place() -> str:
    """Several zones may be meant."""
    return _("Is it one of these? If not, please try a larger city nearby.")


def text_too_long(length: int, limit: int) -> str:
    """More than one message can hold."""
    text = _("That has {length} characters, and a message holds {limit}. Please shorten it.")
    return text.format(length=length, limit=limit)


def gone_by() -> str:
    """The time passed while the person was reading the preview."""
    return _("That time has passed meanwhile. Please give another.")


def address_gone() -> str:
    """The address it was to be mailed to is not confirmed any more."""
    return _("I cannot send to that address any more, so it comes here. /email shows yours.")


def changed_since() -> str:
    """Confirm was tapped on a preview of something else."""
    return _("This has changed since. Please look again:")
