"""The words of staff's lines, in all languages at once; names of days and months by language.

FORMS: as in domain.when.languages, `kind: form | form`. A word may be of several kinds.
"""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import combining, normalize

from domain.when.text.lexicon import MONTHS, PLURALS, TOKEN, WEEKDAYS, lexicon, same

Words = tuple[str, ...]

FORMS = """
between: between | zwischen | entre | entre las | entre as | entre la | между
after: after | nach | после | después de | después de las | despues de | despues de las | tras
after: depois de | depois das | depois do | après | apres | के बाद
before: before | vor | antes de | antes de las | antes del | antes das | antes do | avant | перед
before: से पहले
and: and | und | & | + | , | ; | / | y | e | et | и | और
clockword: h | uhr | o'clock | час | часа | часов | часам | ч | बजे | heures | heure | horas
clockword: hora | hs | hrs
article: at | um | на | в | во | o | os | la | las | le | les | el | los | the | on | das | do
article: dos | da | de | del | du | am | an | den | der | dem | às | as | na | nos | nas | को
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
each: every | each | alle | jede | jeden | jedes | каждые | каждый | каждую | каждое | каждого
each: cada | a cada | todos los | todas las | todos os | todas as | toutes les | tous les
each: chaque | हर | प्रत्येक | по
minute: m | min | mins | minute | minutes | minuten | мин | минут | минуты | минуту | минута
minute: minuto | minutos | mn | ' | ′ | मिनट | मिनिट
hour: h | hr | hrs | hour | hours | std | stunde | stunden | час | часа | часов | ч | hora
hour: horas | heure | heures | घंटे | घंटा | घण्टे
halfhour: half hour | half an hour | half-hour | halbe stunde | halben stunde | полчаса
halfhour: media hora | meia hora | demi-heure | demi heure | आधे घंटे | आधा घंटा
quarterhour: quarter hour | quarter of an hour | quarter-hour | viertelstunde | четверть часа
quarterhour: cuarto de hora | quarto de hora | quart d'heure
times: x | × | ✕ | ✖ | * | х
seats: seat | seats | place | places | people | persons | person | patients | patient | at once
seats: people at once | patients at once | platz | plätze | plätzen | personen | patienten
seats: место | места | мест | человек | человека | plaza | plazas | personas | pacientes | lugar
seats: lugares | vaga | vagas | pessoas | personnes | सीट | सीटें | लोग | मरीज | seats each
seats: places each
slots: slot | slots | each slot | per slot | appointments | each | pro termin | termine
for: for | für | для | para | pour | only for | nur für
alltests: all | all tests | every test | alle | todos | tous | все
except: except | except on | except for | but not | but not on | not | not on | außer | außer am
except: ohne | nicht | nicht am | кроме | без | excepto | salvo | menos | sin | exceto | sem
except: sauf | sauf le | hors | excluding | excl | without
buffer: buffer | break | gap | pause | puffer | перерыв | descanso | pausa | intervalo
buffer: battement
holidays: holidays | public holidays | bank holidays | feiertage | feiertagen | an feiertagen
holidays: no holidays | no public holidays | no bank holidays | праздники | праздников
holidays: праздничные дни | праздничных дней | festivos | feriados | jours fériés
holidays: les jours fériés | छुट्टियां
endword: तक | tak
ordinal: st | nd | rd | th | er | ª | º
of: de | of | del | do
to: - | – | — | − | ‒ | ― | ‑ | ﹣ | － | ~ | 〜 | ～ | → | .. | ... | … | to | thru | through | a
to: al | à | au | às | as | ao | a las | a la | a los | à la | aux | по | से | se
until: until | till | til | up to | bis | bis zum | bis um | hasta | hasta el | hasta las
until: through | thru | hasta la | até | ate | até o | até as | até às | até a | jusqu'à
until: jusqu'au | jusqu'en | jusque | до | तक | tak
from: from | from the | von | vom | ab | ab dem | с | со | desde | desde el | desde las
from: desde la | dès | depuis | à partir de | à partir du | a partir de | a partir das
from: a partir do | starting | a partir del | a partir de las | since | starting from | beginning
frompost: से | se
untilpost: तक | tak
afterpost: के बाद | ke baad
beforepost: से पहले | se pehle
nextweek: next week | the next week | nächste woche | nächster woche | kommende woche
nextweek: in der nächsten woche | следующая неделя | следующую неделю | на следующей неделе
nextweek: на след неделе | la próxima semana | próxima semana | la semana que viene
nextweek: semana que viene | na próxima semana | a próxima semana | semana que vem
nextweek: na semana que vem | la semaine prochaine | semaine prochaine | अगले हफ्ते | अगले सप्ताह
nextweek: अगला हफ्ता | agle hafte | coming week | the coming week
thisweek: this week | the rest of the week | rest of the week | the rest of this week
thisweek: diese woche | rest of this week | эта неделя | на этой неделе | эту неделю
thisweek: esta semana | cette semaine | इस हफ्ते | इस सप्ताह | is hafte | in dieser woche
thisweek: nesta semana
daysoff: this weekend | the weekend | weekend | on the weekend | at the weekend
daysoff: dieses wochenende | am wochenende | wochenende | эти выходные | в выходные | на выходных
daysoff: выходные | в эти выходные | este fin de semana | el fin de semana | fin de semana
daysoff: este fim de semana | no fim de semana | fim de semana | ce week-end | le week-end
daysoff: इस वीकेंड | वीकेंड | सप्ताहांत | this week-end
nextdaysoff: next weekend | nächstes wochenende | am nächsten wochenende | в следующие выходные
nextdaysoff: el próximo fin de semana | le week-end prochain | no próximo fim de semana
whole: all | all of | whole | the whole | the whole of | entire | the entire | die ganze | ganze
whole: toda | toda la | toda a | toute | toute la | всю | पूरे
repeated: every | each | daily | everyday | weekly | monthly | yearly | annually | nightly
repeated: hourly | fortnightly | biweekly | alternate | weekdays | jeden | jede | jedes | jeder
repeated: täglich | wöchentlich | monatlich | jährlich | immer | каждый | каждую | каждое
repeated: каждые | ежедневно | еженедельно | ежемесячно | ежегодно | cada | todos los | todas las
repeated: todos os | todas as | diario | diariamente | semanalmente | mensualmente | chaque
repeated: tous les | toutes les | quotidien | हर | प्रत्येक | रोज | रोज़ | har | roz
repeated: every other | понедельникам | вторникам | средам | четвергам | пятницам | субботам
repeated: воскресеньям
doubt: night | nights | overnight | tonight | mornings | afternoons | evenings | nacht | nachts
doubt: ночь | ночью | noche | noite | nuit | रात | daytime | tagsüber | madrugada | утро | вечер
doubt: except | except for | excluding | but not | außer | ausgenommen | кроме | excepto | salvo
doubt: exceto | sauf | exclusive | until | till | til | bis | hasta | até | jusqu'à | jusqu'au
doubt: तक | early | earlier | late | later | half | halb | halbtags | früher | später | раньше
doubt: позже | temprano | más tarde | mais cedo | plus tôt | plus tard | mais tarde | half-day
doubt: полдня | hours | horas | stunden | heures | часы | часов | часа | घंटे | o'clock | noon
doubt: midnight | lunch | lunchtime | lunchbreak | dinner | breakfast | mittagspause | обед
doubt: обеда | almuerzo | almoço | déjeuner | sunrise | sunset | dawn | dusk | midday | mittag
doubt: mediodía | meio-dia | midi | minuit | полдень | полночь | around | about | approximately
doubt: maybe | or | oder | или | onwards | onward | from now | end of | beginning of | rest of
doubt: part of | another day | holidays from | yesterday | gestern | вчера | ayer | hier | ontem
doubt: weekend | wochenende | выходные | fin de semana | fim de semana | alternate | second
doubt: third | first half | second half | some of | quarter | quarterly | kw | calendar week
named: good friday | easter sunday | easter monday | whit monday | whit sunday | black friday
named: ash wednesday | shrove tuesday | maundy thursday | palm sunday | viernes santo
named: jueves santo | lunes de pascua | domingo de pascua | sexta-feira santa | vendredi saint
named: lundi de pâques | lundi de pentecôte | страстная пятница | may day | new year's eve
unit: we | wknd | finde | fds | day | days | week | weeks | month | months | year | years | hour
unit: hours | minutes | min | mins | fortnight | hr | hrs | tag | tage | tagen | woche | wochen
unit: monat | monate | monaten | jahr | jahre | stunde | stunden | minuten | день | дня | дней
unit: неделя | неделю | недели | недель | месяц | месяца | месяцев | год | час | часа | часов
unit: минут | día | días | semana | semanas | mes | meses | año | hora | horas | minutos | dia
unit: dias | mês | ano | jour | jours | semaine | semaines | mois | an | ans | heure | heures
unit: दिन | दिनों | हफ्ते | हफ्ता | सप्ताह | महीने | महीना | साल | घंटे | घंटा | मिनट | weekend
unit: quarter
within: in | через | en | dentro de | daqui a | em | dans | il y a | today | tomorrow | heute
within: morgen | from now | में | बाद
near: today | tomorrow | tmrw | tonight | heute | morgen | übermorgen | сегодня | завтра
near: послезавтра | hoy | mañana | hoje | amanhã | aujourd'hui | demain | après-demain | आज | कल
near: परसों | aaj | kal | parson
fuzzy: end | mid | middle | early | late | beginning | start | around | about | ende | mitte
fuzzy: anfang | конец | конце | начало | начале | середина | середине | fin | finales
fuzzy: principios | mediados | fim | início | meados | début | milieu | last | gegen | week of
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


MORE_MONTHS = {"pt": {"set": 9, "out": 10, "dez": 12}}
"""Abbreviations that mean something else in other texts."""


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
        for form, number in MORE_MONTHS.get(language, {}).items():
            self.months.setdefault(form, {})[(form,)] = number
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
    dots = words[at + length : at + length + 2]
    return number, length + (dots[:1] == (".",) and dots[1:] != (".",))


@lru_cache(maxsize=1)
def calendars() -> dict[str, Calendar]:
    return {language: Calendar(language) for language in SHORT}
