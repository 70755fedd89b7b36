"""Patients: names and phone numbers as people write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import phonenumbers

from domain.refusals import NameInvalid, PhoneInvalid
from domain.time.zones import country_of
from domain.typed_text import JOINERS, is_turned, one_line

LONGEST = 64  # characters of a name
LONGEST_PHONE, FEWEST_DIGITS = 64, 7
ADDRESS = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}/|[\w.]@[\w-]+\.", re.IGNORECASE)
LETTERS = frozenset(("Lu", "Ll", "Lt", "Lo"))
SCHEME = re.compile(r"(?:tel|callto|sms):(?://)?", re.IGNORECASE)
AS_TOLD = re.compile(r"\+?([1-9]\d{6,14})", re.ASCII)
PUNCTUATION = re.compile(r"[\s()./-]")
MEXICAN_MOBILE = re.compile(r"\+521(\d{10})", re.ASCII)
"""Written so until 2019, and by Telegram to this day."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A person bookings are for. phone: E.164, empty = none given. is_self: the account's own.

    born: None = not told.
    """

    id: int
    name: str
    phone: str
    is_self: bool
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a wish is for, among those an account has named.

    id: None for somebody new. phone: the one that is known. is_own: becomes the account's own
    person. other_id: who was that until now.
    """

    id: int | None
    phone: str
    is_own: bool
    other_id: int | None


def parse_name(text: str) -> str:
    """A person's name in any script, tidied. Raises NameInvalid.

    1 to 64 characters with a letter that can be seen; no command, no address, no control.
    """
    name = one_line(text[:1000])
    if not 1 <= len(name) <= LONGEST or len(text) > 1000 or is_turned(text):
        raise NameInvalid
    if name.startswith("/") or ADDRESS.search(name):
        raise NameInvalid
    kinds = {unicodedata.category(char) for char in name if char not in JOINERS}
    if any(kind.startswith("C") for kind in kinds) or not kinds & LETTERS:
        raise NameInvalid
    return name


def parse_phone(text: str, zone: str) -> str:
    """A phone number as E.164: '+49 170 1234567', '0049 30 123456', '(030) 123456'.

    zone: where the lab is, for numbers without a country. Raises PhoneInvalid.
    """
    number = dialled(text)
    if not number or len(number) > LONGEST_PHONE or any(char.isalpha() for char in number):
        raise PhoneInvalid
    country = country_of(zone)
    abroad = _valid(_international(number), None)
    # Bare digits that begin with the lab's own country code mean the country, as in a contact.
    is_whole = abroad is not None and country is not None and abroad.startswith(_code(country))
    found = abroad if is_whole else _valid(number, country) or abroad
    if found is None:
        raise PhoneInvalid(_lacks(number, country))
    return found


def dialled(text: str) -> str:
    """What stands for a number in a text, its digits and signs as keyboards have them."""
    number = unicodedata.normalize("NFKC", SCHEME.sub("", one_line(text), count=1))
    return "".join(str(unicodedata.decimal(char, char)) for char in number).strip()


def part_of_phone(text: str, zone: str) -> str:
    """The digits of a number, or of a part of one, as far as they stand so in E.164.

    Read as parse_phone does: '0170 123', '+49 (0)170 123', '8 916 123' in Moscow. '' = none.
    """
    number = dialled(text)
    is_abroad = number.startswith(("+", "00"))
    try:
        if is_abroad:
            whole = _international(number)
            return (_valid(whole, None) or _written(phonenumbers.parse(whole)))[1:]
        return phonenumbers.national_significant_number(
            phonenumbers.parse(number, country_of(zone))
        )
    except phonenumbers.NumberParseException:
        return "".join(filter(str.isdecimal, number)).lstrip("0")


def _lacks(number: str, country: str | None) -> int:
    """What PhoneInvalid says: a digit more or less would do, or neither."""
    if len(re.findall(r"\d", number)) < FEWEST_DIGITS:
        return 0
    kinds = (number, country), (_international(number), None)
    if any(_valid(f"{text}{digit}", place) for text, place in kinds for digit in "0159"):
        return 1
    return -1 if any(_valid(text[:-1], place) for text, place in kinds) else 0


def parse_contact_phone(text: str) -> str:
    """The number of a Telegram contact, international with or without its plus, as E.164.

    One that the tables of numbers do not know is kept as Telegram tells it: it has been called.
    Raises PhoneInvalid for what is none at all.
    """
    number = dialled(text[:LONGEST_PHONE])
    if found := _valid(_international(number), None):
        return found
    told = AS_TOLD.fullmatch(PUNCTUATION.sub("", number))
    if told is None:
        raise PhoneInvalid
    return f"+{told[1]}"


def _code(country: str) -> str:
    return f"+{phonenumbers.country_code_for_region(country)}"


def _international(number: str) -> str:
    """'0049…' and '49…' with their plus."""
    digits = number.removeprefix("+").lstrip()
    return "+" + digits.removeprefix("00")


def _valid(number: str, country: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension:
        return None
    if phonenumbers.is_valid_number(parsed):
        return _written(parsed)
    mobile = MEXICAN_MOBILE.fullmatch(_written(parsed))
    return _valid(f"+52{mobile[1]}", None) if mobile else None


def _written(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
