"""The standard tests in the setup: groups, ticks, and what they cost."""

from collections.abc import Collection, Sequence
from html import escape

from domain.booking.lab import Lab
from domain.manage.setup import Step, codes_of, main_language, ticked
from domain.manage.standard import Group, StandardTest, standard_tests
from domain.refusals import Refusal
from screens import refusal
from screens.keyboard import PRIMARY, Row, button, grid, keyboard
from screens.language import Marked, _, counted, marked, translated
from screens.manage.callbacks import TicksDo, TicksTap
from screens.manage.setup import later, place
from screens.screen import Screen, lines, short

TICK, FREE, OFFERED = "✅", "⬜", "☑️"
NAME = 34  # characters beside the code
LISTED = 20  # tests whose names are shown where prices are asked
GROUPS: dict[Group, Marked] = {
    Group.BLOOD: marked("Blood and clotting"),
    Group.SUGAR: marked("Sugar and fats"),
    Group.LIVER: marked("Liver and pancreas"),
    Group.KIDNEYS: marked("Kidneys and salts"),
    Group.VITAMINS: marked("Vitamins and iron"),
    Group.HORMONES: marked("Hormones"),
    Group.INFLAMMATION: marked("Inflammation and more"),
    Group.INFECTIONS: marked("Infections"),
    Group.URINE: marked("Urine and stool"),
}
NONE_TICKED = marked("Please tick a test first.")


def groups(ticks: int, offered: Collection[str], note: str = "") -> Screen:
    """What there is, by group, and how many of each are ticked or offered."""
    taps = []
    for group, label in GROUPS.items():
        tests = _of(group)
        count = ticked(ticks, tests) + len({one.code for one in tests} & set(offered))
        mark = f" {count}/{len(tests)}" if count else ""
        tap = TicksTap(do=TicksDo.GROUP, group=group, ticks=ticks)
        taps.append(button(translated(label) + mark, tap))
    asked = f"<b>{_('Which tests do you offer?')}</b>"
    how = _("Open a group and tick them, or type some: CBC, TSH, vitamin D. /tests adds others.")
    return Screen(
        lines(note, place(Step.TESTS), asked, how),
        keyboard([*_next(ticks), *grid(taps, 2), *later(Step.TESTS)]),
    )


def group(which: Group, ticks: int, offered: Collection[str], lab: Lab) -> Screen:
    """The tests of a group, to be ticked."""
    chosen, tests = codes_of(ticks), _of(which)
    numbers = {code: number for number, code in enumerate(standard_tests())}
    taps = []
    for one in tests:
        mark = OFFERED if one.code in offered else TICK if one.code in chosen else FREE
        name = short(one.name(main_language(lab)), NAME)
        tap = TicksTap(do=TicksDo.TICK, group=which, number=numbers[one.code], ticks=ticks)
        taps.append([button(f"{mark} {one.code} · {name}", tap)])
    everything = button(_("All of these"), TicksTap(do=TicksDo.ALL, group=which, ticks=ticks))
    back = button(_("‹ Groups"), TicksTap(do=TicksDo.GROUPS, ticks=ticks))
    title = f"<b>{translated(GROUPS[which])}</b>"
    known = _("{mark} is offered already: /tests changes it.").format(mark=OFFERED)
    is_known = any(one.code in offered for one in tests)
    return Screen(
        lines(place(Step.TESTS), title, known if is_known else ""),
        keyboard([*taps, [back, everything], *_next(ticks)]),
    )


def prices(codes: Sequence[str], lab: Lab, ticks: int, note: str = "") -> Screen:
    """What the ticked ones cost, in a line."""
    known, language = standard_tests(), main_language(lab)
    shown = [f"<b>{code}</b> {escape(known[code].name(language))}" for code in codes[:LISTED]]
    more = len(codes) - len(shown)
    rest = [counted(more, "and one more", "and {n} more")] if more else []
    asked = f"<b>{_('What do they cost, in {currency}?').format(currency=lab.currency)}</b>"
    one, *others = codes
    example = f"{one} 9.50" + (f", {others[0]} 16" if others else "")
    how = _("Type a price for each, like “{example}”, or one price for all, like “12”.").format(
        example=example
    )
    back = button(_("‹ Groups"), TicksTap(do=TicksDo.GROUPS, ticks=ticks))
    return Screen(
        lines(note, place(Step.TESTS), "\n".join([*shown, *rest]), asked, how),
        keyboard([[back], *later(Step.TESTS)]),
    )


def added(count: int) -> str:
    return counted(count, "Added: one test can be booked.", "Added: {n} tests can be booked.")


def unread(why: Refusal) -> str:
    return escape(refusal.words(why))


def not_known(words: str) -> str:
    """Of what was typed."""
    text = _("I know no standard test “{words}”. /tests adds tests of your own.")
    return text.format(words=escape(short(words)))


def _of(which: Group) -> list[StandardTest]:
    return [one for one in standard_tests().values() if one.group is which]


def _next(ticks: int) -> list[Row]:
    count = len(codes_of(ticks))
    if not count:
        return []
    label = counted(count, "Next: the price of one test", "Next: prices of {n} tests")
    return [[button(label, TicksTap(do=TicksDo.PRICES, ticks=ticks), PRIMARY)]]
