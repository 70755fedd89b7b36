"""What will be sent and when, before it is confirmed; and how the conversation ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.account.email import Address
from domain.messages.content import Text
from domain.messages.media import Attachment
from domain.messages.series import Repeat
from domain.messages.text import Entity
from domain.time.zones import to_wall, zone_label
from screens.account.timezone import label
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, SUCCESS, Row, button, keyboard
from screens.language import _
from screens.messages.callbacks import ScheduleDo
from screens.messages.compose import Talk, back_and_cancel, place, whole
from screens.messages.content import change, destination, labelled, shown
from screens.messages.content import label as named
from screens.messages.my_messages import see_all
from screens.messages.series import headline, nexts
from screens.moment import ahead, clock, moment, short_moment
from screens.screen import Screen, html_of, lines, short

HEARD = 80  # characters of what was read as the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is about to be scheduled.

    at, others: aware UTC; others are as likely. is_zone_known: whether the person chose their
    zone. named_zone: one that the words named, or "". message_id: the message being changed, 0
    for a new one. has_whole: whether message and time came out of one text; heard: the words of
    it that were taken as the time. repeat: the rule if it repeats, series_id: the series being
    changed, 0 for a new one. to: title of the group or channel it goes to, or masked address of a
    message being changed. chat_id: of that group, 0 for none. address_id: one of `reachable` that
    a new one goes to. attachment: what is no text, then text is its caption. seal: of all of it.
    tie: sentences about the visit that it is tied to, or "".
    """

    talk: Talk
    text: str
    entities: Sequence[Entity]
    at: datetime
    is_zone_known: bool = True
    named_zone: str = ""
    is_time_given: bool = True
    others: tuple[datetime, ...] = ()
    message_id: int = 0
    has_whole: bool = False
    heard: str = ""
    attachment: Attachment | None = None
    to: str = ""
    chat_id: int = 0
    address_id: int = 0
    reachable: Sequence[Address] = ()
    repeat: Repeat | None = None
    series_id: int = 0
    seal: int = 0
    tie: str = ""


def preview(it: Preview, note: str) -> Screen:
    """The message as it will look, when it goes out, and what can be changed."""
    words = labelled(Text(it.text, tuple(it.entities)), it.attachment)
    text = lines(
        note,
        f"<b>{_('Shall I send you this?')}</b>",
        f"{_when(it)}\n{_about(it)}{_to(it)}",
        shown(words),
    )
    return Screen(text, keyboard(_rows(it)))


def offer(talk: Talk, it: Attachment) -> Screen:
    """Something that is no text came out of the blue."""
    text = f"<i>{escape(named(it))}</i>\n{_('Shall I send it to you later?')}"
    rows = [
        [button(_("Schedule this"), talk.tap(ScheduleDo.TIME), PRIMARY)],
        [button(_("No, thanks"), talk.tap(ScheduleDo.CANCEL))],
    ]
    return Screen(text, keyboard(rows))


def done(at: datetime, zone: str, now: datetime, to: str = "", *, is_tied: bool = False) -> Screen:
    """It is planned. to: masked address, empty for the chat. is_tied: to a visit."""
    when, away = moment(at, zone, now), ahead(at, now)
    said = _("Done. I'll send it on {when} ({ahead}).")
    if to:
        said = _("Done. I'll send it to {address} on {when} ({ahead}).")
    text = said.format(when=when, ahead=away, address=escape(to))
    return Screen(f"{text}\n{_('It moves with your visit.')}" if is_tied else text, see_all())


def cancelled(is_change: bool) -> Screen:
    """The last screen of a conversation that changed nothing."""
    if is_change:
        return Screen(_("Nothing was changed."), see_all())
    again = button(_("Schedule a message"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
    return Screen(_("Cancelled. Nothing was scheduled."), keyboard([[again]]))


def _when(it: Preview) -> str:
    """The instant, or the rule in words with its next occurrences; HTML."""
    zone, now = it.talk.zone, it.talk.now
    if it.repeat is None:
        return f"<b>{moment(it.at, zone, now)}</b>"
    return f"<b>{headline(it.repeat)}</b>\n{nexts(it.repeat, zone, now)}"


def _about(it: Preview) -> str:
    """How long from now, and in which zone the clock was read."""
    zone = it.talk.zone
    sentences = [f"{ahead(it.at, it.talk.now)} · {_('time zone')} {label(zone)}"]
    sentences += [it.tie] if it.tie else []
    if it.heard:
        sentences.append(_("I read “{words}” as the time.").format(words=html_of(it.heard, HEARD)))
    if it.named_zone and it.named_zone != zone:
        there = f"{clock(to_wall(it.at, it.named_zone))} {zone_label(it.at, it.named_zone)}"
        where = place(it.named_zone, it.at)
        sentences.append(_("That is {time} in {city}.").format(time=there, city=where))
    if not it.is_time_given:
        time = clock(to_wall(it.at, zone))
        sentences.append(_("You named no time, so I took {time}.").format(time=time))
    if not it.is_zone_known:
        sentences.append(_("I do not know your time zone yet, so I took the lab's."))
    return "\n".join(sentences)


def _to(it: Preview) -> str:
    """Where it goes, if not to this chat."""
    chosen = [item.masked for item in it.reachable if item.id == it.address_id]
    return destination(it.to or (chosen[0] if chosen else ""))


def _channels(it: Preview) -> list[Row]:
    """Another way for it to go."""
    if it.address_id:
        return [[button(_("Send it here instead"), it.talk.tap(ScheduleDo.MAIL))]]
    several = len(it.reachable) > 1
    named = _("Send to {address}") if several else _("Send by email")
    return [
        [button(named.format(address=short(item.masked)), it.talk.tap(ScheduleDo.MAIL, item.id))]
        for item in it.reachable
    ]


def _rows(it: Preview) -> list[Row]:
    talk = it.talk
    others = [
        [
            button(
                _("Or {when}").format(when=short_moment(at, talk.zone, talk.now)),
                talk.tap(ScheduleDo.OTHER, number),
            )
        ]
        for number, at in enumerate(it.others)
    ]
    confirm = talk.tap(ScheduleDo.CONFIRM, it.message_id, it.seal)
    if it.series_id:
        confirm = talk.tap(ScheduleDo.REPEAT, it.series_id, it.seal)
    return [
        [button(_("Confirm"), confirm, SUCCESS)],
        *others,
        [button(_("Show it"), talk.tap(ScheduleDo.SHOW))] if it.attachment else [],
        [
            button(_("Change time"), talk.tap(ScheduleDo.TIME)),
            button(change(it.attachment), talk.tap(ScheduleDo.TEXT)),
        ],
        *_channels(it),
        [_elsewhere(it)] if not (it.message_id or it.series_id or it.address_id) else [],
        [whole(talk)] if it.has_whole else [],
        [] if it.is_zone_known else [button(_("Change time zone"), talk.tap(ScheduleDo.ZONE))],
        back_and_cancel(talk, False),
    ]


def _elsewhere(it: Preview) -> InlineKeyboardButton:
    if it.chat_id:
        return button(_("Send it to me"), it.talk.tap(ScheduleDo.TO_ME))
    return button(_("Send elsewhere"), it.talk.tap(ScheduleDo.ELSEWHERE))
