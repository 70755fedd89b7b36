"""/tests and /labs: lists, cards, and one question at a time."""

from collections.abc import Sequence
from html import escape

from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.booking.reminding import hours_of
from domain.manage.catalogue import COLUMNS, LAB_FIELDS, TEST_FIELDS, TRANSLATED, Field
from domain.undo import Undo
from screens.keyboard import DANGER, PRIMARY, back, button, grid, keyboard, page_turns
from screens.language import (
    SPOKEN,
    Marked,
    _,
    amount,
    counted,
    figure,
    language_names,
    marked,
    translated,
)
from screens.manage.callbacks import CatalogueDo, LabTap, LabTestTap, Translatable, WordsTap
from screens.screen import Screen, lines, short
from screens.undo import undo_row

PAGE = 10  # tests of a list
LABELS: dict[Field, Marked] = {
    Field.NAME: marked("Name"),
    Field.PRICE: marked("Price"),
    Field.MINUTES: marked("Minutes"),
    Field.FASTING: marked("Fasting"),
    Field.PREPARATION: marked("Preparation"),
    Field.ADDRESS: marked("Address"),
    Field.ZONE: marked("Time zone"),
    Field.OPENING: marked("Opening text"),
    Field.PIN: marked("Map pin"),
    Field.CURRENCY: marked("Currency"),
    Field.LANGUAGES: marked("Languages"),
    Field.SYNONYMS: marked("Other words"),
    Field.MOVE: marked("Moving until"),
    Field.CANCEL: marked("Cancelling until"),
    Field.REMINDERS: marked("Reminders"),
    Field.TURNAROUND: marked("Report within"),
}
ASKED: dict[Field, Marked] = {
    Field.NAME: marked("What is its name?"),
    Field.PRICE: marked("What does it cost? What is booked already keeps its price."),
    Field.MINUTES: marked("How many minutes does it take? 1 to 480"),
    Field.FASTING: marked("How many hours before it may people not eat? 0 to 48"),
    Field.TURNAROUND: marked(
        "Within how many hours of the sample is the report ready? Patients are told this time. "
        "0 to 1440; 0 promises nothing."
    ),
    Field.PREPARATION: marked("How do people prepare? At most 500 characters; “-” for nothing."),
    Field.ADDRESS: marked("What is the address?"),
    Field.ZONE: marked("Which time zone? A city will do, like Berlin."),
    Field.OPENING: marked(
        "When is it open, in a sentence? At most 300 characters; “-” for nothing."
    ),
    Field.PIN: marked("Share its location: 📎, Location."),
    Field.CURRENCY: marked(
        "Which currency? Type its code, like EUR or INR. The numbers of the prices stay as they "
        "are, and so does what is booked already."
    ),
    Field.LANGUAGES: marked(
        "Which languages do you speak with patients? Type them, the main one first: "
        "English, Deutsch"
    ),
    Field.MOVE: marked(
        "Until how many hours before their visit can patients move it themselves? Later they can "
        "only tell the desk. 0 to 336; 0 means until it begins."
    ),
    Field.CANCEL: marked(
        "Until how many hours before their visit can patients cancel it themselves? Later they "
        "can only tell the desk. 0 to 336; 0 means until it begins."
    ),
    Field.REMINDERS: marked(
        "How many hours before a visit shall I remind people? Up to four numbers, like 24, 2; "
        "“-” for no reminders. What is booked already is reminded of as it was promised."
    ),
    Field.SYNONYMS: marked(
        "What else do people call it? Type words with commas between, in any language; "
        "“-word” takes one away, “-” all."
    ),
}
RETIRED = marked("Retired: nobody can book it. What is booked stays.")
CHANGED = marked("Somebody has changed that meanwhile; here is how it is now.")
SAVED = marked("Saved.")
PIN = marked("Where is its door? Copy the two numbers, or the link, from a map: 52.5200, 13.4050")
WORDS_GONE = marked(
    "What it said in other languages is gone, for it may be wrong now: write it anew under "
    "[Translations]."
)
NEW_TEST = "CRP; C-reactive protein; 12.50; 10"
NEW_LAB = "Branch South; 5 Park Road; Berlin"


def tests(found: Sequence[LabTest], page: int) -> Screen:
    """A page of the catalogue, a button each; what is retired is last."""
    pages = max(1, -(-len(found) // PAGE))
    number = min(page, pages - 1)
    part = found[number * PAGE : (number + 1) * PAGE]
    taps = [button(short(one.code), LabTestTap(do=CatalogueDo.OPEN, value=one.id)) for one in part]
    arrows = page_turns(number, pages, lambda other: LabTestTap(do=CatalogueDo.LIST, value=other))
    add = [button(_("Add a test"), LabTestTap(do=CatalogueDo.ADD), PRIMARY)]
    title = f"<b>{_('What can be booked')}</b>"
    rows = [*grid(taps, 4), arrows, add]
    return Screen(lines(title, "\n".join(map(_test_line, part))), keyboard(rows))


def lab_test(it: LabTest, visits_ahead: int, note: str = "", undo: Undo | None = None) -> Screen:
    facts = [amount(it.price, it.currency, is_coded=True), _("{n} minutes").format(n=it.minutes)]
    if it.fasting_hours:
        facts.append(_("{n} hours fasting").format(n=it.fasting_hours))
    if it.turnaround_hours:
        facts.append(_("report within {n} hours").format(n=it.turnaround_hours))
    head = f"<b>{escape(it.with_code)}</b>\n" + ", ".join(facts)
    until = ""
    if it.move_hours or it.cancel_hours:
        until = _(
            "Patients can move it until {move} h before it begins, and cancel it until {cancel} h "
            "before."
        ).format(move=it.move_hours, cancel=it.cancel_hours)
    state = _("Not offered any more.") if it.retired else ""
    coming = ""
    if visits_ahead:
        coming = counted(visits_ahead, "One visit is to come.", "{n} visits are to come.")

    def tap(do: CatalogueDo, field: Field = Field.NAME) -> LabTestTap:
        return LabTestTap(do=do, value=it.id, field=field, version=it.version)

    last = button(_("Retire"), tap(CatalogueDo.RETIRE), DANGER)
    words_tap = button(_("Translations"), words_of(it))
    if it.retired:
        last = button(_("Offer again"), tap(CatalogueDo.AGAIN))
    edits = [
        button(translated(LABELS[field]), tap(CatalogueDo.FIELD, field)) for field in TEST_FIELDS
    ]
    foot = [back(LabTestTap(do=CatalogueDo.LIST)), last]
    rows = [undo_row(undo), *grid(edits, 3), [words_tap], foot]
    hours = ", ".join(map(figure, hours_of(it.reminders)))
    reminding = _("No reminders.")
    if hours:
        reminding = _("Reminders: {hours} hours before.").format(hours=hours)
    words = it.synonyms and _("Also found by: {words}").format(words=escape(it.synonyms))
    body = (escape(it.preparation), until, reminding, words, state, coming)
    return Screen(lines(note, head, *body), keyboard(rows))


def labs(found: Sequence[Lab], is_owner: bool) -> Screen:
    listed = [f"• <b>{escape(one.name)}</b>, {escape(one.address)}" for one in found]
    taps = [[button(short(one.name), LabTap(do=CatalogueDo.OPEN, value=one.id))] for one in found]
    add = [button(_("Add a lab"), LabTap(do=CatalogueDo.ADD), PRIMARY)] if is_owner else []
    title = f"<b>{_('Your labs')}</b>"
    return Screen(lines(title, "\n".join(listed)), keyboard([*taps, add]))


def lab(it: Lab, *, is_here: bool, note: str = "") -> Screen:
    """One lab and what can be changed. is_here: whether the reader works there."""
    pin = _("On the map.") if it.latitude is not None else _("No map pin yet.")
    facts = [it.zone, it.currency, language_names(it.languages)]
    kept = " · ".join(fact for fact in facts if fact)
    head = f"<b>{escape(it.name)}</b>\n{escape(it.address)}\n{escape(kept)}"
    edits = [
        button(
            translated(LABELS[field]),
            LabTap(do=CatalogueDo.FIELD, value=it.id, field=field, version=it.version),
        )
        for field in LAB_FIELDS
    ]
    here = [] if is_here else [button(_("I work here"), LabTap(do=CatalogueDo.HERE, value=it.id))]
    mine = _("You work here.") if is_here else ""
    door = button(_("Code for the door"), LabTap(do=CatalogueDo.DOOR, value=it.id))
    words_tap = [button(_("Translations"), words_of(it)), door]
    rows = [here, *grid(edits, 3), words_tap, [back(LabTap(do=CatalogueDo.LIST))]]
    return Screen(lines(note, head, escape(it.opening), f"{pin} {mine}"), keyboard(rows))


def words_of(it: LabTest | Lab) -> WordsTap:
    """To its translations."""
    of = Translatable.TEST if isinstance(it, LabTest) else Translatable.LAB
    return WordsTap(of=of, value=it.id, version=it.version)


def languages(it: LabTest | Lab) -> Screen:
    """In which of them it has words, a button each."""
    text = _(
        "In which language do you want to write it? Patients who read another one see it as it is."
    )
    tap, known = words_of(it), it.translations
    taps = [
        button(f"{name} ✓" if code in known else name, tap.model_copy(update={"language": code}))
        for code, name in SPOKEN.items()
    ]
    kind = LabTestTap if isinstance(it, LabTest) else LabTap
    rows = [*grid(taps, 2), [back(kind(do=CatalogueDo.OPEN, value=it.id))]]
    return Screen(lines(f"<b>{escape(it.name)}</b>", text), keyboard(rows))


def words_in(it: LabTest | Lab, language: str, note: str = "") -> Screen:
    """What stands in one language, and what of it can be changed."""
    fields = [one for one in _fields_of(it) if one in TRANSLATED]
    known, tap = it.translations.get(language, {}), words_of(it)
    shown = [f"{translated(LABELS[one])}: {escape(known.get(COLUMNS[one], '–'))}" for one in fields]
    taps = [
        button(translated(LABELS[one]), tap.model_copy(update={"language": language, "field": one}))
        for one in fields
    ]
    title = f"<b>{escape(it.name)}: {SPOKEN[language]}</b>"
    return Screen(lines(note, title, "\n".join(shown)), keyboard([*grid(taps, 3), [back(tap)]]))


def ask_words(field: Field, language: str, note: str, left: LabTestTap | LabTap) -> Screen:
    """One of them. left: where [Back] leads."""
    asked = _("{field} in {language}? “-” takes away what is there.").format(
        field=translated(LABELS[field]), language=SPOKEN[language]
    )
    return Screen(lines(note, f"<b>{asked}</b>"), keyboard([[back(left)]]))


def _fields_of(it: LabTest | Lab) -> tuple[Field, ...]:
    return TEST_FIELDS if isinstance(it, LabTest) else LAB_FIELDS


def ask(field: Field, note: str, left: LabTestTap | LabTap) -> Screen:
    """What is it? left: where [Back] leads."""
    return Screen(lines(note, f"<b>{translated(ASKED[field])}</b>"), keyboard([[back(left)]]))


def ask_test(note: str) -> Screen:
    words = _("Type its name; or code, name, price and minutes, with semicolons between:")
    cancel = back(LabTestTap(do=CatalogueDo.LIST))
    return Screen(lines(note, f"{words}\n<code>{NEW_TEST}</code>"), keyboard([[cancel]]))


def ask_lab(note: str) -> Screen:
    words = _("Type its name; or name, address and city (for its clock), with semicolons between:")
    cancel = back(LabTap(do=CatalogueDo.LIST))
    return Screen(lines(note, f"{words}\n<code>{NEW_LAB}</code>"), keyboard([[cancel]]))


def _test_line(it: LabTest) -> str:
    price = escape(amount(it.price, it.currency, is_coded=True))
    line = f"<b>{escape(it.code)}</b> {escape(short(it.name))}, {price}"
    return f"<s>{line}</s> ({_('retired')})" if it.retired else line
