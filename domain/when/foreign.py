"""Words of time in other languages, so that English rules never read half of such a text."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dateparser.data.date_translation_data import de, en, es, fr, hi, pt, ru  # type: ignore[import-not-found] # not in the stubs

from domain.when.words import ALIASES, COUNTS, MONTHS, UNITS, WEEKDAYS

DATA: Mapping[str, Mapping[str, Any]] = {
    "hi": hi.info,
    "ru": ru.info,
    "es": es.info,
    "de": de.info,
    "pt": pt.info,
    "fr": fr.info,
}
NAMES = frozenset((*MONTHS, *WEEKDAYS, "year", "month", "week", "day", "hour", "minute"))
# Parts of the day, 'half', 'quarter', 'next': what dateparser drops without a word.
DROPPING = """
abend abends nacht nachts früh vormittag vormittags nachmittag nachmittags mittag mittags
mitternacht halb viertel dreiviertel übernächsten übernächste nächste nächsten nächster
kommenden jeden jede jedes täglich werktags gestern vorgestern morgens wochenende
tarde noche mediodía medianoche madrugada media cuarto menos próximo próxima cada todos ayer
pasado manhã noite meia meio dia próximo próxima quarto madrugada toda todo ontem
soir matin midi minuit demi demie quart moins prochain prochaine chaque tous toutes hier nuit
утра вечера дня ночи утром вечером днём днем ночью полдень полночь половине половина полтора
четверть без следующий следующую следующее каждый каждую каждое вчера
सुबह शाम रात दोपहर साढ़े सवा पौने डेढ़ ढाई अगले हर रोज कल परसों
"""
# Hindi in Latin letters, which dateparser does not know.
LATIN_HINDI = """
kal aaj parson parso subah shaam sham dopahar raat baje bajkar ghante ghanta baad agle somvar
mangalvar budhvar guruvar shukravar shanivar ravivar itvar dedh dhai saade sawa paune roz hafte
mahine dilana yaad mujhe mein
"""
# Words of English, or names, that some language uses for a time.
SHARED = """
am pm an in at on day die do so mit son don sam fre mi di fr sa mo sol dom sex sab mar mer jan
feb apr mai jun jul aug sep oct okt nov dec dez min sec std main jam mes set dia media quart
demi menos todo todos toda pasado mein cada midi hier half minute minuten date heure heures hora
horas ten des la las el le les un une uno una tag jour sem second next last this now nuit sham
"""
DROPPED = frozenset(DROPPING.split())
HINDI = frozenset(LATIN_HINDI.split())
ENGLISH = frozenset(SHARED.split())


def words_of(language: str) -> frozenset[str]:
    """Every word of time that the language has in its own spelling."""
    return _OWN.get(language, frozenset())


def language_of(words: Iterable[str], own: str) -> str | None:
    """The language of the words of time: the person's own, else the one that knows most."""
    found = set(words)
    if found & words_of(own):
        return own
    known = {name: len(found & clear) for name, clear in _CLEAR.items()}
    best = max(known, key=lambda name: known[name])
    return best if known[best] else ("hi" if found & (_DROPPED_CLEAR | HINDI - ENGLISH) else None)


def is_dropped(words: Iterable[str]) -> bool:
    """Whether a word is among them that changes the time and is not understood."""
    return not (DROPPED | HINDI).isdisjoint(words)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.casefold().split()
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)


def _words(info: Mapping[str, Any]) -> frozenset[str]:
    plain = {name: value for name, value in info.items() if name in NAMES}
    found = _leaves([*plain.values(), info.get("relative-type", {})])
    return frozenset(word for word in found if word.isalpha() and len(word) > 1)


_OURS = frozenset((*ALIASES, *COUNTS, *MONTHS, *UNITS, *WEEKDAYS, *_words(en.info)))
_OWN = {name: _words(info) - _OURS for name, info in DATA.items()}
# Short Latin words are too often names, or English after all.
_CLEAR = {
    name: frozenset(word for word in words - ENGLISH if len(word) > 3 or not word.isascii())
    for name, words in _OWN.items()
}
_DROPPED_CLEAR = DROPPED - ENGLISH
