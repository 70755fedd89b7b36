"""The draft of a message that is tied to a visit: which visit, and when that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.booking.before.anchor import Anchor
from domain.booking.booking import BookingView
from domain.booking.words.tied import Tied
from domain.messages.content import Text
from domain.messages.text import cut
from fsm.messages.compose import Asking, ScheduleDraft, is_change, untimed, with_text, with_words


def tied(draft: ScheduleDraft, to: Tied) -> ScheduleDraft:
    """Its time is beside a visit; which, is open."""
    anew = replace(untimed(draft), options=(), asking=Asking.NOTHING, zone="", is_time_given=True)
    anew = replace(anew, from_visit=to.anchor.stored(), test_id=to.test_id)
    return replace(anew, is_usual=not to.is_length_named, edits=(*draft.edits, Asking.TIME))


def written(draft: ScheduleDraft, to: Tied, words: Text) -> ScheduleDraft:
    """The same, with the message that the words leave."""
    left = Text(*cut(words.text, words.entities, to.kept)) if to.kept else Text(to.text)
    anew = tied(draft, to)
    return with_words(with_text(anew, left) if left.text else anew, words)


def may_tie(draft: ScheduleDraft) -> bool:
    """What is planned already keeps its kind of time."""
    return not is_change(draft)


def among(draft: ScheduleDraft, visits: Sequence[BookingView]) -> list[BookingView]:
    """Those that may be meant: the one that was chosen, or those of the test that was named."""
    if draft.booking_id:
        return [visit for visit in visits if visit.id == draft.booking_id]
    named = [visit for visit in visits if visit.test.id == draft.test_id]
    return named or list(visits)


def beside(draft: ScheduleDraft, visit: BookingView, now: datetime) -> ScheduleDraft | None:
    """With its time, as this visit is now; None if that time has passed."""
    at = Anchor.of(draft.from_visit).at(visit.starts_at, visit.ends_at, visit.lab.zone)
    return replace(draft, booking_id=visit.id, at=at) if at > now else None
