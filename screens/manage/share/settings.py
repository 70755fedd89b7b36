"""/settings for managers: how much one account may have, and the question for one number."""

from collections.abc import Sequence

from domain.caps import Setting, SettingState
from domain.undo import Undo
from screens.keyboard import back, button, grid, keyboard
from screens.language import Marked, _, counted, figure, marked, translated
from screens.manage.callbacks import SettingsDo, SettingsTap
from screens.screen import Screen, lines
from screens.undo import undo_row

NAMES: dict[Setting, Marked] = {
    Setting.VISITS_TO_COME: marked("Visits to come"),
    Setting.VISITS_A_DAY: marked("Visits on one day"),
    Setting.MESSAGES: marked("Messages that wait"),
    Setting.SERIES: marked("Messages that repeat"),
    Setting.ADDRESSES: marked("Email addresses"),
    Setting.ANSWER_HOURS: marked("Hours to answer"),
    Setting.KEEP_MONTHS: marked("Months that data is kept"),
}
ABOUT: dict[Setting, Marked] = {
    Setting.VISITS_TO_COME: marked(
        "How many visits to come one account may have. What the desk books is not limited."
    ),
    Setting.VISITS_A_DAY: marked(
        "How many visits one account may have on one day. What the desk books is not limited."
    ),
    Setting.MESSAGES: marked("How many planned messages of one account may wait."),
    Setting.SERIES: marked("How many messages of one account may repeat, paused ones included."),
    Setting.ADDRESSES: marked("How many email addresses one account may have."),
    Setting.ANSWER_HOURS: marked(
        "How many hours before a visit the desk is to call whoever has not answered a reminder. "
        "Without a limit, as soon as they were reminded."
    ),
    Setting.KEEP_MONTHS: marked(
        "How many months after a visit its patient is known, and after a message its text. "
        "What is older loses names, phone numbers, notes and texts for good; numbers stay."
    ),
}
STALE = marked("Somebody has changed that meanwhile; here is how it is now.")
LIST = SettingsTap(do=SettingsDo.LIST)


def settings(found: Sequence[SettingState], note: str = "", undo: Undo | None = None) -> Screen:
    """All of them, a button each."""
    listed = "\n".join(f"• {translated(NAMES[one.setting])}: {_value(one)}" for one in found)
    taps = [button(translated(NAMES[one.setting]), _open(one)) for one in found]
    title = f"<b>{_('What one account may have')}</b>"
    hint = _("Tap what you want to change.")
    return Screen(lines(note, title, listed, hint), keyboard([undo_row(undo), *grid(taps, 2)]))


def which_number(it: SettingState, note: str = "") -> Screen:
    """A number is typed."""
    title = f"<b>{translated(NAMES[it.setting])}: {_value(it)}</b>"
    question = _("Type a number. 0 means no limit.")
    usual = SettingsTap(do=SettingsDo.USUAL, setting=it.setting, seen=seen_of(it.chosen))
    words = _("As usual: {number}").format(number=number_words(it.usual))
    row = [] if it.chosen is None else [button(words, usual)]
    about = "\n".join([translated(ABOUT[it.setting]), *(f"• {one}" for one in aged_words(it))])
    return Screen(lines(note, title, about, question), keyboard([row, [back(LIST)]]))


def aged_words(it: SettingState) -> list[str]:
    """What some numbers would do, as it is now."""
    return [
        _("{months} months: {visits}, {messages}").format(
            months=figure(one.months),
            visits=counted(one.visits, "1 visit", "{n} visits"),
            messages=counted(one.messages, "1 message", "{n} messages"),
        )
        for one in it.aged
    ]


def changed(setting: Setting, number: int) -> str:
    """A note after a change; HTML."""
    words = _("{name}: {number}. It holds for everybody within seconds.")
    return words.format(name=translated(NAMES[setting]), number=number_words(number))


def number_words(number: int) -> str:
    """'10', 'no limit'."""
    return figure(number) if number else _("no limit")


def seen_of(chosen: int | None) -> int:
    """As it rides in a button."""
    return -1 if chosen is None else chosen


def chosen_of(seen: int) -> int | None:
    """What `seen_of` made this number of."""
    return None if seen < 0 else seen


def _value(it: SettingState) -> str:
    number = number_words(it.number)
    if it.chosen is None:
        return number
    return _("{number} (usual: {usual})").format(number=number, usual=number_words(it.usual))


def _open(it: SettingState) -> SettingsTap:
    return SettingsTap(do=SettingsDo.OPEN, setting=it.setting)
