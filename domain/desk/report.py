"""Reports: which files may be one, and the secret that opens it."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest

from domain.refusals import FileUnfit, SecretInvalid

LARGEST = 20 * 1024 * 1024  # bytes; what any phone opens
TRIES = 3
PDF, PHOTO = "application/pdf", "photo"
CARD = re.compile(r"Booking (?:No\.|number:) (\d{1,18})\b")
CAPTION = re.compile(r"(?:(?:report|booking)\s*)?(?:no\.?|number|#)?\s*(\d{1,18})", re.IGNORECASE)
SECRET = re.compile(r"\d{4,6}")
FINE = ("pdf", "jpg", "jpeg", "png")


@dataclass(frozen=True, slots=True)
class File:
    """What the desk sent. kind: document or photo, with Telegram's id of it. size: bytes."""

    kind: str
    file_id: str
    mime: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a booking. tries: wrong ones of its patient since one was opened last."""

    id: int
    booking_id: int
    kind: str
    file_id: str
    sent_by: int
    sent_at: datetime
    replaced_by: int | None
    tries: int

    @property
    def is_locked(self) -> bool:
        """Whether all tries are used up."""
        return self.tries >= TRIES


def number_in(text: str) -> int | None:
    """The booking's number in a card of ours; None if there is none."""
    match = CARD.search(text[:4096])
    return int(match[1]) if match else None


def number_of(caption: str) -> int | None:
    """The number that is all of a caption: '12', 'report 12', 'booking no. 12'."""
    match = CAPTION.fullmatch(caption.strip()) if len(caption) < 50 else None
    return int(match[1]) if match else None


def checked(file: File) -> File:
    """The file, if it may be a report: a PDF or a picture of at most 20 MB. Raises FileUnfit."""
    if file.size > LARGEST:
        raise FileUnfit("size")
    if file.kind == PHOTO:
        return file
    ending = file.name.rpartition(".")[2].casefold()
    if file.mime == PDF and ending in {"pdf", ""}:
        return file
    if file.mime in {"image/jpeg", "image/png"} and ending in FINE:
        return file
    raise FileUnfit("type")


def secret_in(text: str) -> str:
    """A birth year, or a PIN of 4 to 6 digits. Raises SecretInvalid."""
    secret = text.strip()
    if not SECRET.fullmatch(secret):
        raise SecretInvalid
    return secret


def secret_hash(patient_id: int, secret: str, key: str) -> str:
    """What is kept of it; without the key nobody can try all years on it."""
    keyed = blake2b(key.encode()).digest()
    what = f"{patient_id} {secret}".encode()
    return blake2b(what, key=keyed, person=b"report", digest_size=16).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return compare_digest(one.encode(), other.encode())
