"""Dead letters for staff: the groups, the letters of one, one letter, and the reason to close."""

from datetime import datetime

from domain.messages.dead_letters import Group, Letter, Letters
from domain.messages.delivery import Cause
from screens.keyboard import DANGER, PRIMARY, Row, back, button, grid, keyboard, turns
from screens.messages.callbacks import FailedDo, FailedTap
from screens.messages.compose import lines
from screens.messages.state import Reader
from screens.moment import moment, short_moment
from screens.screen import Screen, Translate

CAUSES: dict[str, str] = {
    Cause.BLOCKED: "The person blocked the bot",
    Cause.NO_CHAT: "Telegram knows no such chat",
    Cause.REMOVED: "The bot was removed from the group",
    Cause.NO_RIGHTS: "The right to post there is gone",
    Cause.MEDIA_GONE: "Telegram no longer has the file",
    Cause.BAD_REQUEST: "Telegram refused the message",
    Cause.UNAUTHORIZED: "The bot's token was refused",
    Cause.FLOODED: "Telegram was too busy",
    Cause.NOT_REACHED: "Telegram was not reached",
    Cause.NO_ANSWER: "Telegram did not answer",
    Cause.SERVER_ERROR: "Telegram had a problem",
    Cause.WORKER_LOST: "The worker was interrupted",
    Cause.MAIL_NOT_REACHED: "The mail server was not reached",
    Cause.MAIL_UNAUTHORIZED: "The mail server refused the bot's password",
    Cause.MAIL_DEFERRED: "The mail server put it off",
    Cause.MAIL_BUSY: "Too many mails at once",
    Cause.MAIL_REFUSED: "The mail server refused it",
    Cause.MAIL_NO_ANSWER: "The mail server did not answer",
    Cause.ADDRESS_GONE: "The email address is not confirmed any more",
    Cause.STALE: "It was too late to be worth sending",
    Cause.UNREADABLE: "The stored message is unreadable",
    Cause.DROPPED: "Its reason was gone",
    Cause.BUG: "A fault of the program",
}
KINDS: dict[str, str] = {
    "text": "message",
    "reminder": "reminder",
    "failure": "notice",
    "code": "code",
}
REASONS = ("Told them in person", "Not needed any more", "Will not work again")
"""Ready for a tap; positions are in old buttons."""


def groups(found: tuple[Group, ...], reader: Reader, note: str, t: Translate) -> Screen:
    """By cause, a numbered button each."""
    if not found:
        return Screen(lines(note, t("No message has failed. All is well.")))
    said = [
        f"{n}. <b>{cause(group.cause, t)}</b>: {group.count}\n"
        + t("the latest was planned for {when}").format(when=_when(group.latest, reader, t))
        for n, group in enumerate(found, 1)
    ]
    taps = [
        button(str(n), FailedTap(do=FailedDo.LIST, cause=group.cause))
        for n, group in enumerate(found, 1)
    ]
    title = f"<b>{t('Messages that could not be sent')}</b>"
    return Screen(lines(note, title, "\n".join(said)), keyboard(grid(taps, 6)))


def letters(page: Letters, reader: Reader, note: str, t: Translate) -> Screen:
    """The letters of one cause; who wrote them is a code, and what they say is not shown."""
    to_groups = [back(FailedTap(do=FailedDo.GROUPS), t)]
    title = f"<b>{cause(page.cause, t)}</b>: {page.total}"
    if not page.items:
        return Screen(lines(note, title, t("Nothing is left here.")), keyboard([to_groups]))
    said = [f"{n}. {_line(item, reader, t)}" for n, item in enumerate(page.items, 1)]
    taps = [
        button(str(n), FailedTap(do=FailedDo.OPEN, cause=page.cause, value=item.id))
        for n, item in enumerate(page.items, 1)
    ]
    retry = FailedTap(do=FailedDo.RETRY_ALL, cause=page.cause)
    drop = FailedTap(do=FailedDo.DROP_ALL, cause=page.cause)
    both = [button(t("Retry all"), retry, PRIMARY), button(t("Drop all …"), drop, DANGER)]
    rows = [*grid(taps, 4), _turns(page, t), both, to_groups]
    return Screen(lines(note, title, "\n".join(said)), keyboard(rows))


def card(it: Letter, reader: Reader, note: str, t: Translate) -> Screen:
    """One letter."""
    planned = t("Planned for {when}.").format(when=moment(it.at, reader.zone, reader.now, t))
    tries = t("Tries: {n}.").format(n=it.attempts)
    doubt = t("It may have arrived all the same.") if it.in_doubt else ""
    about = " ".join(part for part in (planned, tries, doubt) if part)
    title = f"<b>{cause(it.cause, t)}</b>\n{_who(it, t)}"
    retry = FailedTap(do=FailedDo.RETRY, cause=it.cause, value=it.id)
    drop = FailedTap(do=FailedDo.DROP, cause=it.cause, value=it.id)
    both = [button(t("Retry this one"), retry, PRIMARY), button(t("Drop this one …"), drop, DANGER)]
    to_list = [back(FailedTap(do=FailedDo.LIST, cause=it.cause), t)]
    return Screen(lines(note, title, about), keyboard([both, to_list]))


def ask_reason(group: str, message_id: int, note: str, t: Translate) -> Screen:
    """Why is it closed? message_id: 0 for all of the group."""
    what = t("No. {number}").format(number=message_id) if message_id else t("All of them")
    question = f"<b>{t('Why drop it? Tap a reason, or type one.')}</b>"
    rows: list[Row] = [
        [button(t(reason), FailedTap(do=FailedDo.REASON, cause=group, value=number))]
        for number, reason in enumerate(REASONS)
    ]
    return Screen(
        lines(note, f"{cause(group, t)}: {what}", question),
        keyboard([*rows, [back(FailedTap(do=FailedDo.LIST, cause=group), t)]]),
    )


def cause(name: str, t: Translate) -> str:
    """A cause in words."""
    return t(CAUSES.get(name, CAUSES[Cause.BUG]))


def retried(count: int, is_all: bool, t: Translate) -> str:
    """A note. is_all: whether none was left for another tap."""
    if not count:
        return t("There was nothing left to retry.")
    note = t("1 message is tried again now.") if count == 1 else (
        t("{n} messages are tried again now.").format(n=count)
    )  # fmt: skip
    return note if is_all else f"{note} {t('There are more: tap again.')}"


def dropped(count: int, is_all: bool, t: Translate) -> str:
    """A note. is_all: whether none was left for another tap."""
    if not count:
        return t("There was nothing left to drop.")
    note = t("Dropped: {n}.").format(n=count)
    return note if is_all else f"{note} {t('There are more: tap again.')}"


def gone(t: Translate) -> str:
    """A note: somebody was faster."""
    return t("That one has been dealt with already.")


def no_reason(t: Translate) -> str:
    """A note: what was sent is no reason."""
    return t("Please type a reason of at most 200 characters.")


def _line(it: Letter, reader: Reader, t: Translate) -> str:
    return f"{_who(it, t)}, {_when(it.at, reader, t)}"


def _who(it: Letter, t: Translate) -> str:
    kind = t(KINDS.get(it.kind, KINDS["text"]))
    return t("No. {number}, {kind} of {author}").format(
        number=it.id, kind=kind, author=f"<code>{it.author}</code>"
    )


def _when(at: datetime, reader: Reader, t: Translate) -> str:
    return short_moment(at, reader.zone, reader.now, t)


def _turns(page: Letters, t: Translate) -> Row:
    def to(number: int) -> FailedTap:
        return FailedTap(do=FailedDo.LIST, cause=page.cause, value=number)

    earlier = to(page.number - 1) if page.number > 0 else None
    later = to(page.number + 1) if page.number + 1 < page.pages else None
    return turns(earlier, later, t)
