"""Prices: amounts in the currency of the lab where something is booked."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from domain.booking.catalogue import LabTest

CURRENCY = "EUR"
"""Of a lab whose manager has chosen none."""


def places_of(currency: str) -> int:
    """How many digits follow the point: 2, and 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


def in_currency(amount: Decimal, currency: str) -> Decimal:
    """The amount with as many digits after the point as its currency has."""
    return amount.quantize(Decimal(1).scaleb(-places_of(currency)), ROUND_HALF_UP)


def priced(test: LabTest, currency: str) -> LabTest:
    """The test as it is offered at a lab with that currency."""
    return replace(test, price=in_currency(test.price, currency), currency=currency)
