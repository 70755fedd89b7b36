"""The questions of the scheduling conversation: what, when, and in which zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiogram.types import (
    ChatAdministratorRights,
    InlineKeyboardButton,
    KeyboardButton,
    KeyboardButtonRequestChat,
)

from domain.messages.content import Text
from domain.messages.quick_times import Suggestion
from domain.time.zones import offset_label, offset_of, to_wall, zone_label
from screens.account.timezone import label
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, Row, back, button, grid, keyboard, request
from screens.language import _
from screens.messages.callbacks import ScheduleDo, ScheduleTap
from screens.messages.content import glimpse
from screens.moment import clock, short_moment
from screens.screen import Screen, lines, short

GROUP, CHANNEL = 1, 2  # request_id


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation a screen belongs to. zone: the person's, IANA. now: aware UTC."""

    intent: str
    zone: str
    now: datetime

    def tap(self, do: ScheduleDo, value: int = 0, seal: int = 0) -> ScheduleTap:
        """What a button of this conversation sends."""
        return ScheduleTap(intent=self.intent, do=do, value=value, seal=seal)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that can be read in several ways.

    question: ours, in words. options: instants (aware UTC) with the message each leaves, "" if
    it leaves the one that is written. message: text and formatting that all have in common.
    has_whole: whether all of the words can be the message.
    """

    question: str
    options: Sequence[tuple[datetime, str]]
    message: Text | None
    has_whole: bool


def ask_text(talk: Talk, when: str, has_whole: bool, note: str) -> Screen:
    """The first question. when: the time in words if it was said first, 'on …' or 'every …', else
    ''; has_whole: whether there are words to be kept.
    """
    if when:
        question, hint = _("What shall I send you {when}?").format(when=when), ""
    else:
        question, hint = _("What shall I send you?"), _("Type it, or say all at once: “{example}”.")
    text = _question(note, question, hint.format(example=_("tomorrow 9am Call mum")))
    rows = [[whole(talk)] if has_whole else [], back_and_cancel(talk, bool(when))]
    return Screen(text, keyboard(rows))


def ask_new_text(talk: Talk, note: str) -> Screen:
    """Another text instead of the one in the preview."""
    text = _question(note, _("What shall I send instead?"))
    return Screen(text, keyboard([back_and_cancel(talk, True)]))


def ask_time(talk: Talk, message: Text, quick: Sequence[Suggestion], note: str) -> Screen:
    """When is it sent? message: what will be sent."""
    hint = _("Tap a time, or type one: “in 20 minutes”, “friday 6pm”, “3 May 10:30”.")
    text = _question(note, _("When shall I send it?"), hint, message)
    taps = [_suggested(talk, item) for item in quick]
    return Screen(text, keyboard([*grid(taps, 2), back_and_cancel(talk, True)]))


def ask_rule(talk: Talk, message: Text, note: str) -> Screen:
    """How often is a message sent that repeats?"""
    hint = _("Type it, like “every monday 9am”, or only another time of day, like “10:30”.")
    text = _question(note, _("How often shall I send it?"), hint, message)
    return Screen(text, keyboard([back_and_cancel(talk, True)]))


def choose(talk: Talk, doubt: Doubt, note: str) -> Screen:
    """Several readings, a button each."""
    hint = _("Tap one, or type another time.")
    text = _question(note, doubt.question, hint, doubt.message)
    rows = [[_reading(talk, doubt, number)] for number in range(len(doubt.options))]
    kept = [whole(talk)] if doubt.has_whole else []
    return Screen(text, keyboard([*rows, kept, back_and_cancel(talk, True)]))


def ask_which(talk: Talk, message: Text | None, is_booking: bool, note: str) -> Screen:
    """Something at the lab, or a message? is_booking: a visit to book, else one that is booked."""
    if is_booking:
        question = _("Would you like to book a test, or is this a message to send you?")
        instead = button(_("Book a test"), talk.tap(ScheduleDo.BOOK), PRIMARY)
    else:
        question = _("Is it about your booking, or is this a message to send you?")
        instead = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS), PRIMARY)
    keep = button(_("Send me the message"), talk.tap(ScheduleDo.KEEP))
    rows: list[Row] = [[instead], [keep], back_and_cancel(talk, False)]
    return Screen(_question(note, question, "", message), keyboard(rows))


def ask_zone(talk: Talk, zones: Sequence[str], note: str) -> Screen:
    """Which zone? zones: IANA names on offer."""
    here = _("I took {zone}, where it is {time} now.").format(
        zone=label(talk.zone), time=f"{to_wall(talk.now, talk.zone):%H:%M}"
    )
    question = _("Which city are you in?")
    hint = _("Type a city, or what time it is for you: “Lisbon”, “14:35”.")
    taps = [
        button(
            f"{place(name, talk.now)} {to_wall(talk.now, name):%H:%M}",
            talk.tap(ScheduleDo.PLACE, number),
        )
        for number, name in enumerate(zones)
    ]
    rows = [*grid(taps, 2), back_and_cancel(talk, True)]
    return Screen(lines(note, here, f"<b>{question}</b>\n{hint}"), keyboard(rows))


def place(zone: str, at: datetime) -> str:
    """The city of an IANA name, 'New York'; 'UTC+02:00' for a zone that is none."""
    if "/" not in zone or zone.startswith("Etc/"):
        return offset_label(offset_of(at, zone))
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def whole(talk: Talk) -> InlineKeyboardButton:
    """For words of time that belong to the message."""
    return button(_("Keep the whole text"), talk.tap(ScheduleDo.WHOLE))


def back_and_cancel(talk: Talk, has_back: bool) -> Row:
    """The last row of every question."""
    earlier = [back(talk.tap(ScheduleDo.BACK))] if has_back else []
    return [*earlier, button(_("Cancel"), talk.tap(ScheduleDo.CANCEL))]


def _question(note: str, question: str, hint: str = "", message: Text | None = None) -> str:
    asked = f"<b>{question}</b>\n{hint}".rstrip()
    message_shown = (_("Your message:"), glimpse(message)) if message else ()
    return lines(note, asked, *message_shown)


def _reading(talk: Talk, doubt: Doubt, number: int) -> InlineKeyboardButton:
    """One reading: its time, and its message if the others leave another."""
    at, left = doubt.options[number]
    label = f"{short_moment(at, talk.zone, talk.now)} {zone_label(at, talk.zone)}"
    if doubt.message is None and left:
        label = f"{label}: {short(left)}"
    return button(label, talk.tap(ScheduleDo.OPTION, number), PRIMARY)


def _suggested(talk: Talk, item: Suggestion) -> InlineKeyboardButton:
    names = (_("In 1 hour"), _("This evening {time}"), _("Tomorrow {time}"), _("Monday {time}"))
    label = names[item.number].format(time=clock(item.wall))
    return button(label, talk.tap(ScheduleDo.QUICK, item.number))


def picker() -> Screen:
    """Telegram's own list of chats, narrowed to those where it can work."""
    text = _("Where shall I send it? You and I must be there, and you an administrator.")
    group = KeyboardButton(text=_("Choose a group"), request_chat=_request(GROUP))
    channel = KeyboardButton(text=_("Choose a channel"), request_chat=_request(CHANNEL))
    return Screen(text, request(group, channel))


def _request(number: int) -> KeyboardButtonRequestChat:
    is_channel = number == CHANNEL
    return KeyboardButtonRequestChat(
        request_id=number,
        chat_is_channel=is_channel,
        bot_is_member=True,
        request_title=True,
        user_administrator_rights=_rights(is_channel),
    )


def _rights(is_channel: bool) -> ChatAdministratorRights:
    """What the person must be allowed: to post in a channel, to manage a group."""
    needed = {"can_manage_chat", "can_post_messages"} if is_channel else {"can_manage_chat"}
    fields = ChatAdministratorRights.model_fields.items()
    named = needed | {name for name, field in fields if field.is_required()}
    return ChatAdministratorRights(**{name: name in needed for name in named})
