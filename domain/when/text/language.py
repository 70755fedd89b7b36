"""Which language a text is in: the person's own first, else the one its words belong to."""

from datetime import datetime

from domain.time.zones import to_wall
from domain.when.grammar.parts import Now
from domain.when.text.lexicon import LANGUAGES, TELLING, lexicon
from domain.when.text.tokens import Pieces

OWN, UNUSED = 1.0, 0.3  # what the person's own language is ahead by, with words of it or none
MIXED = {"hi": 1.2}  # who mixes with English keeps reading their own
ENGLISH = 0.1  # everybody uses some of it
LEAST = 0.9  # one clear word

MONTH_FIRST = frozenset(("us", "ph"))
US_ZONES = frozenset(
    (
        *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
        *("America/Phoenix", "America/Detroit", "America/Anchorage", "Pacific/Honolulu"),
    )
)


def languages_of(pieces: Pieces, own: str) -> list[str]:
    """The languages to read the text in, the likeliest first."""
    words = {piece.word for part in pieces for piece in part}
    own = own if own in LANGUAGES else "en"
    scores = scores_of(words - lexicon(own).own)
    used = lexicon(own).used
    scores[own] = sum(used[word] for word in words if word in used)
    mixed = {own, "en"} if scores["en"] or own in MIXED else {own}
    likely = [name for name in LANGUAGES if scores[name] >= LEAST or name in mixed]
    if likely == [own]:
        return likely
    ahead = {
        name: scores[name] + _ahead(name, scores[name]) * (name == own) + ENGLISH * (name == "en")
        for name in likely
    }
    return sorted(likely, key=lambda name: -ahead[name])


def _ahead(own: str, score: float) -> float:
    return MIXED.get(own, OWN if score else UNUSED)


def scores_of(words: set[str]) -> dict[str, float]:
    """How many words of time in the text are each language's own; one clear word counts 1."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in words:
        for name, sure in TELLING.get(word, ()):
            scores[name] += sure
    return scores


def now_for(now: datetime, zone: str, locale: str) -> Now:
    """The moment for the grammar. A bare 'en' is American where the zone is, and never sure."""
    tags = locale.replace("_", "-").casefold().split("-")
    region = next((tag for tag in tags[1:] if len(tag) == 2), "")
    language = tags[0] if len(tags[0]) in {2, 3} else "en"
    in_us = zone in US_ZONES or zone.startswith(("US/", "America/Indiana", "America/Kentucky"))
    month_first = region in MONTH_FIRST or (language == "en" and not region and in_us)
    return Now(
        wall=to_wall(now, zone),
        language=language,
        month_first=month_first,
        sure_of_order=bool(region) or language != "en",
        at=now,
        zone=zone,
    )
