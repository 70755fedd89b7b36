"""Public holidays by country, offline."""

from collections.abc import Mapping
from datetime import date

import holidays


def countries() -> frozenset[str]:
    """ISO 3166 codes of the countries that are known."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


def holidays_of(country: str | None, first: date, last: date) -> Mapping[date, str]:
    """A country's holidays from one day to another, with their names; none without a country."""
    if country is None or country not in countries():
        return {}
    found = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    return {day: name for day, name in found.items() if first <= day <= last}
