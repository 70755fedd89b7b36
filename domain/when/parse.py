"""parse_when: the words of a person -> one instant, a question, or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from domain.when.answer import Answer, Ask, Reason, Unclear, Understood, Why
from domain.when.grammar.dates import COUNTED
from domain.when.grammar.parts import Clock, Day, Elapsed, Every, Part
from domain.when.grammar.phrase import Run, runs
from domain.when.meaning.accounting import Doubt, doubt, is_noun
from domain.when.meaning.leftover import is_message, kept_ranges, leaves_doubt, text_of
from domain.when.meaning.other_languages import in_another_language
from domain.when.meaning.reading import PieceAt, Reading, combined
from domain.when.meaning.resolve import Moment, resolve
from domain.when.meaning.rrule import repeat
from domain.when.text.language import languages_of, now_for, scores_of
from domain.when.text.lexicon import LANGUAGES, SYMBOL, lexicon
from domain.when.text.tokens import Line, Pieces, cuts, tokenise

YEARS = range(1971, 2037)
LIMIT = 4096
READ = 3  # languages tried
KEPT = 64  # answers; several readers of one text ask for the same within a moment


def parse_when(text: str, now: datetime, zone: str, locale: str) -> Answer:
    """Read a text in the person's zone (IANA name) and locale (IETF tag); `now` is aware.

    Never raises for any text and never returns an instant that is not after `now`. Calendar
    words follow the clock in `zone`; hours, minutes and seconds follow the instant. Raises
    UnknownZone for a zone that does not exist. The same question again costs nothing.
    """
    return _parsed(text, now, zone, locale)


@lru_cache(KEPT)
def _parsed(text: str, now: datetime, zone: str, locale: str) -> Answer:
    if now.year not in YEARS or len(text) > LIMIT:
        return Unclear(Why.TOO_FAR if len(text) <= LIMIT else Why.NOTHING)
    moment = Moment(now, zone, now_for(now, zone, locale))
    pieces = cuts(text)
    own = moment.grammar.language
    answers = []
    for language in languages_of(pieces, own)[:READ]:
        answer = _read(tokenise(text, pieces, lexicon(language)), _in(moment, language))
        answers.append(answer)
        if own not in LANGUAGES and _is_partial(answer) and not _is_sure(pieces, language):
            break
        if answer != Unclear(Why.NOTHING):
            return answer
    if own not in LANGUAGES:
        line = tokenise(text, pieces, lexicon(own))
        return in_another_language(line, Unclear(Why.NOTHING), moment)
    return answers[0]


def warm() -> None:
    """Make the tables of every language, so that nobody waits for them."""
    for language in LANGUAGES:
        lexicon(language)


def _is_partial(answer: Answer) -> bool:
    """Whether it leaves words over, which may be of a language that we do not know."""
    items = answer.options if isinstance(answer, Ask) else (answer,)
    return any(isinstance(item, Understood) and item.rest for item in items)


def _is_sure(pieces: Pieces, language: str) -> bool:
    """Whether the text is in English beyond doubt, which people write anywhere."""
    words = {piece.word for part in pieces for piece in part}
    return language == "en" and scores_of(words)["en"] >= 1


def _in(moment: Moment, language: str) -> Moment:
    """The moment for a text in this language; dates keep the order of the locale."""
    if moment.grammar.language == language:
        return moment
    return replace(moment, grammar=replace(moment.grammar, language=language))


def _read(line: Line, moment: Moment) -> Answer:
    found = runs(line, moment.grammar)
    strong = [trimmed for run in found if run.is_strong and (trimmed := _trimmed(run)).found]
    if not strong and line.quoted:
        return _read(replace(line, quoted=frozenset()), moment)
    if not strong:
        return _weak(line, found, moment)
    strong = [_once(line, run) for run in strong]
    reported = _reported(line, strong)
    if reported:
        answer = _of_runs(line, strong[:1], moment)
        return Ask(Reason.READINGS, (answer,)) if isinstance(answer, Understood) else answer
    chosen = _with_weak(found, strong) if _fit(strong) else _anchored(line, strong)
    if not chosen:
        return Unclear(Why.PARTLY)
    left = _left_over(line, found, chosen)
    answer = _of_runs(line, chosen, moment, beside=left)
    if not left or not isinstance(answer, Understood):
        return answer
    fuller = _of_runs(line, left, moment)
    return Ask(Reason.READINGS, (*((fuller,) if isinstance(fuller, Understood) else ()), answer))


def _once(line: Line, run: Run) -> Run:
    """'tomorrow 9am daily standup' is once: the adverb describes the message."""
    last = run.found[-1].piece
    if not isinstance(last, Every) or not last.weak or not is_noun(line, run.end):
        return run
    dated = any(isinstance(it.piece, Day | Elapsed) and not it.piece.weak for it in run.found)
    timed = any(isinstance(it.piece, Clock | Part) for it in run.found)
    return Run(run.found[:-1]) if dated and timed else run


def _reported(line: Line, strong: list[Run]) -> bool:
    """'tomorrow 9am tell them every monday is off': what is said tomorrow."""
    if len(strong) != 2 or not isinstance(strong[1].found[0].piece, Every):
        return False
    pieces = [item.piece for item in strong[0].found]
    dated = any(isinstance(piece, Day) for piece in pieces)
    timed = any(isinstance(piece, Clock) for piece in pieces)
    around = is_noun(line, strong[1].start - 1) and is_noun(line, strong[1].end)
    return dated and timed and around


def _left_over(line: Line, found: list[Run], chosen: list[Run]) -> list[Run]:
    """With a doubtful day or part of the day where none is given: 'le 20 appeler maman à 17h'."""
    pieces = [item.piece for run in chosen for item in run.found]
    dated = any(isinstance(piece, Day | Every | Elapsed) for piece in pieces)
    timed = any(
        isinstance(piece, Clock | Part) or (isinstance(piece, Elapsed) and piece.seconds)
        for piece in pieces
    )
    for run in found:
        piece, one = run.found[0].piece, len(run.found) == 1
        numbered = isinstance(piece, Day) and piece.number and line.word(run.end) not in COUNTED
        named = isinstance(piece, Day) and piece.weekday is not None
        edge = run.start == 0 or run.end == len(line)
        numbered = numbered or (named and edge)
        part = isinstance(piece, Part) and not timed and run.end == len(line)
        if one and piece.weak and ((numbered and not dated) or part) and run not in chosen:
            return sorted((*chosen, run), key=lambda item: item.start)
    return []


def _with_weak(found: list[Run], strong: list[Run]) -> list[Run]:
    """'daily standup at 9am' repeats; 'weekly report tomorrow 9am' does not."""
    pieces = [item.piece for run in strong for item in run.found]
    if any(isinstance(piece, Day | Every | Elapsed) for piece in pieces):
        return strong
    first = found[0]
    if first.is_strong or not isinstance(first.found[0].piece, Every) or first.start:
        return strong
    return [first, *strong]


def _fit(strong: list[Run]) -> bool:
    """Whether the runs make one reading; a contradiction between two runs is none."""
    reading = combined(tuple(item for run in strong for item in run.found))
    if reading is None or len(strong) == 1:
        return reading is not None
    alone = [combined(run.found) for run in strong]
    return reading.verdict is None or any(one is None or one.verdict for one in alone)


def _trimmed(run: Run) -> Run:
    """Without doubtful pieces at its ends that contradict the rest: '9am one apple'."""
    found = run.found
    while len(found) > 1 and combined(found) is None:
        if found[-1].piece.weak:
            found = found[:-1]
        elif found[0].piece.weak:
            found = found[1:]
        else:
            break
    return Run(found)


def _anchored(line: Line, strong: list[Run]) -> list[Run]:
    """Of contradicting runs the one that leads or ends the text, if it alone is complete."""
    complete = [run for run in strong if (r := combined(run.found)) is None or r.is_complete]
    if len(complete) != 1 or combined(complete[0].found) is None:
        return []
    run = complete[0]
    if any(isinstance(item.piece, Every) for other in strong for item in other.found):
        return []
    at_edge = run.start == 0 or run.end >= len(line)
    return [run] if at_edge else []


def _weak(line: Line, found: list[Run], moment: Moment) -> Answer:
    """'9', 'fri', '2h30m' are times if nothing else is said; with more words we ask."""
    if len(found) != 1:
        return Unclear(Why.NOTHING)
    answer = _of_runs(line, found, moment)
    if not isinstance(answer, Understood) or not any(map(str.isalnum, answer.rest)):
        return answer
    only = found[0].found
    leads = all(line.word(at) == SYMBOL for at in range(found[0].start))
    at_edge = leads or found[0].end >= len(line)
    piece = only[0].piece
    if len(only) == 1 and isinstance(piece, Elapsed) and piece.seconds != 1 and at_edge:
        return Ask(Reason.READINGS, (answer,))
    return Unclear(Why.NOTHING)


def _of_runs(
    line: Line, chosen: list[Run], moment: Moment, *, beside: Sequence[Run] = ()
) -> Answer:
    """The answer of runs that belong together, with what is left of the text.

    beside: runs that are asked about anyway.
    """
    found = tuple(item for run in chosen for item in run.found)
    reading = combined(found)
    if reading is None or leaves_doubt(line, chosen):
        return Unclear(Why.PARTLY)
    unread = doubt(line, [*chosen, *beside], reading)
    if unread is Doubt.PARTLY:
        return Unclear(Why.PARTLY)
    answer = _with_rest(line, chosen, _resolved(reading, moment))
    if unread is Doubt.ASK and isinstance(answer, Understood):
        return Ask(Reason.READINGS, (answer,))
    bare = _bare_number(line, chosen, moment.grammar.language)
    if bare is None or not isinstance(answer, Understood) or len(found) == 1:
        return answer
    other = _without(chosen, bare)
    second = _of_runs(line, other, moment) if other else answer
    options = (answer, second) if isinstance(second, Understood) else (answer,)
    return Ask(Reason.READINGS, options)


def _resolved(reading: Reading, moment: Moment) -> Answer:
    if reading.every is not None and reading.verdict is None:
        return repeat(reading, reading.every, moment)
    return resolve(reading, moment)


def _bare_number(line: Line, chosen: list[Run], language: str) -> PieceAt | None:
    """A number that may be an hour or a word of the message: 'tomorrow 5 people come'."""
    for run in chosen:
        first, last = run.found[0], run.found[-1]
        if (
            _is_bare(last)
            and line.word(last.end).isalpha()
            and (language == "de" or line.original(last.end).islower())
        ):
            return last
        if _is_bare(first) and line.word(first.start - 1).isalpha():
            return first
    return None


def _is_bare(item: PieceAt) -> bool:
    return isinstance(item.piece, Clock) and item.piece.weak


def _without(chosen: list[Run], bare: PieceAt) -> list[Run]:
    rest = [Run(tuple(item for item in run.found if item is not bare)) for run in chosen]
    return [run for run in rest if run.found]


def _with_rest(line: Line, chosen: list[Run], answer: Answer) -> Answer:
    kept = kept_ranges(line, chosen)
    rest = text_of(line, kept)
    if rest and not is_message(line, kept):
        return Unclear(Why.PARTLY) if not isinstance(answer, Unclear) else answer
    if not rest and not kept:
        return answer
    if isinstance(answer, Understood):
        others = tuple(replace(item, rest=rest, kept=kept) for item in answer.others)
        return replace(answer, rest=rest, kept=kept, others=others)
    if isinstance(answer, Ask):
        options = tuple(replace(item, rest=rest, kept=kept) for item in answer.options)
        return replace(answer, options=options)
    return answer
