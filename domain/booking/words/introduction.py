"""Somebody's name and number in one line, in any order."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations

from domain.booking.patient import FEWEST_DIGITS, parse_name, parse_phone
from domain.refusals import NameInvalid, NumberUnclear, PhoneInvalid
from domain.typed_text import folded, one_line

DASHES = "\u2010-\u2015\u2212-"
NUMBER = re.compile(rf"(?<![^\W_])[+(]*\d[\d\s()./{DASHES}]*(?![^\W\d_])")
EXTENSION = re.compile(r";(?:ext|isub|phone-context)=.*", re.IGNORECASE)  # RFC 3966
GAP = re.compile(rf"[\s./{DASHES}]+")
ZERO = re.compile(r"[+(]*0|\+")
MOST_GROUPS = 12
EDGES = " ,;|/=#*&·•_<>([\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2116-"
WORD = r"[(\[]?([^\W\d_][^\s\d.,:;/|()\[\]=#_-]*)\s*([.:]*)[)\]]?"
WORD_BEFORE = re.compile(rf"(?:^|(?<=[\s.,:;/|=#_-])){WORD}$")
WORD_BEHIND = re.compile(rf"^{WORD}(?=[\s.,:;/|=#_-]|$)")
_LABELS = """
    tel telephone phone ph mob mobile cell cellphone call contact whatsapp home work no num number
    telefon telefonnummer handy handynummer mobil mobilnummer nummer nr rufnummer festnetz fon
    teléfono tlf tfno móvil cel celular número nro tél téléphone portable port numéro gsm
    telefone telemóvel tlm fone тел телефон моб мобильный сот сотовый номер ном
    फोन मोबाइल नंबर दूरभाष टेलीफोन cellulare telefoon τηλ هاتف تلفن جوال موبایل رقم
    电话 手机 電話 携帯 전화 is and ist und name patient patientin имя
    on at via under by reach reachable her his their our your number's best text sms unter auf
    erreichbar lautet ihre seine está suyo est joignable no в на по её его पर का की है उसका
"""
LABELS = frozenset(map(folded, _LABELS.split()))
"""Words that people put beside a number, or a name."""
SURNAMES = frozenset(("handy", "cell", "no", "home", "work", "call", "port", "portable", "mobile"))
"""Those of them that are also names."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody new. phone: E.164, empty = none given."""

    name: str
    phone: str


def introduction_of(text: str, zone: str) -> Introduction:
    """Reads 'Ann Lee +49 151 2345678' or '0151 2345678, Ann Lee'; the number may be missing.

    zone: the lab's, for numbers without a country. Raises NameInvalid, PhoneInvalid, and
    NumberUnclear where digits or words may belong to the name or to the number.
    """
    line = _plain_digits(one_line(text))
    numbers = list(NUMBER.finditer(line))
    if not numbers:
        return Introduction(parse_name(line), "")
    if len(numbers) > 1:
        is_long = any(len(re.findall(r"\d", one[0])) >= FEWEST_DIGITS for one in numbers)
        raise NumberUnclear if is_long else PhoneInvalid
    before, behind = _beside(line, numbers[0])
    if not before and not behind:
        raise NameInvalid
    phone = _phone(numbers[0][0], zone)
    if before and behind:
        raise NumberUnclear
    return Introduction(parse_name(before or behind), phone)


def introduced(name: str, phone: str, zone: str) -> Introduction:
    """The same from two fields. Raises NameInvalid, PhoneInvalid."""
    return Introduction(parse_name(name), parse_phone(phone, zone) if phone.strip() else "")


def number_in(text: str, zone: str) -> str:
    """The number, or part of one, that a text is, but for a label; '' if it is none.

    A whole number counts though a name stands beside it.
    """
    line = _plain_digits(one_line(text))
    numbers = list(NUMBER.finditer(line))
    if len(numbers) != 1:
        return ""
    number = numbers[0][0]
    return number if _beside(line, numbers[0]) == ("", "") or _read(number, zone) else ""


def whole_number(text: str, zone: str) -> str:
    """The number as E.164 that a text is; '' if it is none, or more than that."""
    number = number_in(text, zone)
    return _read(number, zone) if number and _plain_digits(one_line(text)).strip() else ""


def _plain_digits(line: str) -> str:
    """Digits and signs of other keyboards as those of ours."""
    kinds = ((char, unicodedata.normalize("NFKC", char)) for char in EXTENSION.sub("", line))
    return "".join(
        str(unicodedata.decimal(char, plain if plain in "+()-./:" else char))
        for char, plain in kinds
    )


def _phone(number: str, zone: str) -> str:
    """The number as E.164. Raises PhoneInvalid, and NumberUnclear if more than that is in it."""
    groups = GAP.split(number.strip(EDGES))
    if len(groups) > MOST_GROUPS:
        raise PhoneInvalid
    try:
        whole = parse_phone(number, zone)
    except PhoneInvalid as invalid:
        parts = (groups[first:end] for first, end in combinations(range(len(groups) + 1), 2))
        if not invalid.lacks and any(_read(" ".join(part), zone) for part in parts):
            raise NumberUnclear from None
        raise
    rests = (" ".join(groups[n:]) for n in range(1, len(groups)) if ZERO.match(groups[n]))
    if not ZERO.match(number) and any(_read(rest, zone) not in {"", whole} for rest in rests):
        raise NumberUnclear
    return whole


def _read(number: str, zone: str) -> str:
    try:
        return parse_phone(number, zone)
    except PhoneInvalid:
        return ""


def _beside(line: str, number: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind a number, without signs and words that only label it."""
    before, behind = _bare(line[: number.start()]), _bare(line[number.end() :])
    while (shorter := _bare(_cut(before.rstrip(EDGES), WORD_BEFORE))) != before:
        before = shorter
    while (shorter := _bare(_cut(behind, WORD_BEHIND))) != behind:
        behind = shorter
    if (named := WORD_BEHIND.search(before)) and ":" in named[2]:
        before = _cut(before, WORD_BEHIND)
    return before.strip(EDGES + ":"), behind.strip(EDGES + ":)].")


def _bare(text: str) -> str:
    """Without pictures and blanks around."""
    while text and (unicodedata.category(text[-1]) == "So" or text[-1].isspace()):
        text = text[:-1]
    while text and (unicodedata.category(text[0]) == "So" or text[0] in EDGES + ":)]."):
        text = text[1:]
    return text


def _cut(text: str, word: re.Pattern[str]) -> str:
    """Without a label at that end; the surname of 'Ann Handy' stays."""
    found = word.search(text)
    if found is None:
        return text
    label, signs = folded(found[1]), found[2]
    rest = (text[: found.start()] + text[found.end() :]).strip()
    is_name = label in SURNAMES and not signs and word is WORD_BEFORE and len(rest.split()) == 1
    is_letter = len(found[1]) == 1 and ":" in signs
    return rest if is_letter or (label in LABELS and not is_name) else text
