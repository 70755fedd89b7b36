"""'Remind me 2 h before my blood test to take the referral', in seven languages.

The words that name the visit give way to an instant that any language writes alike; what is left
of the text then is the message, by the rules of every other message.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from domain.booking.before.anchor import BEFORE, Anchor
from domain.booking.catalogue import LabTest, leading
from domain.when import Understood, parse_when

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=97)
INSTANT = "2031-01-05 10:00"
LONGEST, WORDS = 500, 6  # characters of the text; words of a length
EVENING, DAYS = time(20), timedelta(days=60)
START, END = r"(?<![^\s,.;:!?¡¿«»\"“„(–—-])", r"(?![^\s,.;:!?«»\"”)…।–—-])"
QUESTION = ("?", "？", "؟")

OF = re.compile(r"\s+(?:for|of|auf|de|da|do|du|на)\s+")
"""Between a word for a visit and its test: 'теста на сахар'."""
ASKS = re.compile(
    START + r"(?:remind|reminder|ping me|text me|message me|send me|tell me|alert me|notify me"
    r"|erinner\w*|schick\w* mir|sag\w* mir|sende mir|recuerd\w*|recordatorio|avis\w*|manda\w*"
    r"|envia\w*|dime|lembr\w*|me lembr\w*|lembrete|me mand\w*|me envi\w*|rappel\w*|envoie\w*"
    r"|dis-moi|previen\w*|napomni\w*|напомн\w*|напомин\w*|пришли\w*|скажи\w*|याद|yaad)"
)
"""A message is plainly wanted."""


class _Language(NamedTuple):
    """Words of a language, folded. lead: what turns a length into an instant: 'in 2 hours'.

    named: words before `before` that are no plain length, and whether they mean the evening.
    """

    code: str
    lead: str
    before: str
    after: str
    fill: str
    noun: str
    strip: str = ""
    named: Sequence[tuple[str, bool]] = ()


LANGUAGES = (
    _Language(
        *("en", "in {}", "before|prior to|ahead of", "after|following"),
        "my|the|our|his|her|their|next|coming|upcoming|a|an|that|this",
        r"visits?|appointments?|appts?|bookings?|reservation|(?:blood|lab|urine|stool|fasting)"
        r" (?:tests?|draws?|works?|checks?|counts?|samples?)|bloodwork|bloods|check-?up|tests?"
        r"|exams?|examination|analysis|sampling",
        named=(("the evening|the night", True), ("the day|a day", False)),
    ),
    _Language(
        *("de", "in {}", "vor", "nach"),
        "dem|der|den|mein|meinem|meiner|meinen|unserem|unserer|nachsten|ersten|kommenden|einem",
        r"(?:labor|arzt|blut)?termin\w*|besuch\w*|buchung\w*|blut\w+|(?:labor)?untersuchung\w*"
        r"|(?:labor|urin)?tests?|analyse\w*|blut|probe\w*",
        named=((r"(?:am )?abend|am vorabend", True), (r"am tag|(?:ein|einen|1) tag", False)),
    ),
    _Language(
        *("es", "en {}", "antes", "despues|luego|tras"),
        "de|del|mi|mis|la|el|los|las|proxim[oa]|una|un|nuestr[oa]",
        r"citas?|visitas?|turno|reserva|consulta|(?:analisis|analitica|pruebas?|examen(?:es)?"
        r"|extraccion)(?: (?:de sangre|de orina|de laboratorio|clinicos?))?|hemograma",
        named=(("la noche|la vispera", True), (r"(?:el|un) dia", False)),
    ),
    _Language(
        *("pt", "em {}", "antes", "depois|apos"),
        "de|da|do|das|dos|a|o|as|os|minhas?|meus?|proxim[oa]|uma|um|nossa|nosso",
        r"consultas?|visitas?|agendamento|marcacao|reserva|(?:exames?|analises?|testes?|coleta"
        r"|colheita)(?: (?:de sangue|de urina|de laboratorio))?|hemograma",
        named=((r"(?:n?a )?(?:noite|vespera)", True), (r"(?:n?o|um) dia", False)),
    ),
    _Language(
        *("fr", "dans {}", "avant", "apres"),
        "mon|ma|mes|le|la|les|l'|l’|un|une|notre|prochaine?|d'|de",
        r"rendez[- ]vous|rdv|visites?|reservation|consultation|(?:prises?|analyses?|examens?"
        r"|tests?|bilans?)(?: (?:de sang|d'urine|sanguin\w*|de laboratoire))?",
        named=((r"le soir|la veille au soir", True), (r"(?:le|un) jour|la veille", False)),
    ),
    _Language(
        *("ru", "через {}", "до|перед|раньше", "после"),
        r"мо\w+|наш\w+|следующ\w+|ближайш\w+|эт\w+|сво\w+|чем",
        r"визит\w*|прием\w*|запис\w+|брон\w+|посещени\w+|тест\w*|исследовани\w+|обследовани\w+"
        r"|(?:(?:сдач|забор|взяти)\w*|анализ\w*)(?: (?:крови|мочи|кала))?",
        strip=START + r"(?:за|через|спустя)\s+$",
        named=(("вечером|накануне вечером", True), ("за день|накануне", False)),
    ),
)
_HINDI_NOUN = (
    r"अप[ॉा]?इ[ंन]्?टम[ेै]ंट\w*|अपॉइंटमेंट|अपाइंटमेंट|अपॉइन्टमेंट|बुकिंग|विज़िट|विजिट|मुलाकात|मुलाक़ात"
    r"|(?:ब्लड|लैब|खून की|ख़ून की|खून|रक्त|यूरिन) (?:टेस्ट|जांच|जाँच|परीक्षण)|टेस्ट|जांच|जाँच|परीक्षण"
    r"|appointment|visit|booking|(?:blood |lab )?test|(?:khoon ki )?jaa?nch"
)
_HINDI_LENGTH = r"(?P<length>(?:[^\s,.;:!?।]+ ?){1,6}?)"
_HINDI_WAY = r"(?P<before>पहले|पहिले|pehle|pahle|pehele)|(?P<after>बाद|baad)"
_HINDI_FILL = (
    r"(?:(?:मेरी|मेरे|मेरा|अपनी|अपने|अगली|अगले|हमारी|हमारे|meri|mere|mera|apni|apne|agli|agle)\s+)*"
)
_HINDI_CASE = r"(?:\s+(?:से|के|की|का|se|ke|ki))?"


@dataclass(frozen=True, slots=True)
class Tied:
    """A message for a visit. text: without the words of its time; kept: where it is of the whole.

    test_id: that the visit is named by, 0 = any. is_length_named: False for 'before my visit'.
    """

    anchor: Anchor
    test_id: int = 0
    text: str = ""
    kept: tuple[tuple[int, int], ...] = ()
    is_length_named: bool = True


class _Named(NamedTuple):
    """Where the words of a visit end. test_id: 0 = any visit."""

    end: int
    test_id: int = 0


class _Found(NamedTuple):
    """The words of the time in a text: where, and what they say."""

    start: int
    end: int
    anchor: Anchor | None
    test_id: int
    is_before: bool


def read(text: str, locale: str, tests: Sequence[LabTest] = ()) -> Tied | None:
    """The anchor in a text, and the message; None if it is tied to no visit.

    Without a length a message must plainly be asked for. A question ties nothing.
    """
    if len(text) > LONGEST:
        return None
    folded = _folded(text)
    is_asked = ASKS.search(folded) is not None
    if not is_asked and text.rstrip().endswith(QUESTION):
        return None
    found = _found(folded, text, tests)
    if found is None or (found.anchor is None and not is_asked):
        return None
    anchor = found.anchor
    if anchor is None:
        anchor = Anchor(seconds=-int(BEFORE.total_seconds()) if found.is_before else 0)
    words, kept = _left(text, found, locale)
    is_named = found.anchor is not None or not found.is_before
    return Tied(anchor, found.test_id, words, kept, is_named)


def _found(folded: str, text: str, tests: Sequence[LabTest]) -> _Found | None:
    for language in LANGUAGES:
        before, after = _patterns(language)
        for pattern, is_before in ((before, True), (after, False)):
            for match in pattern.finditer(folded):
                if (
                    noun := _noun(folded, text, match.end(), language=language, tests=tests)
                ) is not None:
                    start, anchor = _length(folded[: match.start()], language, is_before)
                    return _Found(start, noun.end, anchor, noun.test_id, is_before)
    return _hindi(folded)


def _noun(
    folded: str, text: str, at: int, *, language: _Language, tests: Sequence[LabTest]
) -> _Named | None:
    """The visit that is named from there on."""
    if match := re.compile(rf"(?:{language.noun}){END}").match(folded, at):
        of = OF.match(folded, match.end())
        return (_test(text, of.end(), tests) if of else None) or _Named(match.end())
    named = _test(text, at, tests)
    if named is None:
        return None
    more = re.compile(rf"\s+(?:{language.noun}){END}").match(folded, named.end)
    return _Named(more.end(), named.test_id) if more else named


def _test(text: str, at: int, tests: Sequence[LabTest]) -> _Named | None:
    """A test that is named there."""
    if (found := leading(tests, text[at:])) is None:
        return None
    test, rest = found
    end = len(text) - len(rest) if rest else len(text)
    return _Named(at + len(text[at:end].rstrip(" ,;:-)\n\t")), test.id)


def _length(before: str, language: _Language, is_before: bool) -> tuple[int, Anchor | None]:
    """How long it is, by the words that end there, and where they begin."""
    for words, is_evening in language.named:
        if match := re.search(rf"{START}(?:{words})\s+$", before):
            return match.start(), Anchor(days=-1 if is_before else 1, clock=_at(is_evening))
    starts = [match.start() for match in re.finditer(r"\S+", before)][-WORDS:]
    for start in starts:
        if (anchor := _anchor(before[start:], language.lead, language.code, is_before)) is not None:
            return _stripped(before, start, language), anchor
    return len(before), None


def _at(is_evening: bool) -> time | None:
    return EVENING if is_evening else None


def _stripped(before: str, start: int, language: _Language) -> int:
    """Where 'за 2 часа' begins."""
    found = re.search(language.strip, before[:start]) if language.strip else None
    return found.start() if found else start


def _anchor(words: str, lead: str, locale: str, is_before: bool) -> Anchor | None:
    """A plain length: the same whenever it is said, which no clock is."""
    said = lead.format(words.strip())
    first, second = (_read(said, now, locale) for now in (NOW, LATER))
    if first is None or second is None or first.rest or first.recurrence:
        return None
    sign = -1 if is_before else 1
    if first.has_date and not first.has_time:
        days = (first.wall.date() - NOW.date()).days
        return Anchor(days=sign * days) if 0 < days <= DAYS.days else None
    span = first.at - NOW
    is_length = span == second.at - LATER and timedelta() < span <= DAYS
    return Anchor(seconds=sign * int(span.total_seconds())) if is_length else None


def _read(text: str, now: datetime, locale: str) -> Understood | None:
    found = parse_when(text, now, "UTC", locale)
    return found if isinstance(found, Understood) else None


def _hindi(folded: str) -> _Found | None:
    """The visit comes first there: 'मेरी अपॉइंटमेंट से 2 घंटे पहले'."""
    for match in _hindi_pattern().finditer(folded):
        is_before, words = match["before"] is not None, match["length"]
        anchor = _anchor(words, "{} में", "hi", is_before) if words else None
        if anchor is not None or not words:
            return _Found(match.start(), match.end(), anchor, 0, is_before)
    return None


def _left(text: str, found: _Found, locale: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """What is left of the text, and where it stands in it."""
    instead = f" {INSTANT} "
    whole = text[: found.start] + instead + text[found.end :]
    answer = _read(whole, NOW, locale)
    shift = (found.end - found.start) - len(instead)
    if answer is None:
        parts = (text[: found.start].strip(" ,;:-"), text[found.end :].strip(" ,;:-"))
        return " ".join(part for part in parts if part), ()
    kept = tuple(
        (a + shift, b + shift) if a >= found.start else (a, b) for a, b in answer.kept if b > a
    )
    return answer.rest, kept


def _folded(text: str) -> str:
    """In lower case without accents, each letter where it was."""
    return "".join(map(_letter, text))


@cache
def _letter(char: str) -> str:
    if char.isascii():
        return char.lower()
    if "\u0900" <= char <= "\u097f":
        return char
    low = char.lower()
    plain = unicodedata.normalize("NFKD", low)[0]
    return plain if len(low) == 1 and plain.isalpha() else low[0]


@cache
def _patterns(language: _Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    fill = rf"(?:(?:{language.fill})(?:\s+|(?<=['’])))*"
    one, other = (
        re.compile(rf"{START}(?:{words})\s+{fill}") for words in (language.before, language.after)
    )
    return one, other


@cache
def _hindi_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{START}{_HINDI_FILL}(?P<noun>{_HINDI_NOUN}){_HINDI_CASE}\s+(?:{_HINDI_LENGTH})?"
        rf"(?:{_HINDI_WAY}){END}"
    )
