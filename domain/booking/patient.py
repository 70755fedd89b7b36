"""Patients: names and phone numbers as people write them."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from domain.refusals import NameInvalid, PhoneInvalid
from domain.time.zones import country_of

SHORTEST, LONGEST = 2, 64  # characters of a name
LONGEST_PHONE, FEWEST_DIGITS = 64, 7
MARKS = str.maketrans("", "", "\u200b\u200e\u200f\u2060\ufeff\u00ad")
"""Invisible characters that come along with copied text; joiners inside words stay."""
JOINERS = "\u200c\u200d"
ADDRESS = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}/|[\w.]@[\w-]+\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Patient:
    """A person bookings are for. phone: E.164, empty = none given. is_self: the account's own."""

    id: int
    name: str
    phone: str
    is_self: bool


def parse_name(text: str) -> str:
    """A person's name in any script, blanks tidied. Raises NameInvalid.

    2 to 64 characters with a letter; no command, no address, nothing invisible.
    """
    name = " ".join(unicodedata.normalize("NFC", text[:1000].translate(MARKS)).split())
    if not SHORTEST <= len(name) <= LONGEST or len(text) > 1000:
        raise NameInvalid
    if name.startswith("/") or ADDRESS.search(name):
        raise NameInvalid
    kinds = [unicodedata.category(char) for char in name if char not in JOINERS]
    if any(kind.startswith("C") for kind in kinds) or not any(k.startswith("L") for k in kinds):
        raise NameInvalid
    return name


def parse_phone(text: str, zone: str) -> str:
    """A phone number as E.164: '+49 170 1234567', '0049 30 123456', '(030) 123456'.

    zone: where the lab is, for numbers without a country. Raises PhoneInvalid.
    """
    number = text.translate(MARKS).strip()
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

    Raises PhoneInvalid.
    """
    found = _valid(_international(text.strip()[:LONGEST_PHONE]), None)
    if found is None:
        raise PhoneInvalid
    return found


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
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
