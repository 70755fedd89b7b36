"""Words for 'whenever you can first', in the languages in which times are read."""

import unicodedata
from functools import cache

SOONEST = "asap"
WORDS = """
en: asap | as soon as possible | as soon as you can | as early as possible | soonest | the soonest
en: earliest | the earliest | earliest possible | the earliest possible | at the earliest
en: earliest time | the earliest time | earliest appointment | the earliest appointment
en: first free | the first free | first available | the first available | first possible
en: first free time | first free day | first available time | first available slot | first free slot
en: next free | next available | the next available | next available slot | next free slot
en: next available appointment | the next available appointment | any day | any time | anytime
en: whenever | soon | very soon | urgent | urgently | the sooner the better | no preference
en: i don't mind | don't mind | doesn't matter | it doesn't matter | does not matter | i don't care
en: first thing | at your earliest convenience | whatever is free | whatever you have
en: any slot | any day is fine | any time is fine | whenever possible | no matter when
de: so bald wie möglich | sobald wie möglich | so schnell wie möglich | so früh wie möglich
de: schnellstmöglich | baldmöglichst | möglichst bald | möglichst schnell | möglichst früh
de: frühestmöglich | zum frühestmöglichen zeitpunkt | am frühesten | nächstmöglich | asap
de: nächstmöglicher termin | nächster freier termin | der nächste freie termin
de: erster freier termin | der erste freie termin | erste freie zeit | jederzeit | egal wann
de: dringend | eilt | es eilt | bald | so bald wie es geht | so bald es geht | wann es geht | egal
de: wann auch immer | ist mir egal | mir egal | spielt keine rolle | je früher desto besser
de: wann immer | irgendwann
de: jeder tag | jeden tag möglich | beliebiger tag | an einem beliebigen tag | irgendein tag
es: urgente | pronto | cuanto antes mejor | me da igual | da igual | da lo mismo | sin preferencia
es: cuando haya | cuando tengan | no importa | no importa cuándo
es: lo antes posible | cuanto antes | lo más pronto posible | tan pronto como sea posible
es: lo más temprano posible | lo más rápido posible | en cuanto sea posible | cuando sea
es: cualquier día | cualquier momento | en cualquier momento | cualquier hora | a cualquier hora
es: el primer hueco | primer hueco | primer hueco libre | primera hora libre | la primera hora libre
es: primera cita | la primera cita | primera cita disponible | primer turno | primer turno libre
pt: urgente | logo | mais cedo possível | mais rápido possível | quanto antes melhor | tanto faz
pt: não importa | sem preferência | qualquer um | quando tiver
pt: o mais cedo possível | o mais rápido possível | o mais breve possível | assim que possível
pt: logo que possível | o quanto antes | quanto antes | quando puder | tanto faz quando
pt: qualquer dia | em qualquer dia | qualquer hora | a qualquer hora | qualquer momento
pt: qualquer horário | primeiro horário | primeiro horário livre | primeiro horário disponível
pt: a primeira vaga | primeira vaga | o primeiro horário livre | o primeiro horário disponível
fr: urgent | bientôt | n'importe | peu importe | ça m'est égal | sans préférence
fr: le plus tôt sera le mieux | au plus tôt possible
fr: le plus tôt possible | dès que possible | aussi tôt que possible | le plus vite possible
fr: aussi vite que possible | au plus vite | au plus tôt | n'importe quel jour | n'importe quand
fr: n'importe quelle heure | à n'importe quelle heure | peu importe quand | quand vous voulez
fr: premier créneau | le premier créneau | premier créneau libre | premier créneau disponible
fr: le premier créneau libre | premier rendez-vous | premier rendez-vous disponible
ru: срочно | скоро | чем раньше тем лучше | чем скорее тем лучше | все равно | всё равно
ru: мне все равно | мне всё равно | не важно | неважно | без разницы | как получится
ru: как можно скорее | как можно быстрее | как можно раньше | побыстрее | поскорее | скорее
ru: в ближайшее время | ближайшее время | ближайшее свободное | ближайшее свободное время
ru: самое раннее | самое раннее время | первое свободное | первое свободное время
ru: первое доступное время | на первое свободное время | на ближайшее время | любой день
ru: в любой день | на любой день | любое время | в любое время | на любое время | когда угодно
ru: неважно когда | без разницы когда
hi: जल्दी | तुरंत | जरूरी है | कोई भी | कोई फर्क नहीं | जब भी हो | जब भी खाली हो
hi: जल्दी से जल्दी | जल्द से जल्द | जितनी जल्दी हो सके | जितना जल्दी हो सके | यथाशीघ्र | सबसे जल्दी
hi: सबसे पहले | सबसे पहला समय | पहला खाली समय | पहला खाली स्लॉट | पहला उपलब्ध समय | कोई भी दिन
hi: किसी भी दिन | कोई भी समय | किसी भी समय | कभी भी | jaldi se jaldi | jald se jald
hi: jitni jaldi ho sake | koi bhi din | kisi bhi din | koi bhi samay | kabhi bhi
"""


def soonest_in(text: str) -> str | None:
    """What is left of a text that asks for the first free time; None if it does not."""
    words = text.split()
    plain = [_plain(word) for word in words]
    for length in range(min(_longest(), len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            if tuple(plain[first : first + length]) in _phrases():
                return " ".join((*words[:first], *words[first + length :]))
    return None


def _plain(word: str) -> str:
    """Without accents, and without marks around it."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    kept = "".join(char for char in letters if not unicodedata.combining(char))
    return kept.strip('.,;:!?¡¿…()"“”«»।-–')


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    lines = (line.partition(":")[2] for line in WORDS.strip().splitlines())
    known = (phrase.split() for line in lines for phrase in line.split("|"))
    return frozenset(tuple(map(_plain, phrase)) for phrase in known)


@cache
def _longest() -> int:
    return max(map(len, _phrases()))
