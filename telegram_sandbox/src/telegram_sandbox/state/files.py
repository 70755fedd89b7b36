"""Files that were sent: their bytes, ids and picture sizes."""

import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from telegram_sandbox.params import Upload
from telegram_sandbox.refusals import bad

PHOTO_BYTES, FILE_BYTES, DOWNLOAD_BYTES = 10 << 20, 50 << 20, 20 << 20
PREFIX = {
    "photo": "AgACAgI",
    "video": "BAACAgI",
    "animation": "CgACAgI",
    "document": "BQACAgI",
    "audio": "CQACAgI",
    "voice": "AwACAgI",
    "sticker": "CAACAgI",
    "video_note": "DQACAgI",
}
FOLDER = {
    "photo": "photos",
    "video": "videos",
    "animation": "animations",
    "document": "documents",
    "audio": "music",
    "voice": "voice",
    "sticker": "stickers",
    "video_note": "video_notes",
}
KINDS = tuple(PREFIX)
PICTURES = ("photo", "video", "animation", "sticker")
NAMED = ("video", "animation", "document", "audio")
UNTYPED = ("photo", "sticker", "video_note")
LASTING = {kind: {"duration": 1} for kind in ("video", "animation", "audio", "voice")} | {
    "video_note": {"duration": 1, "length": 240}
}
BARE = ("sticker", "video_note")  # without a caption


@dataclass(frozen=True, slots=True)
class File:
    id: str
    unique_id: str
    kind: str
    path: str
    upload: Upload

    def shown(self) -> dict[str, Any]:
        """The fields that all file types of the Bot API share."""
        size = len(self.upload.data)
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": size}


@dataclass(slots=True)
class Files:
    """All files, by id and by path."""

    by_id: dict[str, File] = field(default_factory=dict)
    by_path: dict[str, File] = field(default_factory=dict)

    def store(self, kind: str, upload: Upload) -> File:
        """Store an upload.

        Raises:
            Refused: it is empty or too big, or not a picture although it should be.
        """
        if not upload.data:
            raise bad("file must be non-empty")
        if len(upload.data) > (PHOTO_BYTES if kind == "photo" else FILE_BYTES):
            raise bad("file is too big")
        if kind == "photo" and picture_size(upload.data) is None:
            raise bad("IMAGE_PROCESS_FAILED")
        ending = "." + upload.name.rsplit(".", 1)[-1] if "." in upload.name else ""
        path = f"{FOLDER[kind]}/file_{len(self.by_id)}{ending if ending.isascii() else ''}"
        number = PREFIX[kind] + secrets.token_urlsafe(40)
        file = File(number, "AQAD" + secrets.token_urlsafe(9), kind, path, upload)
        self.by_id[file.id] = self.by_path[file.path] = file
        return file

    def content(self, file: File) -> dict[str, Any]:
        """The fields of a Message that shows this file."""
        shown = file.shown() | _sized(file) | LASTING.get(file.kind, {})
        if file.kind not in UNTYPED:
            shown |= {"mime_type": file.upload.mime}
        if file.kind in NAMED:
            shown |= {"file_name": file.upload.name}
        if file.kind == "photo":
            return {"photo": [shown]}
        if file.kind == "animation":  # Telegram shows it as a document, too
            named = {"mime_type": file.upload.mime, "file_name": file.upload.name}
            return {"animation": shown, "document": file.shown() | named}
        return {file.kind: shown}


def _sized(file: File) -> dict[str, Any]:
    """The fields of kinds that have a picture."""
    if file.kind not in PICTURES:
        return {}
    width, height = picture_size(file.upload.data) or (512, 512)
    flat = {"type": "regular", "is_animated": False, "is_video": False}
    return {"width": width, "height": height} | (flat if file.kind == "sticker" else {})


def picture_size(data: bytes) -> tuple[int, int] | None:
    """The width and height of a PNG, GIF, JPEG or WebP picture; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return 512, 512
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
