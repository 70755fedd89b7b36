"""/keys for owners: which programs are let in, one of them, a new one with its secret."""

from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton

from domain.account.access import ApiKey, Scope
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.language import Marked, _, marked, translated
from screens.manage.callbacks import KeyDo, KeysTap
from screens.moment import Reader
from screens.screen import Screen, lines

MAY: dict[Scope, Marked] = {
    Scope.READ: marked("read: tests, free times, bookings, patients"),
    Scope.BOOK: marked("book: make, move and cancel bookings"),
    Scope.MESSAGES: marked("messages: plan, change and cancel messages"),
    Scope.STAFF: marked("staff: the day, reports, numbers"),
}
TERMS: dict[int, Marked] = {
    30: marked("30 days"),
    365: marked("1 year"),
    0: marked("No end"),
}
"""Days that a key is good for; 0 = until somebody ends it."""
LIST = KeysTap(do=KeyDo.LIST)
ENDED = marked("That key does not work any more.")
STALE = marked("That key was ended already.")
NO_NAME = marked("Please type a name of at most 40 characters.")
NO_SCOPE = marked("Please choose at least one thing that it may do.")


def keys(found: tuple[ApiKey, ...], reader: Reader, note: str = "") -> Screen:
    """All that stand, a button each."""
    listed = "\n".join(f"• {_line(one, reader)}" for one in found)
    text = listed or _("No program is let in yet.")
    rows: list[Row] = [[button(_("New key"), KeysTap(do=KeyDo.CHOOSE), PRIMARY)]]
    rows += [[button(one.name, KeysTap(do=KeyDo.OPEN, value=one.id))] for one in found]
    title = f"<b>{_('Keys for programs')}</b>"
    return Screen(lines(note, title, text), keyboard(rows))


def choose(scopes: frozenset[Scope], days: int, note: str = "") -> Screen:
    """What a new key may do, and how long."""
    rows: list[Row] = [
        [
            button(
                ("✓ " if scope in scopes else "") + translated(words),
                KeysTap(do=KeyDo.CHOOSE, scopes=mask(scopes ^ {scope}), days=days),
            )
        ]
        for scope, words in MAY.items()
    ]
    terms = [
        button(
            ("✓ " if term == days else "") + translated(words),
            KeysTap(do=KeyDo.CHOOSE, scopes=mask(scopes), days=term),
        )
        for term, words in TERMS.items()
    ]
    go_on = button(
        _("Next: its name"), KeysTap(do=KeyDo.NAME, scopes=mask(scopes), days=days), PRIMARY
    )
    question = f"<b>{_('What may the program do, and how long?')}</b>"
    return Screen(lines(note, question), keyboard([*rows, terms, [go_on], [back(LIST)]]))


def which_name(scopes: frozenset[Scope], days: int, note: str = "") -> Screen:
    question = f"<b>{_('What is the program called? Only owners see it.')}</b>"
    tap = KeysTap(do=KeyDo.CHOOSE, scopes=mask(scopes), days=days)
    return Screen(lines(note, question), keyboard([[back(tap)]]))


def made(it: ApiKey, secret: str, reader: Reader) -> Screen:
    """The key, once: nobody can look it up later."""
    text = _("The key of {name}. Copy it now: it is shown this once.")
    copy = InlineKeyboardButton(text=_("Copy the key"), copy_text=CopyTextButton(text=secret))
    hide = button(_("I have it, hide it"), KeysTap(do=KeyDo.OPEN, value=it.id), PRIMARY)
    name = f"<b>{escape(it.name)}</b>"
    shown = lines(text.format(name=name), f"<code>{escape(secret)}</code>", _facts(it, reader))
    return Screen(shown, keyboard([[copy], [hide]]))


def key(it: ApiKey, reader: Reader) -> Screen:
    ask = button(_("End it …"), KeysTap(do=KeyDo.ASK, value=it.id), DANGER)
    return Screen(_head(it, reader), keyboard([[back(LIST), ask]]))


def ask_end(it: ApiKey, reader: Reader) -> Screen:
    question = f"<b>{_('End this key? Its program is locked out at once.')}</b>"
    end = button(_("Yes, end it"), KeysTap(do=KeyDo.END, value=it.id), DANGER)
    row = [back(KeysTap(do=KeyDo.OPEN, value=it.id)), end]
    return Screen(lines(_head(it, reader), question), keyboard([row]))


def mask(scopes: frozenset[Scope]) -> int:
    """Scopes as a number that fits a button."""
    return sum(1 << place for place, scope in enumerate(Scope) if scope in scopes)


def scopes_in(number: int) -> frozenset[Scope]:
    """The scopes that `mask` made this number of."""
    return frozenset(scope for place, scope in enumerate(Scope) if number >> place & 1)


def _line(it: ApiKey, reader: Reader) -> str:
    return f"{escape(it.name)}: {', '.join(sorted(it.scopes))}; {_used(it, reader)}"


def _used(it: ApiKey, reader: Reader) -> str:
    if it.used_at is None:
        return _("not used yet")
    return _("used {when}").format(when=reader.short(it.used_at))


def _head(it: ApiKey, reader: Reader) -> str:
    return lines(f"<b>{escape(it.name)}</b>", _facts(it, reader))


def _facts(it: ApiKey, reader: Reader) -> str:
    may = "\n".join(f"• {translated(MAY[scope])}" for scope in Scope if scope in it.scopes)
    until = _("Works until somebody ends it.")
    if it.expires_at is not None:
        until = _("Works until {when}.").format(when=reader.short(it.expires_at))
    begins = _("Begins with {start}").format(start=f"<code>sb_{it.short_id}_</code>")
    return lines(may, f"{until} {_used(it, reader).capitalize()}.", begins)
