"""Where a scheduled message stands, in words."""

from dataclasses import dataclass
from datetime import datetime

from domain.account.email import masked
from domain.messages.delivery import Cause
from domain.messages.schedule import Scheduled, Status
from domain.messages.series import Series
from domain.time.zones import to_wall
from screens.account.timezone import label
from screens.moment import ahead, exact, length, moment, short_moment
from screens.screen import Translate

CAUSES: dict[str, str] = {
    Cause.BLOCKED: "you had blocked me",
    Cause.NO_CHAT: "Telegram did not find our chat",
    Cause.REMOVED: "I was removed from there",
    Cause.NO_RIGHTS: "you or I may not post there any more",
    Cause.MEDIA_GONE: "Telegram no longer has the file, please send it to me anew",
    Cause.BAD_REQUEST: "Telegram did not accept the message",
    Cause.UNAUTHORIZED: "I could not sign in to Telegram",
    Cause.FLOODED: "Telegram was too busy",
    Cause.NOT_REACHED: "I could not reach Telegram",
    Cause.NO_ANSWER: "Telegram did not answer",
    Cause.SERVER_ERROR: "Telegram had a problem",
    Cause.WORKER_LOST: "I was interrupted",
    Cause.MAIL_NOT_REACHED: "I could not reach the mail server",
    Cause.MAIL_UNAUTHORIZED: "the mail server did not let me in",
    Cause.MAIL_DEFERRED: "the mail server would not take it in time",
    Cause.MAIL_BUSY: "too many mails were waiting",
    Cause.MAIL_REFUSED: "the mail server refused it",
    Cause.MAIL_NO_ANSWER: "the mail server did not answer",
    Cause.ADDRESS_GONE: "its address is not confirmed any more",
    Cause.STALE: "it would have come too late",
    Cause.UNREADABLE: "I could not read it any more",
    Cause.DROPPED: "its reason was gone",
    Cause.BUG: "something went wrong on my side",
}
"""Ends of 'failed because …'."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at it. zone: theirs, IANA. now: aware UTC."""

    zone: str
    now: datetime


def state(it: Scheduled, reader: Reader, t: Translate) -> str:
    """A few words: 'tomorrow 09:00', 'sent 09:00:00', 'failed because …'. Plain text."""
    match it.status:
        case Status.SCHEDULED:
            return _waiting(it, reader, t)
        case Status.SENDING:
            return t("being sent now")
        case Status.SENT:
            return _sent(it, reader, t)
        case Status.CANCELLED:
            return t("cancelled")
        case Status.DEAD:
            return t("failed because {cause}").format(cause=cause(it, t))


def headline(it: Scheduled, reader: Reader, t: Translate) -> str:
    """The first line of its card. Plain text."""
    if it.status is Status.SCHEDULED:
        return moment(it.at, reader.zone, reader.now, t)
    words = state(it, reader, t)
    return words[:1].upper() + words[1:]


def below(it: Scheduled, reader: Reader, t: Translate) -> str:
    """The line under it. Plain text."""
    zone, now = reader.zone, reader.now
    if it.status is not Status.SCHEDULED:
        is_doubtful = it.in_doubt and it.status is Status.DEAD
        doubt = t("It may have arrived all the same.") if is_doubtful else ""
        if it.is_dropped:
            doubt = t("The lab has closed it.")
        planned = t("Planned for {when}.").format(when=moment(it.at, zone, now, t))
        return f"{planned} {doubt}".rstrip()
    if it.next_try_at > it.at:
        again = short_moment(it.next_try_at, zone, now, t)
        said = t("It did not go through yet; next try {again}.").format(again=again)
        return f"{said} {t('It may come twice.')}" if it.in_doubt else said
    return f"{ahead(it.at, now, t)} · {t('time zone')} {label(zone)}"


def where(it: Scheduled | Series, t: Translate) -> str:
    """Where it goes, empty for the author's own chat. Plain text."""
    if it.address:
        return masked(it.address)
    return it.to or (t("a group that I no longer know") if it.chat_id else "")


def cause(it: Scheduled, t: Translate) -> str:
    """Why it could not be sent."""
    return t(CAUSES.get(it.cause or "", CAUSES[Cause.BUG]))


def too_late(it: Scheduled, t: Translate) -> str:
    """Why it cannot be changed any more."""
    match it.status:
        case Status.SENT:
            return t("It has been sent already, so it cannot be changed.")
        case Status.CANCELLED:
            return t("It was cancelled, so it cannot be changed.")
        case Status.DEAD:
            return t("It could not be sent, so it cannot be changed.")
        case _:
            return t("It is being sent just now, so it cannot be changed.")


def _sent(it: Scheduled, reader: Reader, t: Translate) -> str:
    said = t("sent {when}").format(when=_exactly(it.sent_at or it.at, reader, t))
    if it.late_for:
        said = f"{said}, {t('late by {length}').format(length=length(it.late_for, t))}"
    return f"{said}, {t('may have arrived twice')}" if it.in_doubt else said


def _waiting(it: Scheduled, reader: Reader, t: Translate) -> str:
    when = short_moment(it.at, reader.zone, reader.now, t)
    if it.next_try_at <= it.at:
        return when
    again = short_moment(it.next_try_at, reader.zone, reader.now, t)
    return t("{when}, next try {again}").format(when=when, again=again)


def _exactly(at: datetime, reader: Reader, t: Translate) -> str:
    """To the second; with the day if it is not today."""
    clock = exact(at, reader.zone)
    if to_wall(at, reader.zone).date() == to_wall(reader.now, reader.zone).date():
        return clock
    day = short_moment(at, reader.zone, reader.now, t).rsplit(",", 1)[0]
    return f"{day}, {clock}"
