"""The setup: all steps, the question of each, and the link at its end."""

from datetime import datetime
from html import escape

from domain.booking.lab import Lab
from domain.manage.catalogue import Field
from domain.manage.setup import House, Step, languages_in
from domain.manage.team import ROLES
from domain.time.zones import to_wall
from screens.keyboard import PRIMARY, SUCCESS, Row, button, grid, keyboard
from screens.language import Marked, _, counted, language_names, marked, translated
from screens.manage import team
from screens.manage.callbacks import SetupDo, SetupTap
from screens.screen import Screen, lines, short

DONE, OPEN = "✅", "⬜"
EXAMPLE = "mon-fri 7:00-11:00 every 15 min x3"
LABELS: dict[Step, Marked] = {
    Step.NAME: marked("Name"),
    Step.ADDRESS: marked("Address"),
    Step.PIN: marked("On the map"),
    Step.BASICS: marked("Clock and money"),
    Step.HOURS: marked("Opening hours"),
    Step.TESTS: marked("Tests"),
    Step.TEAM: marked("A colleague"),
}
ASKED: dict[Field, Marked] = {
    Field.NAME: marked("What is your lab called? Patients see it."),
    Field.ADDRESS: marked("What is its address? Patients get it with each booking."),
    Field.PIN: marked("Share its location, so that patients find the door: 📎, Location."),
    Field.ZONE: marked("Which city's clock does it go by? Type it, like Berlin."),
    Field.CURRENCY: marked("In which currency are your prices? Type its code, like EUR or INR."),
    Field.LANGUAGES: marked(
        "Which languages do you speak with patients? Type them, the main one first: it names the "
        "tests. I know English, Deutsch, Русский, Español, Français, Português and हिन्दी."
    ),
}
STEPS: dict[Field, Step] = {
    Field.NAME: Step.NAME,
    Field.ADDRESS: Step.ADDRESS,
    Field.PIN: Step.PIN,
    Field.ZONE: Step.BASICS,
    Field.CURRENCY: Step.BASICS,
    Field.LANGUAGES: Step.BASICS,
}
SHOW = SetupTap(do=SetupDo.SHOW)


def overview(it: House, note: str = "") -> Screen:
    """Every step with what there is; the next one first."""
    step = it.next_after()
    title = f"<b>{_('Setting up your lab')}</b>"
    listed = [f"{DONE if it.is_done(one) else OPEN} {line(it, one)}" for one in Step]
    again = _("You can stop at any time: /setup goes on here.") if step else ""
    rows: list[Row] = []
    if step is not None:
        go = _("Go on: {step}").format(step=translated(LABELS[step]))
        rows.append([button(go, SetupTap(do=SetupDo.GO, step=step), PRIMARY)])
    if it.is_open:
        title = f"<b>{_('Your lab is open: patients can book.')}</b>"
        style = SUCCESS if step is None else None
        rows.append([button(_("Link and QR code for patients"), SetupTap(do=SetupDo.LINK), style)])
    others = [one for one in Step if one is not step and it.lab is not None]
    taps = [button(translated(LABELS[one]), SetupTap(do=SetupDo.GO, step=one)) for one in others]
    return Screen(lines(note, title, "\n".join(listed), again), keyboard([*rows, *grid(taps, 2)]))


def question(field: Field, note: str = "") -> Screen:
    """What is asked of a field of the lab."""
    step = STEPS[field]
    words = f"<b>{translated(ASKED[field])}</b>"
    return Screen(lines(note, place(step), words), keyboard(later(step)))


def place(step: Step) -> str:
    """How far one is."""
    return _("Step {n} of {all}").format(n=list(Step).index(step) + 1, all=len(Step))


def later(step: Step) -> list[Row]:
    """The ways out of a question."""
    if step is Step.NAME:
        return [[button(_("All steps"), SHOW)]]
    leave = SetupTap(do=SetupDo.NEXT, step=step)
    return [[button(_("All steps"), SHOW), button(_("Later ›"), leave)]]


def basics(it: Lab, locale: str, now: datetime, note: str = "") -> Screen:
    """Clock, currency and languages as they are, or are proposed, for one tap."""
    spoken = it.languages or languages_in(it.zone, locale)
    told = (
        _("Clock: {zone}, {time} now").format(
            zone=escape(it.zone), time=f"{to_wall(now, it.zone):%H:%M}"
        ),
        _("Currency: {currency}").format(currency=it.currency),
        _("Languages: {languages}; the tests are named in the first.").format(
            languages=language_names(spoken)
        ),
    )

    def tap(field: Field) -> SetupTap:
        return SetupTap(do=SetupDo.FIELD, field=field, version=it.version)

    right = SetupTap(do=SetupDo.RIGHT, version=it.version)
    rows = [
        [button(_("That is right"), right, SUCCESS)],
        [
            button(_("Other clock"), tap(Field.ZONE)),
            button(_("Other currency"), tap(Field.CURRENCY)),
        ],
        [button(_("Other languages"), tap(Field.LANGUAGES))],
        *later(Step.BASICS),
    ]
    asked = f"<b>{_('Is this right?')}</b>"
    return Screen(lines(note, place(Step.BASICS), asked, "\n".join(told)), keyboard(rows))


def hours(note: str = "") -> Screen:
    """When it is open, in a line: as /slots asks it."""
    asked = f"<b>{_('When can patients come? Type it in one line, like:')}</b>"
    more = _(
        "“x3”: three people at once. Other hours on other days are a line of their own: /slots"
    )
    text = lines(note, place(Step.HOURS), f"{asked}\n<code>{EXAMPLE}</code>", more)
    return Screen(text, keyboard(later(Step.HOURS)))


def colleague(note: str = "") -> Screen:
    """Who works there besides, as /team asks it."""
    asked = team.which_role()
    taps = [
        [button(team.title(role).capitalize(), SetupTap(do=SetupDo.ROLE, role=role))]
        for role in ROLES
    ]
    text = _("Whom do you want to invite first?")
    return Screen(
        lines(note, place(Step.TEAM), text, asked.text), keyboard([*taps, *later(Step.TEAM)])
    )


def link(address: str) -> Screen:
    """Below the code."""
    told = _("Patients book here: {link}").format(link=address)
    hint = _("Print the code for your door and your desk; whoever scans it writes to this bot.")
    return Screen(lines(told, hint))


def saved(step: Step) -> str:
    """A note above what comes next."""
    return f"{DONE} {translated(LABELS[step])}"


def line(it: House, step: Step) -> str:
    """What there is of a step; HTML."""
    label, lab = translated(LABELS[step]), it.lab
    if lab is None or not it.is_done(step):
        return label
    kept = {
        Step.NAME: lab.name,
        Step.ADDRESS: lab.address,
        Step.BASICS: f"{lab.zone}, {lab.currency}, {language_names(lab.languages)}",
        Step.TESTS: counted(it.tests, "one test", "{n} tests"),
        Step.TEAM: counted(it.team, "one person", "{n} people"),
    }.get(step, "")
    return f"{label}: {escape(short(kept, 60))}" if kept else label
