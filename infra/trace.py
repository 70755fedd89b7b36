"""What one update went through, filled in on its way and told in one line at its end."""

from dataclasses import dataclass


@dataclass(slots=True)
class Trace:
    """handler: module and function that answered. outcome: one word, see OUTCOMES."""

    handler: str = "none"
    outcome: str = "handled"


OUTCOMES = frozenset(
    {
        "handled",  # answered
        "refused",  # answered with a refusal
        "ignored",  # nobody's business: nothing was said
        "duplicate",  # done before, not done again
        "flooded",  # over the flood limit
        "unreachable",  # blocked by the person, or not allowed to write there
        "failed",  # a bug: told to the person, logged, not tried again
        "interrupted",  # an outage or the deadline: Telegram delivers it again
    }
)
