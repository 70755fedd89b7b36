"""/tests and /labs: lists, cards, and one question at a time."""

from collections.abc import Sequence
from html import escape
from typing import Any

from sqlalchemy import Row as Record

from domain.manage.catalogue import LAB_FIELDS, TEST_FIELDS, Field
from domain.undo import Undo
from screens.keyboard import DANGER, PRIMARY, Row, back, button, grid, keyboard, short, turns
from screens.manage.callbacks import LabTap, OfferingDo, TestTap
from screens.messages.compose import lines
from screens.moment import counted
from screens.screen import Screen, Translate
from screens.undo import undo_button

PAGE = 10  # tests of a list
LABELS: dict[Field, str] = {
    Field.NAME: "Name",
    Field.PRICE: "Price",
    Field.MINUTES: "Minutes",
    Field.FASTING: "Fasting",
    Field.PREPARATION: "Preparation",
    Field.ADDRESS: "Address",
    Field.ZONE: "Time zone",
    Field.OPENING: "Opening text",
    Field.PIN: "Map pin",
}
ASKED: dict[Field, str] = {
    Field.NAME: "What is its name?",
    Field.PRICE: "What does it cost? Like 12.50",
    Field.MINUTES: "How many minutes does it take? 1 to 480",
    Field.FASTING: "How many hours before it may people not eat? 0 to 48",
    Field.PREPARATION: "How do people prepare? At most 500 characters; “-” for nothing.",
    Field.ADDRESS: "What is the address?",
    Field.ZONE: "Which time zone? A city will do, like Berlin.",
    Field.OPENING: "When is it open, in a sentence? At most 300 characters; “-” for nothing.",
    Field.PIN: "Share its location: 📎, Location.",
}
NEW_TEST = "CRP; C-reactive protein; 12.50; 10"
NEW_LAB = "Branch South; 5 Park Road; Berlin"


def tests(found: Sequence[Record[Any]], page: int, note: str, t: Translate) -> Screen:
    """A page of the catalogue, a button each; what is retired is last."""
    number = max(0, min(page, (len(found) - 1) // PAGE))
    part = found[number * PAGE : (number + 1) * PAGE]
    said = [_test_line(one, t) for one in part]
    taps = [button(short(one.code), TestTap(do=OfferingDo.OPEN, value=one.id)) for one in part]
    earlier = TestTap(do=OfferingDo.LIST, value=number - 1) if number else None
    more = (number + 1) * PAGE < len(found)
    later = TestTap(do=OfferingDo.LIST, value=number + 1) if more else None
    add = [button(t("Add a test"), TestTap(do=OfferingDo.ADD), PRIMARY)]
    title = f"<b>{t('What can be booked')}</b>"
    rows = [*grid(taps, 4), turns(earlier, later, t), add]
    return Screen(lines(note, title, "\n".join(said)), keyboard(rows))


def test(it: Record[Any], ahead: int, notes: tuple[str, Undo | None], t: Translate) -> Screen:
    """One test and what can be changed. ahead: visits that are to come."""
    note, undo = notes
    fasting = t("{n} hours fasting").format(n=it.fasting_hours) if it.fasting_hours else ""
    state = t("Not offered any more.") if it.retired else ""
    coming = counted(ahead, t("One visit is to come."), t("{n} visits are to come."))
    coming = coming if ahead else ""
    facts = [f"{it.price} {it.currency}", t("{n} minutes").format(n=it.minutes), fasting]
    told = f"<b>{escape(it.name)} ({escape(it.code)})</b>\n" + ", ".join(
        fact for fact in facts if fact
    )
    edits = [
        button(
            t(LABELS[field]),
            TestTap(do=OfferingDo.FIELD, value=it.id, field=field, version=it.version),
        )
        for field in TEST_FIELDS
    ]
    last = (
        button(t("Offer again"), TestTap(do=OfferingDo.AGAIN, value=it.id, version=it.version))
        if it.retired
        else button(
            t("Retire"),
            TestTap(do=OfferingDo.RETIRE, value=it.id, version=it.version),
            DANGER,
        )
    )
    rows: list[Row] = [[undo_button(undo, t)]] if undo else []
    rows += [*grid(edits, 3), [back(TestTap(do=OfferingDo.LIST), t), last]]
    parts = (note, told, escape(it.preparation), state, coming)
    return Screen(lines(*parts), keyboard(rows))


def labs(found: Sequence[Record[Any]], is_owner: bool, note: str, t: Translate) -> Screen:
    """Every lab, a button each."""
    said = [f"• <b>{escape(one.name)}</b>, {escape(one.address)}" for one in found]
    taps = [[button(short(one.name), LabTap(do=OfferingDo.OPEN, value=one.id))] for one in found]
    add = [button(t("Add a lab"), LabTap(do=OfferingDo.ADD), PRIMARY)] if is_owner else []
    title = f"<b>{t('Your labs')}</b>"
    return Screen(lines(note, title, "\n".join(said)), keyboard([*taps, add]))


def lab(it: Record[Any], is_here: bool, note: str, t: Translate) -> Screen:
    """One lab and what can be changed. is_here: whether the reader works there."""
    pin = t("On the map.") if it.latitude is not None else t("No map pin yet.")
    told = f"<b>{escape(it.name)}</b>\n{escape(it.address)}\n{escape(it.zone)}"
    edits = [
        button(
            t(LABELS[field]),
            LabTap(do=OfferingDo.FIELD, value=it.id, field=field, version=it.version),
        )
        for field in LAB_FIELDS
    ]
    here = [] if is_here else [button(t("I work here"), LabTap(do=OfferingDo.HERE, value=it.id))]
    mine = t("You work here.") if is_here else ""
    rows = [here, *grid(edits, 3), [back(LabTap(do=OfferingDo.LIST), t)]]
    return Screen(lines(note, told, escape(it.opening), f"{pin} {mine}"), keyboard(rows))


def ask(field: Field, note: str, t: Translate) -> Screen:
    """A new value, please."""
    return Screen(lines(note, f"<b>{t(ASKED[field])}</b>"))


def ask_test(note: str, t: Translate) -> Screen:
    """A new test in one line."""
    words = t("Type code, name, price and minutes, with semicolons between:")
    cancel = back(TestTap(do=OfferingDo.LIST), t)
    return Screen(lines(note, f"{words}\n<code>{NEW_TEST}</code>"), keyboard([[cancel]]))


def ask_lab(note: str, t: Translate) -> Screen:
    """A new lab in one line."""
    words = t("Type name, address and city (for its clock), with semicolons between:")
    cancel = back(LabTap(do=OfferingDo.LIST), t)
    return Screen(lines(note, f"{words}\n<code>{NEW_LAB}</code>"), keyboard([[cancel]]))


def retired(t: Translate) -> str:
    """A note."""
    return t("Retired: nobody can book it. What is booked stays.")


def changed(t: Translate) -> str:
    """A note: somebody was faster."""
    return t("Somebody has changed that meanwhile; here is how it is now.")


def _test_line(it: Record[Any], t: Translate) -> str:
    line = f"<b>{escape(it.code)}</b> {escape(short(it.name))}, {it.price} {it.currency}"
    return f"<s>{line}</s> ({t('retired')})" if it.retired else line
