"""Dead letters for staff: the groups, the letters of one, one letter, and the reason to close."""

from domain.messages.dead_letters import Group, Letter, Letters
from domain.messages.delivery import Cause
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard, numbered, page_turns
from screens.language import Marked, _, counted, marked, translated
from screens.messages.callbacks import DeadLetterDo, DeadLetterTap
from screens.moment import Reader
from screens.screen import Screen, lines

CAUSES: dict[str, Marked] = {
    Cause.BLOCKED: marked("The person blocked the bot"),
    Cause.NO_CHAT: marked("Telegram knows no such chat"),
    Cause.REMOVED: marked("The bot was removed from the group"),
    Cause.NO_RIGHTS: marked("The right to post there is gone"),
    Cause.MEDIA_GONE: marked("Telegram no longer has the file"),
    Cause.BAD_REQUEST: marked("Telegram refused the message"),
    Cause.UNAUTHORIZED: marked("The bot's token was refused"),
    Cause.FLOODED: marked("Telegram was too busy"),
    Cause.NOT_REACHED: marked("Telegram was not reached"),
    Cause.NO_ANSWER: marked("Telegram did not answer"),
    Cause.SERVER_ERROR: marked("Telegram had a problem"),
    Cause.WORKER_LOST: marked("The worker was interrupted"),
    Cause.MAIL_NOT_REACHED: marked("The mail server was not reached"),
    Cause.MAIL_UNAUTHORIZED: marked("The mail server refused the bot's password"),
    Cause.MAIL_DEFERRED: marked("The mail server put it off"),
    Cause.MAIL_BUSY: marked("Too many mails at once"),
    Cause.MAIL_REFUSED: marked("The mail server refused it"),
    Cause.MAIL_NO_ANSWER: marked("The mail server did not answer"),
    Cause.ADDRESS_GONE: marked("The email address is not confirmed any more"),
    Cause.HOOK_NOT_REACHED: marked("The program was not reached"),
    Cause.HOOK_NO_ANSWER: marked("The program did not answer"),
    Cause.HOOK_BUSY: marked("The program was too busy"),
    Cause.HOOK_ERROR: marked("The program had a problem"),
    Cause.HOOK_REFUSED: marked("The program refused it"),
    Cause.HOOK_GONE: marked("The program does not listen there any more"),
    Cause.HOOK_BARRED: marked("The program's address is inside of a private network"),
    Cause.HOOK_UNSIGNED: marked("The webhook's secret is lost and has to be renewed"),
    Cause.STALE: marked("It was too late to be worth sending"),
    Cause.UNREADABLE: marked("The stored message is unreadable"),
    Cause.DROPPED: marked("Its reason was gone"),
    Cause.PAUSED: marked("Its patient is out of reach"),
    Cause.RESTORED: marked("It comes from a backup and may have been sent before"),
    Cause.BUG: marked("A fault of the program"),
}
KINDS: dict[str, Marked] = {
    "text": marked("message"),
    "reminder": marked("reminder"),
    "failure": marked("notice"),
    "code": marked("code"),
    "webhook": marked("webhook"),
}
REASONS = (
    marked("Told them in person"),
    marked("Not needed any more"),
    marked("Will not work again"),
)
"""Ready for a tap; positions are in old buttons."""
GONE = marked("That one has been dealt with already.")
NO_REASON = marked("Please type a reason of at most 200 characters.")


def groups(found: tuple[Group, ...], reader: Reader, note: str) -> Screen:
    """By cause, a numbered button each."""
    if not found:
        return Screen(lines(note, _("No message has failed. All is well.")))
    said = [
        f"{n}. <b>{cause(group.cause)}</b>: {group.count}\n"
        + _("the latest was planned for {when}").format(when=reader.short(group.latest))
        for n, group in enumerate(found, 1)
    ]
    taps = [DeadLetterTap(do=DeadLetterDo.LIST, cause=group.cause) for group in found]
    title = f"<b>{_('Messages that could not be sent')}</b>"
    return Screen(lines(note, title, "\n".join(said)), keyboard(numbered(taps, 6)))


def letters(page: Letters, reader: Reader, note: str) -> Screen:
    """The letters of one cause; who wrote them is a code, and what they say is not shown."""
    to_groups = [back(DeadLetterTap(do=DeadLetterDo.GROUPS))]
    title = f"<b>{cause(page.cause)}</b>: {page.total}"
    if not page.items:
        return Screen(lines(note, title, _("Nothing is left here.")), keyboard([to_groups]))
    said = [f"{n}. {_line(item, reader)}" for n, item in enumerate(page.items, 1)]
    taps = [
        DeadLetterTap(do=DeadLetterDo.OPEN, cause=page.cause, value=item.id) for item in page.items
    ]
    retry = DeadLetterTap(do=DeadLetterDo.RETRY_ALL, cause=page.cause)
    drop = DeadLetterTap(do=DeadLetterDo.DROP_ALL, cause=page.cause)
    both = [button(_("Retry all"), retry, PRIMARY), button(_("Drop all …"), drop, DANGER)]
    arrows = page_turns(
        page.number,
        page.pages,
        lambda number: DeadLetterTap(do=DeadLetterDo.LIST, cause=page.cause, value=number),
    )
    rows = [*numbered(taps, 4), arrows, both, to_groups]
    return Screen(lines(note, title, "\n".join(said)), keyboard(rows))


def card(it: Letter, reader: Reader, note: str) -> Screen:
    planned = _("Planned for {when}.").format(when=reader.moment(it.at))
    tries = _("Tries: {n}.").format(n=it.attempts)
    doubt = _("It may have arrived all the same.") if it.in_doubt else ""
    about = " ".join(part for part in (planned, tries, doubt) if part)
    title = f"<b>{cause(it.cause)}</b>\n{_who(it)}"
    retry = DeadLetterTap(do=DeadLetterDo.RETRY, cause=it.cause, value=it.id)
    drop = DeadLetterTap(do=DeadLetterDo.DROP, cause=it.cause, value=it.id)
    both = [button(_("Retry this one"), retry, PRIMARY), button(_("Drop this one …"), drop, DANGER)]
    to_list = [back(DeadLetterTap(do=DeadLetterDo.LIST, cause=it.cause))]
    return Screen(lines(note, title, about), keyboard([both, to_list]))


def ask_reason(group: str, message_id: int, note: str) -> Screen:
    """Why is it closed? message_id: 0 for all of the group."""
    what = _("No. {number}").format(number=message_id) if message_id else _("All of them")
    question = f"<b>{_('Why drop it? Tap a reason, or type one.')}</b>"
    rows: list[Row] = [
        [
            button(
                translated(reason), DeadLetterTap(do=DeadLetterDo.REASON, cause=group, value=number)
            )
        ]
        for number, reason in enumerate(REASONS)
    ]
    return Screen(
        lines(note, f"{cause(group)}: {what}", question),
        keyboard([*rows, [back(DeadLetterTap(do=DeadLetterDo.LIST, cause=group))]]),
    )


def cause(name: str) -> str:
    return translated(CAUSES.get(name, CAUSES[Cause.BUG]))


def retried(count: int, *, is_all: bool) -> str:
    """A note. is_all: whether none was left for another tap."""
    if not count:
        return _("There was nothing left to retry.")
    note = counted(count, "1 message is tried again now.", "{n} messages are tried again now.")
    return note if is_all else f"{note} {_('There are more: tap again.')}"


def dropped(count: int, *, is_all: bool) -> str:
    """A note. is_all: whether none was left for another tap."""
    if not count:
        return _("There was nothing left to drop.")
    note = _("Dropped: {n}.").format(n=count)
    return note if is_all else f"{note} {_('There are more: tap again.')}"


def _line(it: Letter, reader: Reader) -> str:
    return f"{_who(it)}, {reader.short(it.at)}"


def _who(it: Letter) -> str:
    kind = translated(KINDS.get(it.kind, KINDS["text"]))
    return _("No. {number}, {kind} of {author}").format(
        number=it.id, kind=kind, author=f"<code>{it.author}</code>"
    )
