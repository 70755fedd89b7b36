"""Where a scheduled message stands, in words."""

from datetime import datetime

from domain.account.email import masked
from domain.messages.delivery import Cause
from domain.messages.schedule import Scheduled, Status
from domain.messages.series import Series
from domain.time.zones import to_wall
from screens.account.timezone import label
from screens.language import Marked, _, marked, translated
from screens.moment import Reader, ahead, exact, length, moment, short_moment

CAUSES: dict[str, Marked] = {
    Cause.BLOCKED: marked("you had blocked me"),
    Cause.NO_CHAT: marked("Telegram did not find our chat"),
    Cause.REMOVED: marked("I was removed from there"),
    Cause.NO_RIGHTS: marked("you or I may not post there any more"),
    Cause.MEDIA_GONE: marked("Telegram no longer has the file, please send it to me anew"),
    Cause.BAD_REQUEST: marked("Telegram did not accept the message"),
    Cause.UNAUTHORIZED: marked("I could not sign in to Telegram"),
    Cause.FLOODED: marked("Telegram was too busy"),
    Cause.NOT_REACHED: marked("I could not reach Telegram"),
    Cause.NO_ANSWER: marked("Telegram did not answer"),
    Cause.SERVER_ERROR: marked("Telegram had a problem"),
    Cause.WORKER_LOST: marked("I was interrupted"),
    Cause.MAIL_NOT_REACHED: marked("I could not reach the mail server"),
    Cause.MAIL_UNAUTHORIZED: marked("the mail server did not let me in"),
    Cause.MAIL_DEFERRED: marked("the mail server would not take it in time"),
    Cause.MAIL_BUSY: marked("too many mails were waiting"),
    Cause.MAIL_REFUSED: marked("the mail server refused it"),
    Cause.MAIL_NO_ANSWER: marked("the mail server did not answer"),
    Cause.ADDRESS_GONE: marked("its address is not confirmed any more"),
    Cause.STALE: marked("it would have come too late"),
    Cause.UNREADABLE: marked("I could not read it any more"),
    Cause.DROPPED: marked("its reason was gone"),
    Cause.RESTORED: marked("I come from a backup, and it may have been sent before"),
    Cause.BUG: marked("something went wrong on my side"),
}
"""Ends of 'failed because …'."""


def state(it: Scheduled, reader: Reader) -> str:
    """A few words: 'tomorrow 09:00', 'sent 09:00:00', 'failed because …'. Plain text."""
    match it.status:
        case Status.SCHEDULED:
            return _waiting(it, reader)
        case Status.SENDING:
            return _("being sent now")
        case Status.SENT:
            return _sent(it, reader)
        case Status.CANCELLED:
            return _("cancelled")
        case Status.DEAD:
            return _("failed because {cause}").format(cause=cause(it))


def headline(it: Scheduled, reader: Reader) -> str:
    """The first line of its card. Plain text."""
    if it.status is Status.SCHEDULED:
        return reader.moment(it.at)
    words = state(it, reader)
    return words[:1].upper() + words[1:]


def below(it: Scheduled, reader: Reader) -> str:
    """The line under it. Plain text."""
    zone, now = reader.zone, reader.now
    if it.status is not Status.SCHEDULED:
        is_doubtful = it.in_doubt and it.status is Status.DEAD
        doubt = _("It may have arrived all the same.") if is_doubtful else ""
        if it.is_dropped:
            doubt = _("The lab has closed it.")
        planned = _("Planned for {when}.").format(when=moment(it.at, zone, now))
        return f"{planned} {doubt}".rstrip()
    if it.next_try_at > it.at:
        again = short_moment(it.next_try_at, zone, now)
        said = _("It did not go through yet; next try {again}.").format(again=again)
        return f"{said} {_('It may come twice.')}" if it.in_doubt else said
    return f"{ahead(it.at, now)} · {_('time zone')} {label(zone)}"


def where(it: Scheduled | Series) -> str:
    """Where it goes, empty for the author's own chat. Plain text."""
    if it.address:
        return masked(it.address)
    return it.to or (_("a group that I no longer know") if it.chat_id else "")


def cause(it: Scheduled) -> str:
    """Why it could not be sent."""
    return translated(CAUSES.get(it.cause or "", CAUSES[Cause.BUG]))


def too_late(it: Scheduled) -> str:
    """Why it cannot be changed any more."""
    match it.status:
        case Status.SENT:
            return _("It has been sent already, so it cannot be changed.")
        case Status.CANCELLED:
            return _("It was cancelled, so it cannot be changed.")
        case Status.DEAD:
            return _("It could not be sent, so it cannot be changed.")
        case _:
            return _("It is being sent just now, so it cannot be changed.")


def _sent(it: Scheduled, reader: Reader) -> str:
    said = _("sent {when}").format(when=_exactly(it.sent_at or it.at, reader))
    if it.late_for:
        said = f"{said}, {_('late by {length}').format(length=length(it.late_for))}"
    return f"{said}, {_('may have arrived twice')}" if it.in_doubt else said


def _waiting(it: Scheduled, reader: Reader) -> str:
    when = reader.short(it.at)
    if it.next_try_at <= it.at:
        return when
    again = reader.short(it.next_try_at)
    return _("{when}, next try {again}").format(when=when, again=again)


def _exactly(at: datetime, reader: Reader) -> str:
    """To the second; with the day if it is not today."""
    clock = exact(at, reader.zone)
    if to_wall(at, reader.zone).date() == to_wall(reader.now, reader.zone).date():
        return clock
    day = reader.short(at).rsplit(",", 1)[0]
    return f"{day}, {clock}"
