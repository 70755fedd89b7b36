"""The sentences of the scheduling conversation that say why not, and what to do."""

from domain.messages.series import Misfit
from domain.when import Reason, Why
from screens.screen import Translate

WHY: dict[Why | Misfit, str] = {
    Why.NOTHING: "I found no time in that.",
    Why.PAST: "That time has passed already.",
    Why.IMPOSSIBLE: "There is no such date or time.",
    Why.PARTLY: "I understood only a part of that. Please say it more simply.",
    Why.TOO_OFTEN: "That is too often: I can repeat a message every 5 minutes at most.",
    Why.TOO_FAR: "That is too far ahead: I can plan up to five years.",
    Misfit.NEVER: "That never comes. Please say it another way, like “every monday 9am”.",
    Misfit.REPEATS: "This message repeats. Please say how often, like “every monday 9am”.",
    Misfit.ONCE: "This message is sent once, so please give one time. To repeat it, schedule it "
    "anew, like “every monday 9am …”.",
}
REASON: dict[str, str] = {
    Reason.NONEXISTENT: "The clocks go forward then, so that time does not exist. Which one?",
    Reason.AMBIGUOUS: "The clocks go back then, so that time comes twice. Which one?",
    Reason.READINGS: "Which one do you mean?",
}


def why_not(why: Why | Misfit, t: Translate) -> str:
    """Why a text gave no time."""
    return t(WHY[why])


def which(reason: str, count: int, t: Translate) -> str:
    """What is asked when words are in doubt. count: how many readings are offered."""
    if count == 1 and reason == Reason.READINGS:
        return t("Do you mean this?")
    return t(REASON.get(reason, REASON[Reason.READINGS]))


def cannot_send(t: Translate) -> str:
    """A kind of message came that cannot be sent again: a game, a story, somebody's quiz."""
    return t("I cannot send that one again. Please send me something else.")


def media_gone(t: Translate) -> str:
    """Telegram refused to show what would be sent."""
    return t("Telegram no longer has that file. Please send it to me again.")


def shown_above(t: Translate) -> str:
    """A preview was sent."""
    return t("Above is what I will send.")


def only_typed(t: Translate) -> str:
    """A photo, voice or sticker came where a time or a place is needed."""
    return t("I can only read text. Please type it, or tap a button.")


def tap_first(t: Translate) -> str:
    """Words came while the preview waits for a tap."""
    return t("Please tap Confirm to schedule this, or change it first.")


def no_such_place(t: Translate) -> str:
    """The zone was not found."""
    return t("I found no time zone for that. Please try a larger city nearby.")


def nowhere(t: Translate) -> str:
    """A location without a zone was shared."""
    return t("I found no time zone for that place. It may be out at sea. Please type a city.")


def which_place(t: Translate) -> str:
    """Several zones may be meant."""
    return t("Is it one of these? If not, please try a larger city nearby.")


def text_too_long(length: int, limit: int, t: Translate) -> str:
    """More than one message can hold."""
    text = t("That has {length} characters, and a message holds {limit}. Please shorten it.")
    return text.format(length=length, limit=limit)


def gone_by(t: Translate) -> str:
    """The time passed while the person was reading the preview."""
    return t("That time has passed meanwhile. Please give another.")


def address_gone(t: Translate) -> str:
    """The address it was to be mailed to is not confirmed any more."""
    return t("I cannot send to that address any more, so it comes here. /email shows yours.")


def changed_since(t: Translate) -> str:
    """Confirm was tapped on a preview of something else."""
    return t("This has changed since. Please look again:")
