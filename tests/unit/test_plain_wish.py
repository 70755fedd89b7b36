"""Plain sentences about a visit, by language; and words that only change a time."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.booking.catalogue import LabTest
from domain.booking.words.plain_wish import Known, Plain, Wish, plain_wish, time_alone
from domain.when import Ask, Understood, parse_when
from screens.language import SPOKEN, Marked, speaking, translated

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TESTS = Known.of(
    [
        LabTest(number, code, name, "", 10, Decimal(1), "EUR", synonyms=synonyms)
        for number, (code, name, synonyms) in enumerate(
            (
                ("CBC", "Complete blood count", ""),
                ("VITD", "Vitamin D", ""),
                ("GLU", "Glucose", "sugar"),
            ),
            1,
        )
    ]
)
BOOK = {
    "en": "book cbc tomorrow 9am|I want to book a CBC tomorrow at 9|appointment tomorrow 9am|"
    "I want to book a blood test tomorrow|book a blood test tomorrow morning|cbc tomorrow 9am|"
    "I'd like to make an appointment for tomorrow|tomorrow 9am blood test please|"
    "can I have an appointment for my son on friday|book a sugar test friday 10am|"
    "Complete blood count tomorrow 9am|can I come tomorrow at 9am|Need a cbc tomorrow morning|"
    "book me in for tomorrow 9am|Schedule a blood test friday",
    "de": "Termin morgen um 9|ich möchte morgen einen Termin buchen|Bluttest morgen um 9 Uhr|"
    "CBC morgen um 9 Uhr|morgen um 9 Blutabnahme|ich brauche einen Termin am Freitag|"
    "Kann ich morgen um 9 zur Blutabnahme kommen?|Ich hätte gern einen Termin für morgen",
    "es": "cita mañana|quiero pedir cita mañana a las 9|análisis de sangre mañana a las 9|"
    "reservar cita el viernes|necesito un análisis de sangre mañana|cbc mañana a las 9|"
    "Hola, quiero pedir cita para análisis de sangre",
    "pt": "marcar exame amanhã às 9|quero marcar uma consulta para amanhã|cbc amanhã às 9|"
    "exame de sangue amanhã às 9|gostaria de agendar um exame na sexta",
    "fr": "prise de sang demain à 9h|je voudrais prendre rendez-vous demain à 9h|rdv demain|"
    "réserver une analyse de sang vendredi|cbc demain à 9h|je veux un rendez-vous demain",
    "ru": "завтра в 9 утра записаться на анализ|хочу записаться на завтра|анализ крови завтра|"
    "запишите меня на завтра в 9|сдать кровь завтра в 9 утра|cbc завтра в 9 утра",
    "hi": "कल सुबह 9 बजे खून की जांच|कल अपॉइंटमेंट चाहिए|मुझे कल खून की जांच करानी है|"
    "कल सुबह 9 बजे cbc|कल के लिए अपॉइंटमेंट बुक करें",
}
VISITS = {
    Wish.ABSENT: "I can't come tomorrow|I can’t make it tomorrow, sorry|I cannot come on friday|"
    "I won't be able to come tomorrow|"
    "sorry, I can't make my appointment tomorrow|"
    "Ich kann morgen nicht kommen|no puedo ir mañana|não posso ir amanhã|"
    "je ne peux pas venir demain|завтра не смогу прийти|мы завтра не придём|"
    "मैं कल नहीं आ सकता|main kal nahi aa sakta|I can't come tomorrow because my son is ill",
    Wish.LATE: "I'll be late|I will be late tomorrow|I'm running late|running 15 minutes late|"
    "llegaré 10 minutos tarde|"
    "ich komme zu spät|"
    "llegaré tarde mañana|vou me atrasar|je serai en retard demain|я опоздаю завтра|"
    "मुझे देर हो जाएगी|I'll be 10 minutes late",
    Wish.CANCEL: "cancel my booking|cancel my appointment tomorrow|Termin morgen absagen|"
    "cancelar mi cita de mañana|cancelar minha consulta amanhã|annuler mon rdv demain|"
    "отменить запись на завтра|отмените мою запись|मेरी बुकिंग रद्द करें",
    Wish.MOVE: "move my visit to friday|can I move my appointment to Friday?|"
    "reschedule my booking to friday 9am|Termin auf Freitag verschieben|"
    "mover mi cita al viernes|mudar minha consulta para sexta|déplacer mon rdv à vendredi|"
    "перенести запись на пятницу|मेरी अपॉइंटमेंट शुक्रवार को बदलें",
}
DOUBT = (
    "tomorrow 9am call the lab about my appointment|tomorrow 9am cita con Ana|"
    "dentist appointment tomorrow 9am|book a table tomorrow 8pm|tomorrow 9am tell Ana I can't come|"
    "morgen um 9 Termin mit Anna|rdv avec Paul demain 9h|завтра в 9 позвонить насчет записи|"
    "tomorrow 9am cancel my dentist appointment|blood test results tomorrow 9am|"
    "book club tomorrow 7pm"
)
MESSAGES = (
    "remind me to book a blood test tomorrow 9am|tomorrow 9am call mum|buy a book tomorrow 9am|"
    "send me my appointment tomorrow 9am|cancel netflix tomorrow 9am|tea tomorrow|water in 2 hours|"
    "erinnere mich morgen an den Termin|recuérdame mañana la cita|rappelle-moi le rdv demain|"
    "напомни завтра в 9 записаться на анализ|कल सुबह 9 बजे याद दिलाना खून की जांच|"
    "lembre-me amanhã da consulta|take my pill tomorrow 8am|morgen um 9 Buch lesen|"
    "take vitamin d tomorrow 9am|завтра в 9 позвонить маме|"
    "pay the rent on friday|mum tomorrow 9am|morgen um 9 Mama anrufen|mañana llamar a mamá"
)
CHANGES = (
    "make it 6pm instead>6pm|tomorrow rather>tomorrow|no, on friday>on friday|"
    "lieber morgen>morgen|doch am Freitag>am Freitag|mach es um 18 Uhr>um 18 Uhr|"
    "mejor mañana>mañana|mejor a las 18>a las 18|no, el viernes>el viernes|"
    "melhor amanhã>amanhã|não, na sexta>na sexta|plutôt demain>demain|mets 18h>18h|"
    "лучше завтра>завтра|давай в 18>в 18|нет, в пятницу>в пятницу|कल करो>कल|6 बजे कर दो>6 बजे|"
    "नहीं, शुक्रवार को>शुक्रवार को"
)


def read(text: str, language: str = "en") -> Plain | None:
    match parse_when(text, NOW, "Europe/Berlin", language):
        case Understood(kept=kept) | Ask(options=(Understood(kept=kept), *_)):
            return plain_wish(text, kept, TESTS)
    return plain_wish(text, None, TESTS)


@pytest.mark.parametrize("language", BOOK)
def test_a_booking_in_every_language(language: str) -> None:
    for text in BOOK[language].split("|"):
        for own in {language, "en"}:
            found = read(text, own)
            assert found is not None, text
            assert (found.wish, found.is_sure) == (Wish.BOOK, True), text


@pytest.mark.parametrize("wish", VISITS)
def test_what_is_said_about_a_visit(wish: Wish) -> None:
    for text in VISITS[wish].split("|"):
        found = read(text)
        assert found is not None, text
        assert (found.wish, found.is_sure) == (wish, True), text


@pytest.mark.parametrize("text", DOUBT.split("|"))
def test_both_readings_are_possible(text: str) -> None:
    found = read(text)
    assert found is not None, text
    assert not found.is_sure


@pytest.mark.parametrize("text", MESSAGES.split("|"))
def test_a_message_stays_one(text: str) -> None:
    assert read(text) is None


def test_the_request_holds_the_test_and_the_time_alone() -> None:
    asked = {
        "I want to book a CBC tomorrow at 9": "CBC tomorrow at 9",
        "завтра в 9 утра записаться на анализ": "завтра в 9 утра",
        "book a sugar test friday 10am": "sugar friday 10am",
        "tomorrow 9am call the lab about my appointment": "tomorrow 9am",
    }
    for text, request in asked.items():
        found = read(text)
        assert found is not None
        assert found.request == request


@pytest.mark.parametrize("line", CHANGES.split("|"))
def test_a_change_of_time(line: str) -> None:
    text, _, time = line.partition(">")
    change = time_alone(text)
    assert change is not None
    assert change.time == time


def test_without_words_of_change_nothing_is_taken_off() -> None:
    for text in ("at 7", "call mum tomorrow", "tomorrow 9am make it count", "x" * 4096):
        assert time_alone(text) is None, text


@pytest.mark.parametrize("code", SPOKEN)
@pytest.mark.parametrize(
    ("example", "at"),
    [
        ("/book cbc tomorrow 9am", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("tomorrow 9am Call mum", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("remind me to call mum tomorrow at 6pm", datetime(2026, 12, 1, 17, tzinfo=UTC)),
    ],
)
def test_an_example_is_understood_in_the_language_that_gives_it(
    code: str, example: str, at: datetime
) -> None:
    with speaking(code):
        told = translated(Marked(example))
    found = parse_when(told.removeprefix("/book "), NOW, "Europe/Berlin", code)
    assert isinstance(found, Understood), told
    assert found.at == at
    assert found.rest
    assert told.startswith("/book cbc ") == example.startswith("/book")
    assert code == "en" or told != example
