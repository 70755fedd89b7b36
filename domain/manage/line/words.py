"""The words of staff's lines, in all languages at once; names of days and months by language.

FORMS: as in domain.when.languages, `kind: form | form`. A word may be of several kinds.
"""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import combining, normalize

from domain.when.text.lexicon import LANGUAGES, MONTHS, PLURALS, TOKEN, WEEKDAYS, lexicon, same

Words = tuple[str, ...]

FORMS = """
to: - | – | — | − | ‒ | ― | ‑ | ﹣ | － | ~ | 〜 | ～ | → | .. | ... | … | to | thru | through | a
to: al | à | au | às | as | ao | a las | a la | a los | à la | aux | по | से | se
until: until | till | til | up to | bis | bis zum | bis um | hasta | hasta el | hasta las
until: hasta la | até | ate | até o | até as | até às | até a | jusqu'à | jusqu'au | jusqu'en
until: jusque | до | तक
from: from | from the | von | vom | ab | ab dem | с | со | desde | desde el | desde las | desde la
from: dès | depuis | à partir de | à partir du | a partir de | a partir das | a partir do
from: starting | a partir del | a partir de las | since | starting from | beginning
between: between | zwischen | entre | entre las | entre as | entre la | между
after: after | nach | после | después de | después de las | despues de | despues de las | tras
after: depois de | depois das | depois do | après | apres | के बाद
before: before | vor | antes de | antes de las | antes del | antes das | antes do | avant | перед
before: से पहले
and: and | und | & | + | , | ; | / | y | e | et | и | और
clockword: h | uhr | o'clock | час | часа | часов | часам | ч | बजे | heures | heure | horas
clockword: hora | hs | hrs
article: at | um | на | в | во | o | os | la | las | le | les | el | los | the | on | das | do
article: dos | da | de | del | du | am | an | den | der | dem | às | as | no | na | nos | nas | को
article: il | in | im | à | ce | a
am: am | a.m. | a.m
pm: pm | p.m. | p.m
noon: noon | 12 noon | midday | mittag | полдень | полудня | полудню | mediodía | meio-dia | midi
midnight: midnight | 12 midnight | mitternacht | полночь | полуночи | medianoche | meia-noite
midnight: minuit | आधी रात
morning: morning | in the morning | vormittag | vormittags | am vormittag | früh | утром | с утра
morning: por la mañana | de manhã | pela manhã | le matin | matin | dans la matinée | सुबह
afternoon: afternoon | in the afternoon | nachmittag | nachmittags | am nachmittag | днем | днём
afternoon: por la tarde | à tarde | de tarde | pela tarde | l'après-midi | après-midi | दोपहर बाद
afternoon: दोपहर के बाद
evening: evening | in the evening | abend | abends | am abend | вечером | por la noche | à noite
evening: le soir | soir | शाम | शाम को
allday: all day | all day long | whole day | the whole day | full day | entire day
allday: the entire day | ganztägig | ganztags | den ganzen tag | ganzer tag | весь день
allday: todo el día | o dia todo | o dia inteiro | dia inteiro | todo o dia | toute la journée
allday: पूरे दिन | पूरा दिन
everyday: daily | every day | everyday | each day | all days | täglich | jeden tag | alle tage
everyday: ежедневно | каждый день | diario | a diario | diariamente | todos los días | cada día
everyday: todos os dias | cada dia | tous les jours | chaque jour | quotidien | हर दिन | रोज
everyday: हर रोज | रोज़ | प्रतिदिन | 7 days a week | seven days a week
weekdays: weekdays | weekday | every weekday | workdays | working days | business days | werktags
weekdays: wochentags | an werktagen | будни | по будням | в будни | рабочие дни | días laborables
weekdays: entre semana | días hábiles | dias úteis | durante a semana | jours ouvrés
weekdays: jours ouvrables | en semaine | कार्यदिवस
weekends: weekend | weekends | at weekends | on weekends | the weekend | week-end | week-ends
weekends: wochenende | wochenenden | am wochenende | an wochenenden | выходные | по выходным
weekends: в выходные | fin de semana | fines de semana | fim de semana | fins de semana
weekends: सप्ताहांत | वीकेंड | le week-end | le weekend
weekspan: week | woche | неделя | неделе | неделю | semana | semaine | हफ्ते | हफ्ता | सप्ताह
daysoff: weekend | week-end | weekends | wochenende | выходные | выходных | fin de semana | finde
daysoff: fim de semana | final de semana | सप्ताहांत | वीकेंड
thisweek: this week | the rest of the week | rest of the week | the rest of this week
thisweek: diese woche | rest of this week | эта неделя | на этой неделе | эту неделю | esta semana
thisweek: cette semaine | इस हफ्ते | इस सप्ताह | in dieser woche | nesta semana | all this week
thisweek: all week | the whole of this week | the whole week | whole week | die ganze woche
thisweek: toute la semaine | toda la semana | a semana toda | toda a semana | всю неделю
thisweek: पूरे हफ्ते
whole: all | all of | whole | the whole | the whole of | entire | the entire | die ganze | ganze
whole: toda | toda la | toda a | toute | toute la | всю | पूरे
each: every | each | alle | jede | jeden | jedes | каждые | каждый | каждую | каждое | каждого
each: cada | a cada | todos los | todas las | todos os | todas as | toutes les | tous les | chaque
each: हर | प्रत्येक | по
minute: m | min | mins | minute | minutes | minuten | мин | минут | минуты | минуту | минута
minute: minuto | minutos | mn | ' | ′ | मिनट | मिनिट
hour: h | hr | hrs | hour | hours | std | stunde | stunden | час | часа | часов | ч | hora | horas
hour: heure | heures | घंटे | घंटा | घण्टे
halfhour: half hour | half an hour | half-hour | halbe stunde | halben stunde | полчаса
halfhour: media hora | meia hora | demi-heure | demi heure | आधे घंटे | आधा घंटा
quarterhour: quarter hour | quarter of an hour | quarter-hour | viertelstunde | четверть часа
quarterhour: cuarto de hora | quarto de hora | quart d'heure
times: x | × | ✕ | ✖ | * | х
seats: seat | seats | place | places | people | persons | person | patients | patient | at once
seats: people at once | patients at once | platz | plätze | plätzen | personen | patienten | место
seats: места | мест | человек | человека | plaza | plazas | personas | pacientes | lugar | lugares
seats: vaga | vagas | pessoas | personnes | सीट | सीटें | लोग | मरीज | seats each | places each
slots: slot | slots | each slot | per slot | appointments | each | pro termin | termine
for: for | für | для | para | pour | only for | nur für
alltests: all | all tests | every test | alle | todos | tous | все
except: except | except on | except for | but not | but not on | not | not on | no | außer
except: außer am | ohne | nicht | nicht am | кроме | без | excepto | salvo | menos | sin | exceto
except: sem | sauf | sauf le | hors | excluding | excl | without
buffer: buffer | break | gap | pause | puffer | перерыв | descanso | pausa | intervalo | battement
holidays: holidays | public holidays | bank holidays | feiertage | feiertagen | an feiertagen
holidays: праздники | праздников | праздничные дни | праздничных дней | festivos | feriados
holidays: jours fériés | les jours fériés | छुट्टियां
endword: तक | tak
ordinal: st | nd | rd | th | er | ª | º
of: de | of | del | do
within: in | через | en | dentro de | daqui a | em | dans
fromnow: from now | में | बाद | later
repeated: weekly | monthly | yearly | every week | wöchentlich | еженедельно | semanalmente
repeated: hebdomadaire | fortnightly | every other | daily | each | every | jeden | jede | jedes
repeated: ежедневно | каждый | каждую | каждое | каждые | cada | todos los | todas las | todos os
repeated: todas as | tous les | toutes les | chaque | हर | प्रत्येक | wöchentl | ежемесячно
repeated: понедельникам | вторникам | средам | четвергам | пятницам | субботам | воскресеньям
except!: except | except for | excluding | but not | außer | ausgenommen | кроме | excepto | salvo
except!: exceto | sauf
until!: until | till | til | bis | hasta | até | jusqu'à | jusqu'au | तक
named: good friday | easter sunday | easter monday | whit monday | whit sunday | black friday
named: ash wednesday | shrove tuesday | maundy thursday | palm sunday | viernes santo
named: jueves santo | lunes de pascua | domingo de pascua | sexta-feira santa | vendredi saint
named: lundi de pâques | lundi de pentecôte | страстная пятница | may day | new year's day
named: new years day | half day | training day | boxing day | labour day | labor day
"""

SHORT = {
    "en": "mo | tu / tues | we / weds | th / thur / thurs | fr | sa | su",
    "hi": "सोम | मंगल | बुध | गुरु | शुक्र | शनि | रवि",
    "ru": "пон | вто / втор | сре | чет / четв | пят | суб | вос / воск",
    "es": "lu | ma | mi / miér | ju | vi | sá / sa | do",
    "de": "mon | die / dien | mit | don | fre | sam | son / sonn",
    "pt": "2ª | 3ª / te | 4ª | 5ª | 6ª | sá | do",
    "fr": "lu | ma | me | je | ve | sa | di",
}
"""Abbreviations from Monday on, beside those that everybody's texts are read with."""


class Line:
    """A text in its words, as forms are spelled, and where each stands in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [(found.start(), found.end()) for found in TOKEN.finditer(text)]
        self.words: Words = tuple(same(text[start:end]) for start, end in self.spans)

    def part(self, start: int, end: int) -> str:
        """The text of the words from one to before another."""
        if start >= min(end, len(self.words)):
            return ""
        return self.text[self.spans[start][0] : self.spans[min(end, len(self.words)) - 1][1]]

    def is_glued(self, at: int, last: int) -> bool:
        """Whether these words, and no more, stand together without a blank: '3x'."""
        first, end = self.spans[at][0], self.spans[last][1]
        return " " not in self.text[first:end] and self.text[end : end + 1] in {"", " "}

    def piece(self, at: int) -> str:
        """What stands between blanks from a word on: '25:61-9'."""
        return self.text[self.spans[at][0] :].partition(" ")[0] if at < len(self.words) else ""


def cut(text: str) -> Words:
    return Line(text).words


def sign_of_range(words: Words, at: int) -> int:
    """How many words from `at` on stand between the ends of a range."""
    return max(length_of("to", words, at), length_of("until", words, at))


def matched(words: Words, at: int, forms: Iterable[Words]) -> int:
    """How many words from `at` on are the longest of the forms; 0: none is there."""
    fitting = (len(form) for form in forms if words[at : at + len(form)] == form)
    return max(fitting, default=0)


def length_of(kind: str, words: Words, at: int) -> int:
    """How many words from `at` on are a form of this kind; 0: none is there."""
    return matched(words, at, _kinds().get(kind, {}).get(words[at], ())) if at < len(words) else 0


@lru_cache(maxsize=1)
def _kinds() -> dict[str, dict[str, tuple[Words, ...]]]:
    """Kind -> first word -> forms; without their accents, too, where they are long."""
    found: dict[str, dict[str, tuple[Words, ...]]] = {}
    for line in FORMS.strip().splitlines():
        kind, _, forms = line.partition(": ")
        for form in forms.split(" | "):
            for words in dict.fromkeys((cut(form), cut(_plain(form)))):
                first = found.setdefault(kind, {})
                first[words[0]] = (*first.get(words[0], ()), words)
    return found


def _plain(form: str) -> str:
    """Without accents, as many type it; what would be a short word then keeps them."""
    bare = "".join(char for char in normalize("NFD", form) if not combining(char))
    return bare if bare.isascii() and len(bare) >= 3 else form


class Calendar:
    """The names of days and months that one language has. Monday = 0, January = 1."""

    def __init__(self, language: str) -> None:
        self.weekdays: dict[str, dict[Words, int]] = {}
        self.months: dict[str, dict[Words, int]] = {}
        for items in lexicon(language).forms.values():
            for words, meaning in items:
                self._add(words, meaning)
        for number, forms in enumerate(SHORT[language].split(" | ")):
            for form in forms.split(" / "):
                words = cut(form)
                self.weekdays.setdefault(words[0], {}).setdefault(words, number)

    def weekday(self, words: Words, at: int) -> tuple[int, int] | None:
        """A day and how many words name it."""
        return _found(self.weekdays, words, at)

    def month(self, words: Words, at: int) -> tuple[int, int] | None:
        """A month and how many words name it; a full stop after an abbreviation belongs to it."""
        return _found(self.months, words, at)

    def _add(self, words: Words, meaning: Words) -> None:
        name = meaning[0].rstrip("?")
        days = WEEKDAYS | PLURALS
        if len(meaning) == 1 and name in days:
            self.weekdays.setdefault(words[0], {})[words] = days[name]
        elif len(meaning) == 1 and name in MONTHS:
            self.months.setdefault(words[0], {})[words] = MONTHS[name]


def _found(names: dict[str, dict[Words, int]], words: Words, at: int) -> tuple[int, int] | None:
    forms = names.get(words[at], {}) if at < len(words) else {}
    length = matched(words, at, forms)
    if not length:
        return None
    number = forms[words[at : at + length]]
    return number, length + (words[at + length : at + length + 1] == (".",))


@lru_cache(maxsize=1)
def calendars() -> dict[str, Calendar]:
    return {language: Calendar(language) for language in LANGUAGES}
