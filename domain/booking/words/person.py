"""Somebody introduced by what they are to the writer, or by their age: 'my son Tom, 8 years'."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import dateparser

from domain.refusals import BirthDateInvalid
from domain.typed_text import folded, one_line

OLDEST = 125  # years
LONGEST = 40  # characters of a date
_MINE = """
    my our for mein meine meinen meiner meinem unser unsere für mi mis para mon ma mes pour notre
    meu minha meus nosso nossa мой моя моё мою моего моей моему наш наша нашего нашу для
    मेरा मेरी मेरे हमारा हमारी हमारे
"""
_RELATIVES = """
    son daughter child baby kid mother mum mom mummy father dad daddy wife husband partner brother
    sister grandmother grandma grandfather grandpa aunt uncle friend sohn tochter kind mutter mama
    vater papa frau mann bruder schwester oma opa großmutter großvater tante onkel freund freundin
    hijo hija niño niña madre mamá padre papá esposa esposo marido mujer hermano hermana abuela
    abuelo tía tío amigo amiga fils fille enfant mère maman père femme mari frère sœur soeur
    grand-mère grand-père oncle ami amie filho filha criança mãe mamãe pai papai irmão irmã avó avô
    tia tio сын сына сыну дочь дочери дочка дочку дочке ребёнок ребёнка мать мама маму маме мамы
    отец отца папу папе папы жена жену жене муж мужа мужу брат брата брату сестра сестру сестре
    бабушка бабушку бабушке дедушка дедушку дедушке बेटा बेटी बेटे बच्चा बच्ची माँ मां माता पिता
    पापा पत्नी पति भाई बहन दादी दादा नानी नाना
"""
MINE, RELATIVES = (frozenset(map(folded, words.split())) for words in (_MINE, _RELATIVES))
UNIT = (
    r"years?(?:\s+old)?|yrs?|y\.?/?o\.?|jahre?(?:\s+alt)?|j\.|лет|года?|años?(?:\s+de\s+edad)?"
    r"|ans?|anos?(?:\s+de\s+idade)?|साल(?:\s+क[ाीे])?|वर्ष(?:\s+क[ाीे])?"
)
AGE = re.compile(
    rf"(?:\s*[,;(]\s*(?:aged?\s+)?(?P<bare>\d{{1,3}})"
    rf"|\s+(?:aged?\s+)?(?P<told>\d{{1,3}})(?=\s*(?:{UNIT})))"
    rf"\s*(?:{UNIT})?\s*[).]*$",
    re.IGNORECASE,
)
FIGURES = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})\.?")
YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Person:
    """name: empty where only a relation was told. age: None where none was."""

    name: str
    age: int | None = None
    is_relative: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it was said who it is: somebody to be introduced."""
        return self.is_relative or self.age is not None


def person_of(text: str) -> Person:
    """Reads 'my son Tom, 8 years', 'Leo, 6', 'meine Tochter Lena Ott'; any other text is a name.

    A relation alone before a name ('son Tom') counts only beside an age: it may be a name itself.
    """
    line = one_line(text)
    aged = AGE.search(line)
    age = int(aged["bare"] or aged["told"]) if aged else None
    if age is not None and age > OLDEST:
        return Person(line)
    words = (line[: aged.start()] if aged else line).strip(" ,;").split()
    is_mine = bool(words) and folded(words[0]) in MINE
    while words and folded(words[0]) in MINE:
        words.pop(0)
    is_relative = bool(words) and folded(words[0]) in RELATIVES and (is_mine or age is not None)
    while is_relative and words and folded(words[0].strip(",:")) in RELATIVES:
        words.pop(0)
    if not (is_relative or age is not None):
        return Person(line)
    return Person(" ".join(words).strip(" ,;:"), age, is_relative)


def birth_date(text: str, today: date, locale: str = "en") -> date:
    """A date of birth in figures or words: '12.03.2018', '2018-03-12', '12 March 2018'.

    In figures the day stands before the month, unless it cannot, or for 'en-US'. Raises
    BirthDateInvalid, also for a day to come or a year alone.
    """
    line = one_line(text)[:LONGEST]
    found = _in_figures(line, locale) if FIGURES.fullmatch(line) else _in_words(line, locale)
    if found is None or not today - timedelta(days=366 * OLDEST) < found <= today:
        raise BirthDateInvalid
    return found


def age_on(born: date, today: date) -> int:
    """Whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _in_figures(line: str, locale: str) -> date | None:
    first, second, third = map(int, FIGURES.fullmatch(line).groups())  # type: ignore[union-attr]
    if first > 31:
        orders = [(first, second, third)]
    elif third < 100:
        return None
    else:
        orders = [(third, second, first), (third, first, second)]
        orders = orders[::-1] if locale.lower() == "en-us" else orders
    for year, month, day in orders:
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def _in_words(line: str, locale: str) -> date | None:
    """Only with all of its parts, so that a missing one is not made up."""
    if not YEAR.search(line) or not any(map(str.isalpha, line)):
        return None
    languages = dict.fromkeys((locale.partition("-")[0].lower(), "en"))
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    for language in languages:
        try:
            found = dateparser.parse(line, languages=[language], settings=settings)
        except ValueError:  # a language that it does not know
            continue
        if found is not None:
            return found.date()
    return None
