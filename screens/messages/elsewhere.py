"""Choosing a group or channel for a message."""

from html import escape

from aiogram.types import (
    ChatAdministratorRights,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)

from domain.refusals import NotFound, Refusal
from screens import refusal
from screens.screen import Screen, Translate

GROUP, CHANNEL = 1, 2  # request_id


def picker(t: Translate) -> Screen:
    """Telegram's own list of chats, narrowed to those where it can work."""
    text = t("Where shall I send it? You and I must be there, and you an administrator.")
    keys = ReplyKeyboardMarkup(
        keyboard=[
            [
                KeyboardButton(text=t("Choose a group"), request_chat=_request(GROUP)),
                KeyboardButton(text=t("Choose a channel"), request_chat=_request(CHANNEL)),
            ]
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )
    return Screen(text, keys)


def why_not(refused: Refusal, t: Translate) -> str:
    """A note, as HTML."""
    if isinstance(refused, NotFound):
        return t("I did not find that group or channel. Please add me there first.")
    return escape(refusal.words(refused, t))


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
    needed = {"can_post_messages": True} if is_channel else {}
    return ChatAdministratorRights(
        is_anonymous=False,
        can_manage_chat=True,
        can_delete_messages=False,
        can_manage_video_chats=False,
        can_restrict_members=False,
        can_promote_members=False,
        can_change_info=False,
        can_invite_users=False,
        can_post_stories=False,
        can_edit_stories=False,
        can_delete_stories=False,
        can_send_welcome_messages=False,
        **needed,
    )
