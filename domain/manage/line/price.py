"""Prices and currencies as managers type them: '12,50 €', '15 USD', '₹500', 'KWD 1.500'."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from babel.core import Locale, UnknownLocaleError, get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_name

from domain.booking.price import in_currency, places_of
from domain.refusals import EntryInvalid, OtherCurrency, PriceInvalid

PRICE = re.compile(r"(?P<before>[^\d-]*)(?P<number>\d(?:[\d.,'’ ]*\d)?)(?P<after>\D*)")
ROUND = re.compile(r"^\s*(?:[.,/=]?\s*[-–—]+)")
"""What follows an amount without cents: '15.-', '500/-'."""
LONGEST = 64  # characters
PRICE_FIELD, CURRENCY_FIELD = "p", "u"  # as domain.manage.catalogue.Field
LANGUAGES = ("en", "hi", "ru", "es", "de", "pt", "fr")
MAJOR = ("USD", "EUR", "GBP", "INR", "JPY", "CNY", "RUB", "BRL", "MXN", "CHF", "CAD", "AUD")
"""Whom a word means that many have: a dollar, a franc."""
SHORT = {"us$": "USD", "rs": "INR", "руб": "RUB", "р": "RUB", "fr": "CHF"}
SHORT |= {"dh": "AED", "dhs": "AED", "n": "NGN", "bucks": "USD", "buck": "USD", "quid": "GBP"}
AT_HOME = {
    **dict.fromkeys(("AED", "MAD"), ("dh", "dhs")),
    **dict.fromkeys(("CAD", "AUD", "NZD"), ("buck", "bucks")),
    **dict.fromkeys(("PKR", "LKR", "NPR", "MUR", "SCR"), ("rs",)),
    **dict.fromkeys(("KES", "UGX", "TZS", "SOS"), ("sh", "shs", "bob", "/=", "ksh", "tsh", "ush")),
    "GHS": ("gh", "cedis"),
}
"""What is said where several countries say it."""
EXAMPLES = {0: "1250", 3: "12.500"}


def price_of(text: str, currency: str) -> Decimal:
    """An amount in the lab's currency, which may stand beside it.

    Raises PriceInvalid, OtherCurrency.
    """
    found = PRICE.fullmatch(_plain(text)[: LONGEST + 1])
    amount = _amount(found["number"], places_of(currency)) if found else None
    if found is None or amount is None or amount >= _limit(currency):
        raise PriceInvalid(PRICE_FIELD, _example(currency))
    for unit in (found["before"], ROUND.sub("", found["after"])):
        _check_unit(unit, currency)
    return in_currency(amount, currency)


def currency_of(text: str) -> str:
    """The code (ISO 4217) for a code, a sign or a name: 'usd', '₹', 'euro'. Raises EntryInvalid."""
    found = _currency(_plain(text)[:LONGEST])
    if found is None:
        raise EntryInvalid(CURRENCY_FIELD)
    return found


def _plain(text: str) -> str:
    """One kind of digits and blanks; nothing invisible."""
    shown = (char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", "".join(shown)).split())


def _amount(number: str, places: int) -> Decimal | None:
    """None where the point may mean thousands as well as cents, or there are too many of these."""
    whole, part = number, ""
    if places and (found := re.fullmatch(rf"(.*?)[.,](\d{{1,{places}}})", number)):
        whole, part = found[1], found[2]
    mark = next((char for char in whole if not char.isdecimal()), "")
    if mark and not _is_grouped(whole, mark):
        return None
    if mark == "." and places and not part and whole.count(".") == 1:
        return None  # 12.345: neither cents nor, for many readers, thousands
    if mark and part and number[len(whole)] == mark:
        return None
    return Decimal(f"{whole.replace(mark, '') if mark else whole}.{part or 0}")


def _is_grouped(whole: str, mark: str) -> bool:
    """1,234,567 or, as in India, 12,34,567."""
    first, *middle, last = whole.split(mark)
    groups = {len(group) for group in middle}
    is_plain = all(group.isdecimal() for group in (first, *middle, last))
    return is_plain and first[0] != "0" and len(first) <= 3 and len(last) == 3 and groups <= {2, 3}


def _limit(currency: str) -> int:
    return 10**6 if places_of(currency) else 10**8


def _example(currency: str) -> str:
    return EXAMPLES.get(places_of(currency), "12.50")


def _check_unit(unit: str, currency: str) -> None:
    word = _word(unit)
    if not word or word in _names_of(currency):
        return
    named = _currency(unit)
    if named is None:
        raise PriceInvalid(PRICE_FIELD, _example(currency))
    if named != currency:
        raise OtherCurrency(PRICE_FIELD, named, currency)


def _currency(text: str) -> str | None:
    word = _word(text)
    if word.upper() in _current():
        return word.upper()
    return SHORT.get(word) or _by_name().get(word)


def _word(text: str) -> str:
    return text.strip(" .:;()").casefold()


@cache
def _current() -> frozenset[str]:
    """Those that are legal tender somewhere today."""
    places = get_global("territory_currencies").values()
    return frozenset(
        code for known in places for code, _, end, is_tender in known if is_tender and end is None
    )


@cache
def _by_name() -> dict[str, str]:
    """Signs and names in seven languages; the last word alone means the best known that has it."""
    names: dict[str, str] = {}
    locales = [Locale(language) for language in LANGUAGES]
    for code in (*MAJOR, *sorted(_current() - set(MAJOR))):
        for name in sorted(set().union(*(_names_in(locale, code) for locale in locales))):
            names.setdefault(name, code)
            if code in MAJOR:
                names.setdefault(name.split()[-1], code)
    return names


@cache
def _names_of(currency: str) -> frozenset[str]:
    """How a currency is called at home: $ is a Canadian dollar in Canada."""
    names = {currency.casefold(), *AT_HOME.get(currency, ())}
    for locale in _at_home(currency):
        for name in _names_in(locale, currency):
            names |= {name, name.split()[0], name.split()[-1]}
    return frozenset(names)


def _at_home(currency: str) -> Iterator[Locale]:
    """The first two letters of a currency are its country's, but for those that many share."""
    country = currency[:2]
    for language in (*get_official_languages(country, de_facto=True), "en"):
        try:
            yield Locale.parse(f"{language}_{country}")
        except (UnknownLocaleError, ValueError):
            continue
    yield from map(Locale, LANGUAGES)


def _names_in(locale: Locale, code: str) -> set[str]:
    names = {locale.currency_symbols.get(code, code)}
    names |= {get_currency_name(code, count, locale) for count in (1, 2, 5)}
    names.add(locale.currencies.get(code, code))
    return {_word(_plain(name)) for name in names} - {""}
