"""The first question of a booking: which test."""

from collections.abc import Sequence

from domain.booking.catalogue import Test
from screens.booking.callbacks import BookingDo
from screens.booking.card import Frame, card, money, told
from screens.keyboard import Row, short, turns
from screens.screen import Screen, Translate

LABEL = 30  # characters of a test's name on its button, beside the price
SEARCH = 40  # characters of a search that a card repeats


def tests(
    frame: Frame, found: Sequence[Test], search: str, pages: tuple[int, int], t: Translate
) -> Screen:
    """A page of tests, narrowed by `search` if it is not empty. pages: number from 0, how many."""
    rows: list[Row] = [[frame.tap(_label(test), BookingDo.TEST, test.id)] for test in found]
    page, last = pages[0], pages[1] - 1
    earlier = frame.do(BookingDo.TESTS, page - 1) if page else None
    rows.append(turns(earlier, frame.do(BookingDo.TESTS, page + 1) if page < last else None, t))
    if search:
        rows.append([frame.tap(t("All tests"), BookingDo.ALL)])
    return card(frame, _question(search, t), rows, t)


def none_found(search: str, t: Translate) -> str:
    """Plain note: nothing fits, so all are shown."""
    return t("I found no test for “{search}”, so here are all of them.").format(
        search=short(search, SEARCH)
    )


def _question(search: str, t: Translate) -> str:
    if search:
        return t("Tests for “{search}”. Which one?").format(search=told(search, SEARCH))
    return t("Which test? Tap one, or type a word such as “sugar”.")


def _label(test: Test) -> str:
    return f"{short(test.name, LABEL)} · {money(test.price, test.currency)}"
