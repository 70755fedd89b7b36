"""Groups and channels: who is in them, and what the bot may do there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram_sandbox.refusals import Impossible, Refused, bad, forbidden

Json = dict[str, Any]
TYPES = ("group", "supergroup", "channel")
STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")
INSIDE = frozenset({"creator", "administrator", "member", "restricted"})
RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(slots=True)
class Member:
    """Somebody's status; may_post counts for restricted members and for channel administrators."""

    status: str
    may_post: bool = True

    @property
    def is_admin(self) -> bool:
        return self.status in {"creator", "administrator"}


@dataclass(slots=True)
class Group:
    """A group or a channel; moved_to is the id of the supergroup that it became."""

    id: int
    type: str
    title: str
    members: dict[int, Member] = field(default_factory=dict)
    moved_to: int | None = None

    @property
    def is_channel(self) -> bool:
        """Whether posts appear under the channel's own name."""
        return self.type == "channel"

    def peer(self) -> Json:
        """The Chat of the Bot API."""
        return {"id": self.id, "type": self.type, "title": self.title}

    def place_of(self, number: int) -> Member:
        """Somebody's status; people who are not in the group count as having left."""
        return self.members.get(number, Member("left"))

    def shown(self) -> Json:
        """As the chat page sees it."""
        places = {str(number): place.status for number, place in self.members.items()}
        return self.peer() | {"members": places, "moved_to": self.moved_to}

    def member(self, user: Json) -> Json:
        """The ChatMember of somebody."""
        place = self.place_of(user["id"])
        told: Json = {"status": place.status, "user": user}
        match place.status:
            case "creator":
                return told | {"is_anonymous": False}
            case "administrator":
                rights = dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True}
                posts = {"can_post_messages": place.may_post} if self.is_channel else {}
                return told | {"can_be_edited": False} | rights | posts
            case "restricted":
                may = dict.fromkeys(PERMISSIONS, place.may_post)
                return told | may | {"is_member": True, "until_date": 0}
            case "kicked":
                return told | {"until_date": 0}
        return told

    def check_inside(self, bot: int) -> None:
        """Check that the bot is a member.

        Raises:
            Refused: it was removed or never added, or the group has another id now.
        """
        if self.moved_to is not None:
            told = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, told, {"migrate_to_chat_id": self.moved_to})
        status = self.place_of(bot).status
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {self.type} chat")
        if status not in INSIDE:
            raise forbidden(f"bot is not a member of the {self.type} chat")

    def check_posting(self, bot: int) -> None:
        """Check that the bot may write.

        Raises:
            Refused: it is not a member, or lacks the rights.
        """
        self.check_inside(bot)
        place = self.place_of(bot)
        if self.is_channel and not (place.is_admin and place.may_post):
            raise bad("need administrator rights in the channel chat")
        if place.status == "restricted" and not place.may_post:
            raise bad("not enough rights to send text messages to the chat")


@dataclass(slots=True)
class Groups:
    by_id: dict[int, Group] = field(default_factory=dict)
    _small: Iterator[int] = field(default_factory=lambda: count(4_000_000_001))
    _large: Iterator[int] = field(default_factory=lambda: count(1_002_000_000_001))

    def add(self, kind: str, title: Any) -> Group:
        """Add a group without members.

        Raises:
            Impossible: there is no title, or no such type.
        """
        if kind not in TYPES:
            raise Impossible(f"type must be one of {', '.join(TYPES)}")
        if not isinstance(title, str) or not title.strip():
            raise Impossible("A group needs a title")
        number = -next(self._small if kind == "group" else self._large)
        group = self.by_id[number] = Group(number, kind, title.strip())
        return group

    def restore(self, group: Group) -> None:
        """Put back a group of an earlier sandbox; new ones are numbered beyond it."""
        self.by_id[group.id] = group
        if group.type == "group":
            self._small = count(max(-group.id + 1, next(self._small)))
        else:
            self._large = count(max(-group.id + 1, next(self._large)))

    def get(self, number: int) -> Group:
        """The group with this id.

        Raises:
            Impossible: there is none.
        """
        if found := self.by_id.get(number):
            return found
        raise Impossible(f"There is no group {number}", 404)
