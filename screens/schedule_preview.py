"""What will be sent and when, before it is confirmed; and how the conversation ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from domain.address import Address
from domain.entities import Entity, shortened, units
from domain.series import Repeat
from domain.zones import to_wall, zone_label
from screens.callbacks import ScheduleDo, StartDo, StartTap
from screens.keyboard import PRIMARY, SUCCESS, Row, button, keyboard, short
from screens.moment import ahead, clock, moment, short_moment
from screens.repeat import marked, nexts
from screens.richtext import rich
from screens.schedule import Talk, back_and_cancel, destination, lines, place, whole
from screens.scheduled import see_all
from screens.screen import Screen, Translate
from screens.timezone import label

SHOWN = 3000  # UTF-16 units of the message; beside it our own words need room in 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is about to be scheduled.

    at, others: aware UTC; others are as likely. is_zone_known: whether the person chose their
    zone. named_zone: one that the words named, or "". message_id: the message being changed, 0
    for a new one. has_whole: whether message and time came out of one text. repeat: the rule if
    it repeats, series_id: the series being changed, 0 for a new one. to: masked address that a
    message being changed goes to. address_id: one of `reachable` that a new one goes to. seal: of
    all of it.
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
    to: str = ""
    address_id: int = 0
    reachable: Sequence[Address] = ()
    repeat: Repeat | None = None
    series_id: int = 0
    seal: int = 0


def preview(it: Preview, note: str, t: Translate) -> Screen:
    """The message as it will look, when it goes out, and what can be changed."""
    shown, styles = shortened(it.text, it.entities, SHOWN)
    left = units(it.text) - units(shown)
    text = lines(
        note,
        f"<b>{t('Shall I send you this?')}</b>",
        f"{_when(it, t)}\n{_about(it, t)}{_to(it, t)}",
        t("Your message:"),
        rich(shown, styles),
        t("… and {n} more characters.").format(n=left) if left else "",
    )
    return Screen(text, keyboard(_rows(it, t)))


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
        [
            button(t("Change time"), talk.tap(ScheduleDo.TIME)),
            button(t("Change text"), talk.tap(ScheduleDo.TEXT)),
        ],
        *_channels(it, t),
        [whole(talk, t)] if it.has_whole else [],
        [] if it.is_zone_known else [button(t("Change time zone"), talk.tap(ScheduleDo.ZONE))],
        back_and_cancel(talk, False, t),
    ]
