"""A rule in words, and the occurrences it brings."""

from datetime import datetime

from domain.messages.series import Repeat, upcoming
from domain.when.meaning.render import repetition
from screens.account.timezone import label
from screens.moment import short_moment
from screens.screen import Translate

MARK = "⟳"


def rule(repeat: Repeat) -> str:
    """'every Monday at 09:00', with the zone only if it is not the person's own. Plain text."""
    words = repetition(repeat.rrule, repeat.wall, has_start=False)
    return f"{words} ({label(repeat.zone)})" if repeat.is_zone_named else words


def marked(repeat: Repeat) -> str:
    """The same as a headline."""
    return f"{MARK} {rule(repeat)}"


def nexts(
    repeat: Repeat, zone: str, now: datetime, t: Translate, after: datetime | None = None
) -> str:
    """The next occurrences, of a count no more than it has. zone, now: the reader's.

    after: where what was skipped ends, now if nothing was.
    """
    found = [short_moment(at, zone, now, t) for at in upcoming(repeat, after or now)]
    if not found:
        return t("Nothing more is to come.")
    return t("Next: {times}").format(times=" · ".join(found))
