"""The reader's language: held for the update or message at hand, read by every screen.

English source texts are the keys, so English needs no catalogue. `speaking` is entered where an
update arrives or a message is drawn; everything below calls `_`, `counted` and `dated` and needs
no argument for it. `make messages` finds what these functions and `marked` are given literally.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import NewType

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from babel.support import Translations

from domain.booking.catalogue import T, in_language

CATALOGUES = Path(__file__).parents[1] / "locales"
SPOKEN = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "hi": "हिन्दी",
    "pt": "Português (Brasil)",
    "ru": "Русский",
}
"""By ISO 639-1, as Telegram names languages, too: what each calls itself."""
FOLDERS = {"pt": "pt_BR"}
"""Catalogues of one country's language, which serve the others as well."""
CODE_LAST = "#,##0.00 ¤¤"
KNOWN = 64  # locales kept ready; a tag is whatever Telegram says, so they are bounded

Marked = NewType("Marked", str)
"""A text that `make messages` has seen, to be translated where it is shown."""


@dataclass(frozen=True, slots=True)
class Language:
    """A locale, for dates and numbers, and its catalogue."""

    locale: Locale
    catalogue: NullTranslations = field(default_factory=NullTranslations)

    @property
    def code(self) -> str:
        """As in SPOKEN."""
        return str(self.locale.language)


ENGLISH = Language(Locale("en"))
_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)
FIRST = {"fr": "d'er'", "pt": "d'º'"}
"""How the first of a month is called where it is 'the first', as a pattern of the day."""
THE_DAY = re.compile(r"\bd\b")


@lru_cache(KNOWN)
def language_for(tag: str) -> Language:
    """The language of an IETF tag such as "de" or "pt-PT"; English where there is no catalogue."""
    code = tag.replace("_", "-").partition("-")[0].lower()
    catalogue = _catalogue(CATALOGUES, code) if code in SPOKEN else None
    return ENGLISH if catalogue is None else Language(_locale(tag, code), catalogue)


def _locale(tag: str, code: str) -> Locale:
    """Of the country, for its dates and numbers, if there is such a one; in the usual script."""
    try:
        locale = Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale(code)
    return Locale(code) if locale.script else locale


@lru_cache
def _catalogue(folder: Path, code: str) -> NullTranslations | None:
    """Read from its text, so that nothing has to be built: 25 ms, once a process."""
    path = folder / FOLDERS.get(code, code) / "LC_MESSAGES" / "slotbell.po"
    if not path.exists():
        return None
    compiled = BytesIO()
    with path.open("rb") as text:
        write_mo(compiled, read_po(text, locale=FOLDERS.get(code, code)))
    compiled.seek(0)
    return Translations(compiled)


def warm() -> None:
    """Read every catalogue now, and not while somebody waits."""
    for code in SPOKEN:
        language_for(code)


def known_language(code: str) -> str:
    """The code itself. Raises ValueError for a language without a catalogue."""
    if code not in SPOKEN:
        raise ValueError(code)
    return code


def language_named(words: str) -> str | None:
    """The code of a language that is called so, in itself, in English or by the reader: 'german'.

    None for what is none of ours.
    """
    meant, reader = words.strip().casefold().replace("_", "-"), _spoken.get().locale
    for code, name in SPOKEN.items():
        names = [Locale(code).get_language_name(one) or code for one in (code, "en", reader)]
        if meant.partition("-")[0] == code or meant in map(str.casefold, (name, *names)):
            return code
    return None


@contextmanager
def speaking(language: Language | str) -> Generator[None, None, None]:
    """Everything inside is in this language, or in that of this tag."""
    chosen = language_for(language) if isinstance(language, str) else language
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The tag of the language, as HTML's `lang` takes it."""
    return str(_spoken.get().locale).replace("_", "-")


def spoken_code() -> str:
    """The language without its country, as in SPOKEN."""
    return _spoken.get().code


def in_words(it: T) -> T:
    """A test or a lab in the reader's words, as far as its lab has written any."""
    return in_language(it, _spoken.get().code)


def marked(text: str) -> Marked:
    """A literal that stands in a table: extracted here, translated by `translated`."""
    return Marked(text)


def translated(text: Marked) -> str:
    """The reader's words for a text from a table."""
    return _(text)


def _(text: str) -> str:
    """The reader's words for a literal English text."""
    return _spoken.get().catalogue.gettext(text)


def counted(number: int, one: str, many: str) -> str:
    """One of something or many, in the reader's plural forms; {n} is the number."""
    found = _spoken.get().catalogue.ngettext(one, many, number)
    return found.format(n=figure(number))


def figure(number: float, digits: int = 0) -> str:
    """The number with the reader's separators: '12,345', or with digits behind the point."""
    pattern = f"#,##0.{'0' * digits}" if digits else None
    return format_decimal(number, pattern, _spoken.get().locale)


def percent(part: float) -> str:
    """'12%', as the reader writes it."""
    return format_percent(part, locale=_spoken.get().locale)


def amount(price: Decimal, currency: str, *, is_coded: bool = False) -> str:
    """'€12.50', as the reader writes it, with as many digits as the currency has.

    '12.50 CHF' where it has no sign, or is_coded: for whoever must know which of all dollars it is.
    """
    return _amount(price, currency, is_coded, _spoken.get().locale)


@lru_cache(maxsize=1000)  # the same prices are shown to everybody
def _amount(price: Decimal, currency: str, is_coded: bool, locale: Locale) -> str:
    is_coded |= get_currency_symbol(currency, locale) == currency
    return format_currency(price, currency, CODE_LAST if is_coded else None, locale)


def dated(day: date, pattern: Marked) -> str:
    """The day by one of the patterns below, which a catalogue may order otherwise."""
    of_day = day.date() if isinstance(day, datetime) else day
    return _dated(of_day, translated(pattern), _spoken.get().locale)


@lru_cache(maxsize=1000)
def _dated(day: date, pattern: str, locale: Locale) -> str:
    first = FIRST.get(locale.language)
    if first and day.day == 1 and "M" in pattern:
        pattern = THE_DAY.sub(first, pattern)
    return format_date(day, pattern, locale=locale)


# Patterns of the Unicode CLDR. "Friday, 27 November"
WEEKDAY_DAY = marked("EEEE, d MMMM")
WEEKDAY_DAY_YEAR = marked("EEEE, d MMMM y")
WEEKDAY_DAY_YEAR_PLAIN = marked("EEEE d MMMM y")
WEEKDAY_DAY_PLAIN = marked("EEEE d MMMM")
SHORT_WEEKDAY_DAY = marked("EEE d MMM")
SHORT_WEEKDAY_DAY_YEAR = marked("EEE d MMM y")
SHORT_WEEKDAY_NUMBER = marked("EEE d")
NUMBER = marked("d")
DAY = marked("d MMMM")
SHORT_DAY = marked("d MMM")
DAY_YEAR = marked("d MMMM y")
SHORT_DAY_YEAR = marked("d MMM y")
MONTH_YEAR = marked("LLLL y")
SHORT_MONTH = marked("LLL")
WEEKDAY = marked("cccc")
SHORT_WEEKDAY = marked("ccc")


def language_names(codes: str) -> str:
    """'de, en' as each calls itself: 'Deutsch, English'."""
    names = [Locale(code).get_language_name(code) or code for code in codes.split(", ") if code]
    return ", ".join(name.capitalize() for name in names)
