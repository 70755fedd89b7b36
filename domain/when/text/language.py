"""Which language a text is in: the person's own first, else the one its words belong to."""

from domain.when.text.lexicon import LANGUAGES, lexicon
from domain.when.text.tokens import Cut

OWN, UNUSED = 1.0, 0.3  # what the person's own language is ahead by, with words of it or none
MIXED = {"hi": 1.2}  # who mixes with English keeps reading their own
ENGLISH = 0.1  # everybody uses some of it
LEAST = 0.9  # one clear word


def languages_of(pieces: tuple[list[Cut], list[Cut]], own: str) -> list[str]:
    """The languages to read the text in, the likeliest first."""
    words = {piece.word for part in pieces for piece in part}
    own = own if own in LANGUAGES else "en"
    known = lexicon(own).own
    others = words - known
    scores = {name: score(others, name) for name in LANGUAGES}
    used = lexicon(own).used
    scores[own] = sum(used[word] for word in words if word in used)
    likely = [name for name in LANGUAGES if scores[name] >= LEAST or (name in {own, "en"})]
    ahead = {
        name: scores[name] + _ahead(name, scores[name]) * (name == own) + ENGLISH * (name == "en")
        for name in likely
    }
    return sorted(likely, key=lambda name: -ahead[name])


def _ahead(own: str, score: float) -> float:
    return MIXED.get(own, OWN if score else UNUSED)


def score(words: set[str], name: str) -> float:
    """How many words of time in the text are the language's own; one clear word counts 1."""
    telling = lexicon(name).telling
    return sum(telling[word] for word in words if word in telling)
