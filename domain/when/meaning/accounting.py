"""Every word of a text is time that was read, filler of time, or message; nothing is in between.

A word that looks like time and was not read is a doubt, wherever it stands, unless a rule of the
table LOOKS says why it is message all the same. The languages say which words look like time:
whatever they map to a word of the grammar does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from domain.when.grammar.phrase import Run
from domain.when.meaning.reading import Reading
from domain.when.text.lexicon import (
    ADVERBS,
    HALVED,
    HOURS_OF,
    MONTHS,
    NEAR,
    ORDINALS,
    PARTS,
    PLURALS,
    UNITS,
    VALUES,
    WEEKDAYS,
)
from domain.when.text.numbers import is_carried
from domain.when.text.tokens import Line


class Doubt(IntEnum):
    """How much of a text was left unread."""

    NONE = 0
    ASK = 1  # a word that may be message: shown with the answer before anything is planned
    PARTLY = 2  # a piece of a time: no answer without it is worth showing


NONE, ASK, PARTLY = Doubt.NONE, Doubt.ASK, Doubt.PARTLY


@dataclass(frozen=True, slots=True)
class Told:
    """A text, the tokens that were read, and what of a time they give."""

    line: Line
    taken: frozenset[int]
    timed: bool
    dated: bool
    repeats: bool

    def word(self, at: int) -> str:
        return self.line.word(at)

    @property
    def is_complete(self) -> bool:
        """Once, at a clock time: further words can describe what it is about."""
        return self.timed and not self.repeats

    def is_noun(self, at: int) -> bool:
        """Whether a word stands there that says nothing about time."""
        return at not in self.taken and is_noun(self.line, at)

    def touches(self, at: int) -> bool:
        """Whether it stands next to words that were read."""
        return at - 1 in self.taken or at + 1 in self.taken


# Before a number or a word of time these make a time of it.
POINTING = frozenset(
    (
        *("at", "@", "in", "within", "after", "before", "until", "from", "between", "by", "since"),
        *("every", "starting", "past", "around", "next", "coming", "last", "previous", "ago>"),
        *("except", "not", "to", "on", "minus", "afternext", "this"),
    )
)
JOINING = POINTING | {"for", "the", "of", "and", "and+", "or", "a~", "ko", "mein", "se", "please"}
JOINING |= {"sometime", "link", "opener", "a", "an", "am", "pm"}
ABOUT = frozenset(("for", "of", "about"))
DATING = frozenset(("le", "el", "am", "zum"))
POINTS = frozenset(".,")
DIGITS = 4
COUNTING = frozenset(("a", "an", "per", "other", "another", "half", "quarter", "threequarter"))
LIMITS = frozenset(
    ("until", "from", "between", "since", "after", "before", "past", "starting", "ago>")
)


def is_noun(line: Line, at: int) -> bool:
    """Whether a word stands there that says nothing about time."""
    word = line.word(at)
    return word.isalpha() and word not in LOOKS and word not in JOINING


def doubt(line: Line, chosen: list[Run], reading: Reading) -> Doubt:
    """The gravest doubt that an unread word of the text leaves."""
    timed = reading.is_timed or bool(reading.elapsed and reading.elapsed.seconds)
    told = Told(
        line,
        frozenset(at for run in chosen for at in range(run.start, run.end)) | line.quoted,
        timed=timed,
        dated=reading.day is not None or reading.elapsed is not None,
        repeats=reading.every is not None,
    )
    worst = NONE
    for at, token in enumerate(line.tokens):
        rule = _number if token.number is not None else LOOKS.get(token.word)
        if rule is not None and at not in told.taken:
            worst = max(worst, rule(told, at))
        if worst is PARTLY:
            break
    return worst


def _number(told: Told, at: int) -> Doubt:
    """Message if something carries it, if it counts, or if it is far from a time with a clock."""
    line = told.line
    if is_carried(line, at):
        return NONE
    for rule in (_dated_number, _pointed_number, _counting_number, _decimal):
        found = rule(told, at)
        if found is not None:
            return found
    wide = line[at].end - line[at].start
    if wide > DIGITS or (wide >= DIGITS - 1 and not told.touches(at)):
        return NONE  # 750, 0171234567
    if told.touches(at):
        return PARTLY
    return NONE if told.timed else ASK


def _dated_number(told: Told, at: int) -> Doubt | None:
    """'día 15', 'le 15'."""
    before = told.word(at - 1)
    dating = before in {"the", "on"} and told.line.original(at - 1).casefold() in DATING
    return PARTLY if before in {"dayno", "day~"} or dating else None


def _pointed_number(told: Told, at: int) -> Doubt | None:
    """'in 6 foos', 'until 9', 'for 30 minutes'; 'to 5 people' counts."""
    before, after = told.word(at - 1), told.word(at + 1)
    pointed = before in POINTING and at - 1 not in told.taken
    if not pointed and not (before == "for" and after in UNITS):
        return None
    named = told.is_noun(at + 1) and before in {"to", "on", "this", "not", "by"}
    return NONE if named else _length(told, at + 1, before)


def _counting_number(told: Told, at: int) -> Doubt | None:
    """'2 pizzas', '5 mg', '5k'; '6zz' is a unit that nobody knows."""
    line, after = told.line, told.word(at + 1)
    if line[at + 1].glued and after.isalpha() and line.original(at + 1).islower():
        return NONE if after in {"dose", "x", "k"} else PARTLY
    if after == "dose" or told.is_noun(at + 1):
        return NONE
    timely = after in UNITS or (after in LOOKS and at + 1 not in told.taken)
    return _length(told, at + 1, told.word(at - 1)) if timely else None


def _decimal(told: Told, at: int) -> Doubt | None:
    """'6.5' is no clock time, and '4.20' hardly one beside another."""
    line = told.line
    if line.word(at - 1) in POINTS and line[at].glued and line[at - 2].number is not None:
        return NONE
    digits = line[at + 2]
    if told.word(at + 1) not in POINTS or not line[at + 1].glued or not digits.glued:
        return None
    tenths = digits.number is not None and digits.end - digits.start == 1
    return NONE if tenths or told.timed else ASK


def _length(told: Told, at: int, before: str) -> Doubt:
    """'run for 30 minutes' beside a clock time is how long, and not when."""
    short = told.word(at) in {"minute", "second", "hour", "hour~"}
    counted = told.word(at + 1) == "of" and told.is_noun(at + 2) and before not in POINTING
    if counted and short and told.timed:
        return NONE  # '5 minutes of silence'
    return NONE if before == "for" and short and told.timed else PARTLY


def _named_day(told: Told, at: int) -> Doubt:
    """A day beside another one: 'tomorrow 9am prepare monday meeting' is asked about."""
    token = told.line[at]
    if told.word(at - 1) in ABOUT and told.is_complete and told.dated:
        return NONE  # 'tomorrow 9am prepare for friday'
    if token.weak and not (told.word(at - 1) in POINTING or told.touches(at)):
        return NONE
    return ASK if told.is_complete and told.dated and told.is_noun(at + 1) else PARTLY


def _unit(told: Told, at: int) -> Doubt:
    """'have a nice day' counts nothing; 'per day', 'next week' and 'in 6 months' do."""
    before = told.word(at - 1)
    if told.line[at - 1].number is not None or before in VALUES:
        return _length(told, at, told.word(at - 2))
    if told.line[at].word == "second" and told.is_noun(at + 1):
        return _ordinal(told, at)
    if before in COUNTING or before in POINTING or before in ORDINALS:
        named = before in {"on", "to", "this", "not"} and told.is_complete
        return NONE if named and not told.touches(at) else PARTLY
    return NONE if told.timed and not told.touches(at) else ASK


def _part(told: Told, at: int) -> Doubt:
    """'evening class' beside a sure time is a noun."""
    before = told.word(at - 1)
    if told.is_complete and told.is_noun(at + 1) and before not in POINTING:
        return NONE if not told.touches(at) else ASK
    return PARTLY if told.repeats or before in POINTING or told.touches(at) else ASK


def _adverb(told: Told, at: int) -> Doubt:
    """'tomorrow 9am daily standup' is once: an adverb before a noun describes it."""
    described = told.is_noun(at + 1) and told.is_complete and told.dated
    return NONE if described else PARTLY


def _every(told: Told, at: int) -> Doubt:
    """'tomorrow 9am tell them every monday is off' is asked about."""
    return ASK if told.is_complete and told.dated and not told.touches(at) else PARTLY


def _ordinal(told: Told, at: int) -> Doubt:
    """'first aid', 'the third visit'."""
    return NONE if told.is_noun(at + 1) and not told.repeats else ASK


def _worded(told: Told, at: int) -> Doubt:
    """A number in words counts what follows: 'buy two pizzas', 'one of us'."""
    before, after = told.word(at - 1), told.word(at + 1)
    if before in POINTING - {"to", "on", "not", "this"} and at - 1 not in told.taken:
        return PARTLY
    if after in UNITS or (after in LOOKS and at + 1 not in told.taken):
        return _length(told, at + 1, before)
    return NONE if told.is_noun(at + 1) or (told.timed and not told.touches(at)) else ASK


def _limit(told: Told, at: int) -> Doubt:
    """'until', 'from', 'before' beside a number or a word of time; without a clock all of them."""
    ahead = told.line.skip_all(at + 1, "the", "on", "at", "of", "a", "an", "#1")
    after = told.word(ahead)
    if told.line[ahead].number is not None or after in LOOKS or ahead in told.taken:
        return PARTLY if not is_carried(told.line, ahead) else NONE
    hung = told.word(at) in {"before", "after", "until", "since"}
    hung = hung or (told.word(at) in {"past", "ago>"} and ahead > at + 1)  # nach der Schule
    ends = told.repeats and told.word(at) == "until"
    return NONE if (told.timed and not ends) or not hung else PARTLY


def _which(told: Told, at: int) -> Doubt:
    """'next client' is message, 'next monday' is not."""
    return NONE if told.is_noun(at + 1) or told.timed else ASK


def _share(told: Told, at: int) -> Doubt:
    """'half the money', 'a quarter report', 'quarto 12'."""
    if told.line[at + 1].number is not None and is_carried(told.line, at + 1):
        return NONE
    after = told.line.skip_all(at + 1, "of", "the", "a", "an", "#1")
    return NONE if told.is_noun(after) and told.word(at - 1) not in POINTING else PARTLY


def _condition(told: Told, at: int) -> Doubt:
    """A series is never planned without its conditions; once, 'check if ...' is what is said."""
    if told.repeats or not told.timed:
        return PARTLY
    return ASK if told.touches(at) or told.touches(at - 1) else NONE


def _only(told: Told, at: int) -> Doubt:
    """'five weeks only' ends there; 'only in term' is a condition."""
    return PARTLY if told.repeats and told.is_noun(at + 1) else NONE


def _exception(told: Told, at: int) -> Doubt:
    return PARTLY if told.repeats or told.touches(at) else NONE


def _piece(_told: Told, _at: int) -> Doubt:
    """A word that is never anything but a piece of a time."""
    return PARTLY


def _vague(told: Told, _at: int) -> Doubt:
    """'soon', 'a few': no time, and beside a complete one hardly meant as one."""
    return NONE if told.is_complete else PARTLY


Rule = Callable[[Told, int], Doubt]
LOOKS: dict[str, Rule] = {
    **dict.fromkeys((*VALUES, *HALVED), _worded),
    **dict.fromkeys(ORDINALS, _ordinal),
    **dict.fromkeys((*WEEKDAYS, *PLURALS, *MONTHS, *NEAR), _named_day),
    **dict.fromkeys(("weekend", "weekends", "weekday", "weekdays", "workday"), _named_day),
    **dict.fromkeys(UNITS, _unit),
    **dict.fromkeys((*PARTS, "noon", "midnight", "lunchtime"), _part),
    **dict.fromkeys(ADVERBS, _adverb),
    **dict.fromkeys(("every", "twice", "times"), _every),
    **dict.fromkeys(LIMITS, _limit),
    **dict.fromkeys(("next", "last", "coming", "previous"), _which),
    **dict.fromkeys(("half", "quarter", "threequarter"), _share),
    **dict.fromkeys(("except", "not"), _exception),
    **dict.fromkeys(HOURS_OF, _piece),
    **dict.fromkeys(
        ("until<", "halfto", "plushalf", "plusquarter", "minusquarter", "withhalf", "withquarter"),
        _piece,
    ),
    **dict.fromkeys(("o'clock", "ago", "eod", "eom", "eow", "dayno", "afternext", "later"), _piece),
    "condition": _condition,
    "only": _only,
    "timeish": _vague,
}
"""What looks like time, and the rule that may say of it that it is message."""
