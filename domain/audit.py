"""What is written down of a staff action."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.booking.lab import Lab
from domain.manage.line.periods import read_days

Facts = Mapping[str, str | int | bool | list[str] | list[int] | None]
"""What of a thing a staff action changes: ids, codes, numbers, ISO instants; never a name, a
phone or a message's text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One staff action. at: aware UTC.

    action: thing and participle, such as "booking_cancelled". subject: the kind of thing, such as
    "booking", with its id where it has one. before, after: what changed of it.
    """

    at: datetime
    actor_id: int
    action: str
    subject: str
    subject_id: int | None = None
    before: Facts | None = None
    after: Facts | None = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it is read: with what colleagues call whoever did it."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    subject_id: int | None
    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries of one page, the newest first.

    before: the id that all of them are below, 0 for the newest. is_last: nothing older fits.
    """

    lab: Lab
    entries: tuple[EntryView, ...]
    before: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; empty parts fit everything. words: each in the action or the name.

    is_reading: who looked at patients, instead of who did what.
    """

    words: tuple[str, ...] = ()
    subject_id: int | None = None
    day: date | None = None
    is_reading: bool = False


READING = "reading"  # as the subject of an entry


class Seen(StrEnum):
    """A screen of staff that shows patients."""

    ACCOUNT = "account"
    CALL_LIST = "call list"
    DAY = "day"
    FOLLOW_UPS = "follow-ups"
    NEXT = "next"
    OPEN = "open visits"
    PATIENT = "patient"
    PROGRAM = "program"  # none: a program with a key has read them
    REPORT = "report"
    SEARCH = "search"
    VISIT = "visit"
    WEEK = "week"


PHRASES = (
    *("put_back", "signed_in", "signed_out", "sent_again", "no_show"),
    *("fasting_kept", "fasting_broken"),
)
"""What was done, where that is more than one word."""
LONGEST = 100  # characters that are looked at
MOST_WORDS = 5
NUMBER = re.compile(r"#?(\d{1,18})")
_IDLE = """
    no no. number by of the who nr nr. nummer von der die das wer núm número por de el la los las
    quién n° nº numéro par du le les qui номер № кто от о number का की के ने नंबर कौन do da o a quem
"""
_READ = """
    read reads reading gelesen liest las lesen leyó leído lee leer lu lit lire leu lido ler
    читал читала читали читать прочитал прочитала смотрел смотрела पढ़ा पढ़ी पढ़े देखा
"""
_WORDS = """
    booking: termin termine buchung buchungen reserva reservas cita citas réservation réservations
    booking: rendez-vous agendamento запись записи визит визиты бронь बुकिंग अपॉइंटमेंट besuch
    cancelled: storniert abgesagt absage cancelado cancelada canceló cancelou anulado annulé annulée
    cancelled: отменил отменила отменили отменён отмена रद्द
    moved: verschoben verlegt movido movida movió reprogramado remarcado remarcou déplacé déplacée
    moved: перенёс перенес перенесла перенесён बदला
    arrived: angekommen eingetroffen llegó llegado arrivé arrivée chegou пришёл пришел пришла आया आई
    fulfilled: done
    fulfilled: erledigt abgeschlossen hecho terminado concluído fait terminé готово завершён पूरा
    report: befund befunde informe informes laudo laudos résultat résultats результат результаты
    report: रिपोर्ट
    closure: schließung schließungen cierre cierres fechamento fermeture закрытие закрыл बंद
    role: rolle rollen rol función papel rôle роль भूमिका
    price: preis preise precio preço prix цена цены कीमत
    message: nachricht nachrichten mensaje mensajes mensagem mensagens сообщение сообщения संदेश
    broadcast: rundschreiben rundnachricht difusión diffusion рассылка प्रसारण
    patient: patientin patienten paciente пациент пациента मरीज़ मरीज
    exported: exportiert exportado exporté exportou выгрузил выгрузила выгрузка निर्यात
"""
IDLE, READ = frozenset(_IDLE.split()), frozenset(_READ.split())
MEANINGS = {
    word: meaning
    for line in _WORDS.strip().splitlines()
    for meaning, _, words in [line.strip().partition(": ")]
    for word in words.split()
}
"""What the log calls it, by what staff may call it in the other six languages."""


def search_of(text: str, today: date) -> Search:
    """'dora cancelled booking 123 yesterday'. today: of the lab's calendar."""
    words: list[str] = []
    subject_id, day, is_reading = None, None, False
    for word in text[:LONGEST].casefold().split():
        if number := NUMBER.fullmatch(word):
            subject_id = int(number[1])
        elif (found := _day(word, today)) is not None:
            day = found
        elif word in READ:
            is_reading = True
        elif word not in IDLE:
            meant = MEANINGS.get(word, word)
            words.append(meant.rstrip("s") if len(meant) > 4 else meant)
    return Search(tuple(words[:MOST_WORDS]), subject_id, day, is_reading)


def action_words(action: str) -> str:
    """'booking_cancelled' as 'cancelled booking', '..._undone' as 'took back: ...'."""
    kind, _, undone = action.partition("_undone")
    if undone or action.endswith("_undone"):
        return f"took back: {action_words(kind)}"
    done = next((one for one in PHRASES if kind.endswith(f"_{one}")), kind.rpartition("_")[2])
    thing = kind.removesuffix(done).rstrip("_")
    return f"{done} {thing}".replace("_", " ").strip()


def _day(word: str, today: date) -> date | None:
    days = read_days(word, today)
    return days[0] if days is not None and days[0] == days[1] else None
