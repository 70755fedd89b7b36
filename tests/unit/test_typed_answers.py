"""Typed answers: what works in English works in each of the seven languages."""

from itertools import product

import pytest

from domain.typed_answers import WORDS, Answer, forms, means
from handlers.typed_words import is_given_up
from screens.language import SPOKEN

EACH = {
    Answer.BACK: ("back", "zurück", "atrás", "retour", "वापस", "voltar", "назад"),
    Answer.CANCEL: ("cancel", "abbrechen", "cancelar", "annuler", "रद्द करें", "cancelar", "отмена"),
    Answer.YES: ("yes", "ja", "sí", "oui", "हाँ", "sim", "да"),
    Answer.NO: ("no", "nein", "no", "non", "नहीं", "não", "нет"),
    Answer.SKIP: ("skip", "überspringen", "omitir", "passer", "आगे", "pular", "пропустить"),
    Answer.NOTHING: ("none", "keine", "ninguno", "aucun", "कोई नहीं", "nenhum", "ничего"),
    Answer.ME: ("me", "für mich", "para mí", "pour moi", "मेरे लिए", "para mim", "для меня"),
    Answer.BOOK: ("book it", "buchen", "reservar", "réserver", "बुक करें", "marcar", "запишите"),
    Answer.HELLO: ("hi", "guten Tag", "hola", "bonjour", "नमस्ते", "olá", "здравствуйте"),
    Answer.SEND: ("send it", "senden", "enviar", "envoyer", "भेज दो", "enviar", "отправить"),
}


def test_every_meaning_has_words_in_every_language() -> None:
    heads = {tuple(line.partition(":")[0].split()) for line in WORDS.strip().splitlines()}
    assert heads == {(code, str(answer)) for code, answer in product(SPOKEN, Answer)}


@pytest.mark.parametrize("answer", Answer)
def test_an_answer_is_understood_however_it_is_written(answer: Answer) -> None:
    for form in EACH[answer]:
        for said in (form, form.upper(), f" {form}. ", f"{form}!", form.capitalize()):
            assert means(said, answer), said


def test_no_word_means_two_things_that_one_question_tells_apart() -> None:
    apart = (Answer.BACK, Answer.CANCEL, Answer.YES, Answer.NO, Answer.ME)
    for _answer, form in forms():
        assert sum(means(form, one) for one in apart) <= 1, form


@pytest.mark.parametrize(
    "text",
    ["", "Ada Lovelace", "back pain", "ja heute", "да 9:00", "नमस्ते दुनिया", "x" * 300, "09:00"],
)
def test_what_says_more_or_something_else_is_no_answer(text: str) -> None:
    assert not means(text, *Answer)


@pytest.mark.parametrize("form", EACH[Answer.CANCEL])
def test_giving_up_is_heard_everywhere(form: str) -> None:
    assert is_given_up(form)
