"""/keys and /webhooks for owners: which programs are let in, and which are told what happens.

The list of each, one of them, a new one with its secret.
"""

from datetime import datetime
from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton

from domain.account.access import ApiKey, Scope
from domain.messages.webhook import Endpoint, EndpointState, Topic
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.language import Marked, _, marked, translated
from screens.manage.callbacks import HookDo, HooksTap, KeyDo, KeysTap
from screens.messages.dead_letters import cause
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
TOPICS: dict[Topic, Marked] = {
    Topic.BOOKING: marked("bookings: made, moved, cancelled, arrived …"),
    Topic.REPORT: marked("reports: sent"),
    Topic.MESSAGE: marked("messages: sent, or failed for good"),
}
HOOKS = HooksTap(do=HookDo.LIST)
HOOK_ENDED = marked("That program is told nothing any more.")
HOOK_STALE = marked("That webhook was ended already.")
HOOK_TESTED = marked("A test is on its way. Open this again in a moment to see how it went.")
HOOK_CHANGED = marked("Somebody has renewed its secret meanwhile.")
NO_TOPIC = marked("Please choose at least one thing that it is told of.")


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
    return lines(may, f"{until} {_sentence(_used(it, reader))}.", begins)


def webhooks(found: tuple[EndpointState, ...], reader: Reader, note: str = "") -> Screen:
    """All that are told, a button each."""
    listed = "\n".join(f"• {_hook_line(one, reader)}" for one in found)
    text = listed or _("No program is told of anything yet.")
    rows: list[Row] = [[button(_("New webhook"), HooksTap(do=HookDo.CHOOSE), PRIMARY)]]
    rows += [[button(one.endpoint.host, _open(one.endpoint))] for one in found]
    title = f"<b>{_('Webhooks: programs that are told what happens')}</b>"
    return Screen(lines(note, title, text), keyboard(rows))


def choose_topics(topics: frozenset[Topic], note: str = "") -> Screen:
    """What a new one is told of."""
    rows: list[Row] = [
        [
            button(
                ("✓ " if topic in topics else "") + translated(words),
                HooksTap(do=HookDo.CHOOSE, topics=topic_mask(topics ^ {topic}), value=1),
            )
        ]
        for topic, words in TOPICS.items()
    ]
    go_on = HooksTap(do=HookDo.ADDRESS, topics=topic_mask(topics))
    question = f"<b>{_('What is the program told of?')}</b>"
    rows += [[button(_("Next: its address"), go_on, PRIMARY)], [back(HOOKS)]]
    return Screen(lines(note, question), keyboard(rows))


def which_url(topics: frozenset[Topic], note: str = "") -> Screen:
    question = f"<b>{_('Where does it listen? Type an address like https://example.com/hook.')}</b>"
    tap = HooksTap(do=HookDo.CHOOSE, topics=topic_mask(topics), value=1)
    return Screen(lines(note, question), keyboard([[back(tap)]]))


def secret(it: Endpoint, words: str, reader: Reader) -> Screen:
    """What a program proves by that it is us. words: the secret."""
    title = f"<b>{escape(it.host)}</b>"
    text = _("Its secret. The program checks with it that a call comes from us.")
    both = ""
    if it.earlier_until is not None:
        both = _("The one before works until {when}, too.")
        both = both.format(when=_to_the_minute(it.earlier_until, reader))
    copy = InlineKeyboardButton(text=_("Copy the secret"), copy_text=CopyTextButton(text=words))
    rows = [[copy], [button(_("I have it, hide it"), _open(it), PRIMARY)]]
    return Screen(lines(title, text, f"<code>{escape(words)}</code>", both), keyboard(rows))


def webhook(it: EndpointState, reader: Reader, note: str = "") -> Screen:
    """One of them, and how it goes there."""
    one = it.endpoint
    renew = HooksTap(do=HookDo.ASK_NEW, value=one.id, generation=one.generation)
    end = HooksTap(do=HookDo.ASK_END, value=one.id)
    rows = [
        [button(_("Send a test"), HooksTap(do=HookDo.PING, value=one.id), PRIMARY)],
        [button(_("New secret …"), renew), button(_("End it …"), end, DANGER)],
        [back(HOOKS), button(_("Look again"), _open(one))],
    ]
    return Screen(lines(note, _hook_facts(it, reader)), keyboard(rows))


def ask_renew(it: EndpointState, generation: int) -> Screen:
    question = _("Make a new secret? The old one works for another day beside it.")
    yes = HooksTap(do=HookDo.NEW, value=it.endpoint.id, generation=generation)
    row = [back(_open(it.endpoint)), button(_("Yes, make one"), yes, PRIMARY)]
    return Screen(lines(f"<b>{escape(it.endpoint.host)}</b>", question), keyboard([row]))


def ask_end_hook(it: EndpointState) -> Screen:
    question = _("End this webhook? What waits for it is not sent any more.")
    yes = HooksTap(do=HookDo.END, value=it.endpoint.id)
    row = [back(_open(it.endpoint)), button(_("Yes, end it"), yes, DANGER)]
    return Screen(lines(f"<b>{escape(it.endpoint.host)}</b>", question), keyboard([row]))


def topic_mask(topics: frozenset[Topic]) -> int:
    """Topics as a number that fits a button."""
    return sum(1 << place for place, topic in enumerate(Topic) if topic in topics)


def topics_in(number: int) -> frozenset[Topic]:
    """The topics that `topic_mask` made this number of."""
    return frozenset(topic for place, topic in enumerate(Topic) if number >> place & 1)


def _open(it: Endpoint) -> HooksTap:
    return HooksTap(do=HookDo.OPEN, value=it.id)


def _hook_line(it: EndpointState, reader: Reader) -> str:
    return f"{escape(it.endpoint.host)}: {_state(it, reader)}"


def _hook_facts(it: EndpointState, reader: Reader) -> str:
    one = it.endpoint
    told = "\n".join(f"• {translated(TOPICS[topic])}" for topic in Topic if topic in one.topics)
    why = _("The last trouble: {why}.").format(why=cause(it.last_error)) if it.last_error else ""
    dead = _("Failed for good: {n}. /failed").format(n=it.dead) if it.dead else ""
    head = f"<b>{escape(one.host)}</b>\n<code>{escape(one.url)}</code>"
    return lines(head, told, _sentence(_state(it, reader)), why, dead)


def _state(it: EndpointState, reader: Reader) -> str:
    last = _("told nothing yet")
    if it.last_sent_at is not None:
        last = _("told last {when}").format(when=_to_the_minute(it.last_sent_at, reader))
    return f"{last}, {_('{n} waiting').format(n=it.waiting)}" if it.waiting else last


def _sentence(words: str) -> str:
    """With a capital letter; what follows, such as a weekday, stays as it is."""
    return words[:1].upper() + words[1:]


def _to_the_minute(at: datetime, reader: Reader) -> str:
    return reader.short(at.replace(second=0, microsecond=0))
