"""Every word is time that was read, filler of time, or message: an unread one is never silent.

Orders of time, filler and message are permuted, and words that look like time are put anywhere.
"""

import re
from datetime import datetime
from itertools import permutations

import pytest

from domain.when import Answer, Understood, parse_when
from tests.unit.test_when_kinds import phrases

BERLIN = "Europe/Berlin"
NOW = datetime.fromisoformat("2026-03-04T10:15:00+01:00")
QUOTED = re.compile('["\u201e\u00ab]')
LOCALES = {"en": "en-GB", "hx": "hi-Latn-IN", "pt": "pt-BR"}
# Day, clock, filler, message; every one of the four may stand anywhere.
PARTS = {
    "en": ("tomorrow", "at 6pm", "please", "call mum"),
    "de": ("morgen", "um 18 Uhr", "bitte", "Mama anrufen"),
    "fr": ("demain", "à 18h", "stp", "appeler maman"),
    "es": ("mañana", "a las 18:00", "porfa", "llamar a mamá"),
    "pt": ("amanhã", "às 18h", "por favor", "ligar para a mãe"),
    "ru": ("завтра", "в 18:00", "пожалуйста", "позвонить маме"),
    "hi": ("कल", "शाम 6 बजे", "जी", "मम्मी से मिलना"),
    "hx": ("kal", "shaam 6 baje", "ji", "mummy se milna"),
}
# What looks like time, whatever stands beside it.
LIKE_TIME = {
    "en": "monday,march,6 months,in 2 weeks,every,until friday,except sundays,9pm,half past,in 6zz,"
    "the 15th,business days,quarter to,at 7,every morning,3 times a day,twice a week,17:45",
    "de": "Montag,März,6 Monate,in 2 Wochen,jeden,bis Freitag,außer sonntags,21 Uhr,halb,in 6zz,"
    "am 15.,Werktage,viertel vor,um 7,jeden Morgen,dreimal täglich,17:45",
    "fr": "lundi,mars,6 mois,dans 2 semaines,chaque,jusqu'à vendredi,sauf dimanche,21h,dans 6zz,"
    "le 15,jours ouvrés,à 7h,chaque matin,deux fois par jour,17h45",
    "es": "lunes,marzo,6 meses,en 2 semanas,cada,hasta el viernes,excepto domingos,a las 9,en 6zz,"
    "el día 15,días hábiles,cada mañana,dos veces al día,17:45",
    "pt": "segunda,março,6 meses,em 2 semanas,toda,até sexta,exceto domingo,às 9,em 6zz,dia 15,"
    "dias úteis,toda manhã,duas vezes por dia,17h45",
    "ru": "понедельник,март,6 месяцев,через 2 недели,каждый,до пятницы,кроме воскресенья,в 9,"
    "через 6zz,15 числа,рабочих дней,каждое утро,дважды,17:45",
    "hi": "सोमवार,मार्च,6 महीने,2 हफ्ते में,हर,शुक्रवार तक,9 बजे,15 तारीख,हर सुबह,17:45",
    "hx": "somvar,march,6 mahine,2 hafte mein,har,shukravar tak,9 baje,15 tarikh,har subah,17:45",
}


def answer_to(text: str, language: str) -> Answer:
    return parse_when(text, NOW, BERLIN, LOCALES.get(language, language))


@pytest.mark.parametrize("language", PARTS)
def test_the_order_of_time_filler_and_message_never_changes_the_answer(language: str) -> None:
    day, clock, _, message = PARTS[language]
    for order in permutations(PARTS[language]):
        answer = answer_to(" ".join(order), language)
        if isinstance(answer, Understood):
            assert f"{answer.wall:%m-%d %H:%M}" == "03-05 18:00", order
            assert day not in answer.rest
            assert clock not in answer.rest
            assert message in answer.rest, order
    assert isinstance(answer_to(f"{message} {day} {clock}", language), Understood)


def places(words: list[str], more: str) -> list[str]:
    return [" ".join((*words[:at], more, *words[at:])) for at in range(len(words) + 1)]


@pytest.mark.parametrize("language", PARTS)
@pytest.mark.parametrize("order", [(0, 1, 3), (3, 0, 1), (0, 3, 1), (1, 3)])
def test_what_looks_like_time_and_is_not_read_is_never_silent(
    language: str, order: tuple[int, ...]
) -> None:
    """It is part of the answer's time, or asked about, or refused: never just message."""
    words = [PARTS[language][at] for at in order]
    silent = [
        text
        for more in LIKE_TIME[language].split(",")
        for text in places(" ".join(words).split(), more)
        if isinstance(answer := answer_to(text, language), Understood) and more in answer.rest
    ]
    assert not silent


STEP = 15  # of the tables every so many phrases


def test_no_phrase_takes_a_time_that_is_put_into_it_for_message() -> None:
    """Only in quotation marks is it the message's."""
    told = [it for it in phrases() if it.language in LIKE_TIME and not QUOTED.search(it.text)]
    silent = []
    for it in told[::STEP]:
        for more in LIKE_TIME[it.language].split(","):
            for text in places(it.text.split(), more):
                answer = answer_to(text, it.language)
                if isinstance(answer, Understood) and more in answer.rest:
                    silent.append(text)
    assert not silent


SERIES = {
    "en": "every monday at 6pm yoga",
    "de": "jeden Montag um 18 Uhr Yoga",
    "fr": "tous les lundis à 18h yoga",
    "es": "todos los lunes a las 18:00 yoga",
    "pt": "toda segunda às 18h ioga",
    "ru": "каждый понедельник в 18:00 йога",
    "hi": "हर सोमवार शाम 6 बजे योग",
    "hx": "har somvar shaam 6 baje yoga",
}
LIMITS = {
    "en": "except holidays,unless it rains,if I am free,when school is on,but not in august,"
    "for a while,from june on,until he is back",
    "de": "außer an Feiertagen,falls es regnet,wenn ich Zeit habe,außer im August,bis August",
    "fr": "sauf jours fériés,s'il pleut,si je peux,sauf en août,jusqu'en août",
    "es": "salvo festivos,si llueve,cuando pueda,excepto en agosto,hasta agosto",
    "pt": "exceto feriados,se chover,quando puder,menos em agosto,até agosto",
    "ru": "кроме праздников,если дождь,когда смогу,кроме августа,до августа",
    "hi": "छुट्टी को छोड़कर,अगर बारिश हो,जब समय हो",
    "hx": "chhutti ko chhodkar,agar barish ho,jab time ho",
}


@pytest.mark.parametrize("language", SERIES)
def test_a_series_is_never_planned_without_its_limits(language: str) -> None:
    silent = [
        text
        for limit in LIMITS[language].split(",")
        for text in (f"{SERIES[language]} {limit}", f"{limit} {SERIES[language]}")
        if isinstance(answer := answer_to(text, language), Understood) and limit in answer.rest
    ]
    assert not silent
