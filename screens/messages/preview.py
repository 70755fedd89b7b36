"""What will be sent and when, before it is confirmed; and how the conversation ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.account.email import Address
from domain.messages.media import Attachment
from domain.messages.series import Repeat
from domain.messages.text import Entity, shortened, units
from domain.time.zones import to_wall, zone_label
from screens.account.callbacks import StartDo, StartTap
from screens.account.timezone import label
from screens.keyboard import PRIMARY, SUCCESS, Row, button, keyboard, short
from screens.messages.callbacks import ScheduleDo
from screens.messages.compose import Talk, back_and_cancel, destination, lines, place, whole
from screens.messages.content import change, labelled
from screens.messages.content import label as named
from screens.messages.my_messages import see_all
from screens.messages.series import marked, nexts
from screens.moment import ahead, clock, moment, short_moment
from screens.richtext import rich
from screens.screen import Screen, Translate

SHOWN = 3000  # UTF-16 units of the message; beside it our own words need room in 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is about to be scheduled.

    at, others: aware UTC; others are as likely. is_zone_known: whether the person chose their
    zone. named_zone: one that the words named, or "". message_id: the message being changed, 0
    for a new one. has_whole: whether message and time came out of one text. repeat: the rule if
    it repeats, series_id: the series being changed, 0 for a new one. to: title of the group or
    channel it goes to, or masked address of a message being changed. chat_id: of that group, 0 for
    none. address_id: one of `reachable` that a new one goes to. attachment: what is no text, then
    text is its caption. seal: of all of it.
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
    attachment: Attachment | None = None
    to: str = ""
    chat_id: int = 0
    address_id: int = 0
    reachable: Sequence[Address] = ()
    repeat: Repeat | None = None
    series_id: int = 0
    seal: int = 0


def preview(it: Preview, note: str, t: Translate) -> Screen:
    """The message as it will look, when it goes out, and what can be changed."""
    words = labelled(it.text, it.entities, it.attachment, t)
    shown, styles = shortened(*words, SHOWN)
    left = units(words[0]) - units(shown)
    text = lines(
        note,
        f"<b>{t('Shall I send you this?')}</b>",
        f"{_when(it, t)}\n{_about(it, t)}{_to(it, t)}",
        t("Your message:"),
        rich(shown, styles),
        t("… and {n} more characters.").format(n=left) if left else "",
    )
    return Screen(text, keyboard(_rows(it, t)))


def offer(talk: Talk, it: Attachment, t: Translate) -> Screen:
    """Something that is no text came out of the blue."""
    text = f"<i>{escape(named(it, t))}</i>\n{t('Shall I send it to you later?')}"
    rows = [
        [button(t("Schedule this"), talk.tap(ScheduleDo.TIME), PRIMARY)],
        [button(t("No, thanks"), talk.tap(ScheduleDo.CANCEL))],
    ]
    return Screen(text, keyboard(rows))


def done(at: datetime, zone: str, now: datetime, t: Translate, to: str = "") -> Screen:
    """It is planned. to: masked address, empty for the chat."""
    when, away = moment(at, zone, now, t), ahead(at, now, t)
    said = t("Done. I'll send it on {when} ({ahead}).")
    if to:
        said = t("Done. I'll send it to {address} on {when} ({ahead}).")
    return Screen(said.format(when=when, ahead=away, address=escape(to)), see_all(t))


def cancelled(is_change: bool, t: Translate) -> Screen:
    """The conversation is over and changed nothing."""
    if is_change:
        return Screen(t("Nothing was changed."), see_all(t))
    again = button(t("Schedule a message"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
    return Screen(t("Cancelled. Nothing was scheduled."), keyboard([[again]]))


def expired(t: Translate) -> Screen:
    """A button of a conversation that is gone and led to nothing."""
    again = button(t("Start again"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
    return Screen(t("This conversation has expired. Nothing was scheduled."), keyboard([[again]]))


def _when(it: Preview, t: Translate) -> str:
    """The instant, or the rule in words with its next occurrences; HTML."""
    zone, now = it.talk.zone, it.talk.now
    if it.repeat is None:
        return f"<b>{moment(it.at, zone, now, t)}</b>"
    return f"<b>{marked(it.repeat)}</b>\n{nexts(it.repeat, zone, now, t)}"


def _about(it: Preview, t: Translate) -> str:
    """How long from now, and in which zone the clock was read."""
    zone = it.talk.zone
    sentences = [f"{ahead(it.at, it.talk.now, t)} · {t('time zone')} {label(zone)}"]
    if it.named_zone and it.named_zone != zone:
        there = f"{clock(to_wall(it.at, it.named_zone))} {zone_label(it.at, it.named_zone)}"
        where = place(it.named_zone, it.at)
        sentences.append(t("That is {time} in {city}.").format(time=there, city=where))
    if not it.is_time_given:
        time = clock(to_wall(it.at, zone))
        sentences.append(t("You named no time, so I took {time}.").format(time=time))
    if not it.is_zone_known:
        sentences.append(t("I do not know your time zone yet, so I took the lab's."))
    return "\n".join(sentences)


def _to(it: Preview, t: Translate) -> str:
    """Where it goes, if not to this chat."""
    chosen = [item.masked for item in it.reachable if item.id == it.address_id]
    return destination(it.to or (chosen[0] if chosen else ""), t)


def _channels(it: Preview, t: Translate) -> list[Row]:
    """Another way for it to go."""
    if it.address_id:
        return [[button(t("Send it here instead"), it.talk.tap(ScheduleDo.MAIL))]]
    several = len(it.reachable) > 1
    named = t("Send to {address}") if several else t("Send by email")
    return [
        [button(named.format(address=short(item.masked)), it.talk.tap(ScheduleDo.MAIL, item.id))]
        for item in it.reachable
    ]


def _rows(it: Preview, t: Translate) -> list[Row]:
    talk = it.talk
    others = [
        [
            button(
                t("Or {when}").format(when=short_moment(at, talk.zone, talk.now, t)),
                talk.tap(ScheduleDo.OTHER, number),
            )
        ]
        for number, at in enumerate(it.others)
    ]
    confirm = talk.tap(ScheduleDo.CONFIRM, it.message_id, it.seal)
    if it.series_id:
        confirm = talk.tap(ScheduleDo.REPEAT, it.series_id, it.seal)
    return [
        [button(t("Confirm"), confirm, SUCCESS)],
        *others,
        [button(t("Show it"), talk.tap(ScheduleDo.SHOW))] if it.attachment else [],
        [
            button(t("Change time"), talk.tap(ScheduleDo.TIME)),
            button(change(it.attachment, t), talk.tap(ScheduleDo.TEXT)),
        ],
        *_channels(it, t),
        [_elsewhere(it, t)] if not (it.message_id or it.series_id or it.address_id) else [],
        [whole(talk, t)] if it.has_whole else [],
        [] if it.is_zone_known else [button(t("Change time zone"), talk.tap(ScheduleDo.ZONE))],
        back_and_cancel(talk, False, t),
    ]


def _elsewhere(it: Preview, t: Translate) -> InlineKeyboardButton:
    if it.chat_id:
        return button(t("Send it to me"), it.talk.tap(ScheduleDo.TO_ME))
    return button(t("Send elsewhere"), it.talk.tap(ScheduleDo.ELSEWHERE))
