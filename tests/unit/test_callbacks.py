"""Buttons fit into 64 bytes whatever they carry, read back as written, and refuse forgeries."""

import importlib
import pkgutil

import pytest
from aiogram.filters.callback_data import CallbackData
from hypothesis import given
from hypothesis import strategies as st

import screens
from fsm.draft import new_intent
from screens.booking.callbacks import BookingDo, BookingsDo, BookingsTap, BookingTap

KINDS = {
    kind
    for found in pkgutil.walk_packages(screens.__path__, "screens.")
    for kind in vars(importlib.import_module(found.name)).values()
    if isinstance(kind, type) and issubclass(kind, CallbackData) and kind is not CallbackData
}
ids = st.integers(min_value=0, max_value=2**63 - 1)


@given(st.sampled_from(BookingDo), ids)
def test_a_conversations_button_fits_and_reads_back(do: BookingDo, value: int) -> None:
    tap = BookingTap(intent=new_intent(), do=do, value=value)
    assert len(tap.pack().encode()) <= 64
    assert BookingTap.unpack(tap.pack()) == tap


@given(st.sampled_from(BookingsDo), ids, ids)
def test_a_lists_button_fits_and_reads_back(do: BookingsDo, value: int, page: int) -> None:
    tap = BookingsTap(do=do, value=value, page=page)
    assert len(tap.pack().encode()) <= 64
    assert BookingsTap.unpack(tap.pack()) == tap


def test_prefixes_are_short_and_used_once() -> None:
    prefixes = [kind.__prefix__ for kind in KINDS]
    assert len(set(prefixes)) == len(prefixes)
    assert all(2 <= len(prefix) <= 4 for prefix in prefixes)


@pytest.mark.parametrize(
    "forged",
    [
        "bk1:short:d:1",
        "bk1:" + "a" * 22 + ":d:-1",
        "bk1:" + "a" * 22 + ":d:9223372036854775808",
        "bk1:" + "a" * 22 + ":d:1;DROP TABLE bookings",
        "bk1:" + "a" * 22 + ":unknown:1",
        "bk1:" + "a" * 21 + "é:d:1",
        "bk1:" + "a" * 22 + "\n:d:1",
    ],
)
def test_a_forged_button_is_no_button(forged: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        BookingTap.unpack(forged)
