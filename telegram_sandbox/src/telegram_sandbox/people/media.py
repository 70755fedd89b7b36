"""How people send files, albums and polls."""

from collections.abc import Sequence

from telegram_sandbox.calls.polls import poll_of
from telegram_sandbox.params import Params, Upload
from telegram_sandbox.people.acts import styled_text, writes
from telegram_sandbox.refusals import Impossible, Refused
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.files import BARE
from telegram_sandbox.state.people import Person
from telegram_sandbox.state.world import World
from telegram_sandbox.text.units import CAPTION_UNITS, units

ALBUM = 10  # items that clients send together


def sends_file(
    world: World,
    person: Person,
    kind: str,
    upload: Upload,
    *,
    caption: str = "",
    reply_to: int | None = None,
) -> Json:
    """Send a file of one of files.KINDS, perhaps as a reply.

    Raises:
        Impossible: it is empty, too big, or not a picture.
    """
    return writes(world, person, _content(world, person, kind, upload, caption=caption), reply_to)


def sends_album(
    world: World,
    person: Person,
    kind: str,
    uploads: Sequence[Upload],
    *,
    caption: str = "",
    reply_to: int | None = None,
) -> list[Json]:
    """Send files one message each, in albums of ten, with the caption under the first.

    Each of them is the reply, if they are one.

    Raises:
        Impossible: one of them cannot be sent, or their kind cannot be in an album.
    """
    if kind not in {"photo", "video", "document", "audio"}:
        raise Impossible(f"A {kind} stands alone")
    captions = [caption, *[""] * (len(uploads) - 1)]
    contents = [
        _content(world, person, kind, upload, caption=words)
        for upload, words in zip(uploads, captions, strict=True)
    ]
    group, sent = "", []
    for number, content in enumerate(contents):
        group = world.new_group() if number % ALBUM == 0 else group
        sent.append(writes(world, person, {"media_group_id": group} | content, reply_to))
    return sent


def sends_poll(world: World, person: Person, wish: Json) -> Json:
    """Send a poll or a quiz, with the parameters of sendPoll.

    Raises:
        Impossible: Telegram would refuse it.
    """
    try:
        poll = poll_of(world, Params(wish))
    except Refused as refused:
        raise Impossible(refused.description) from None
    return writes(world, person, {"poll": poll})


def _content(world: World, person: Person, kind: str, upload: Upload, *, caption: str) -> Json:
    if person.is_blocked:
        raise Impossible(f"{person.first_name} has blocked the bot; unblock it first", 409)
    if units(caption) > CAPTION_UNITS:
        raise Impossible(f"A caption has at most {CAPTION_UNITS} characters")
    try:
        file = world.files.store(kind, upload)
    except Refused as refused:
        raise Impossible(refused.description) from None
    content = world.files.content(file)
    if caption.strip() and kind not in BARE:
        told = styled_text(caption.strip(), caption.strip(), [])
        content |= told.content("caption", "caption_entities")
    return content
