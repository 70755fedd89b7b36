"""Reports: which files may be one, and the secret that opens it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from hmac import compare_digest
from itertools import product

from domain.booking.booking import BookingView
from domain.keys import Keys
from domain.refusals import FileUnfit, SecretInvalid
from domain.typed_text import one_line
from domain.undo import Undo

LARGEST = 20 * 1024 * 1024  # bytes; what any phone opens
TRIES = 3
OLDEST = 130  # years
PDF, PHOTO = "application/pdf", "photo"
CAPTION = re.compile(
    r"(?:(?:report|booking|visit|for|of)\s*)*(?:no\.?|number|#)?\s*(\d{1,18})\s*\.?", re.IGNORECASE
)
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
    """A report of a booking. tries: wrong ones of its patient since they last opened one.

    more: kind and file id of further files.
    """

    id: int
    booking_id: int
    kind: str
    file_id: str
    sent_by: int
    sent_at: datetime
    replaced_by: int | None
    tries: int
    more: Sequence[Sequence[str]] = ()

    @property
    def is_locked(self) -> bool:
        """Whether all tries are used up."""
        return self.tries >= TRIES

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Kind and Telegram's id of each file, in their order."""
        return [(self.kind, self.file_id), *((kind, file_id) for kind, file_id in self.more)]


@dataclass(frozen=True, slots=True)
class ReportState:
    """What became of a report; never the file. opened: how often its patient has opened it."""

    id: int
    booking_id: int
    sent_at: datetime
    replaced_by: int | None
    withdrawn_at: datetime | None
    opened: int
    opened_at: datetime | None
    tries: int

    @property
    def is_locked(self) -> bool:
        """Whether all tries are used up."""
        return self.tries >= TRIES


@dataclass(frozen=True, slots=True)
class Secret:
    """A birth year or PIN as it was typed, and the keys of the hash that is kept of it."""

    typed: str = field(repr=False)
    keys: Keys

    def hash_for(self, patient_id: int) -> str:
        """What is kept of it. Raises SecretInvalid."""
        return secret_hash(patient_id, secret_in(self.typed), self.keys.present)

    def opens(self, patient_id: int, kept: str) -> bool:
        """Whether it is the one of which this is kept. Raises SecretInvalid."""
        secret = secret_in(self.typed)
        tried = [is_same(secret_hash(patient_id, secret, key), kept) for key in self.keys.all]
        return any(tried)


@dataclass(frozen=True, slots=True)
class PatientReport:
    """A report with whose it is, and the keyed hash of what opens it; "" before there is one."""

    report: Report
    account_id: int
    patient_id: int
    secret_hash: str


@dataclass(frozen=True, slots=True)
class ReportReader:
    """The patient of a booking. secret_hash: of what opens their reports, "" before there is one.

    is_reachable: False if they blocked the bot. born: None = not told.
    """

    patient_id: int
    secret_hash: str = field(repr=False)
    is_reachable: bool
    born: date | None = None

    def kept(self, keys: Keys) -> str:
        """What opens their reports from the first one on: the birth year, if it was told."""
        if self.secret_hash or self.born is None:
            return self.secret_hash
        return Secret(str(self.born.year), keys).hash_for(self.patient_id)

    def birth_year(self, keys: Keys, this_year: int) -> int | None:
        """The birth year that opens their reports; None if a PIN does, or nothing yet.

        It is not kept: whoever has the key of the hash can try the few years there are.
        """
        if not self.secret_hash:
            return None
        years = range(this_year - OLDEST, this_year + 1)
        return next(
            (
                year
                for key, year in product(keys.all, years)
                if is_same(secret_hash(self.patient_id, str(year), key), self.secret_hash)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A visit that a file may be the report of."""

    booking: BookingView
    reader: ReportReader


@dataclass(frozen=True, slots=True)
class ReportPreview:
    """What the desk is about to send. latest: the report that stands."""

    booking: BookingView
    latest: Report | None
    reader: ReportReader


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """A report as the desk confirms it. replaces: id of the one it corrects, None for one more.

    secret_hash: of one that is typed now, "" where one is known. more: its further files.
    """

    booking_id: int
    file: File
    replaces: int | None
    secret_hash: str = field(repr=False)
    intent: str
    more: Sequence[File] = ()


@dataclass(frozen=True, slots=True)
class SentReport:
    """A report and how to take its sending back; no undo: it had been sent before."""

    report: Report
    booking: BookingView
    undo: Undo | None


def number_of(caption: str) -> int | None:
    """The number that is all of what the desk typed: '12', 'report for booking no. 12'."""
    match = CAPTION.fullmatch(caption.strip()) if len(caption) < 50 else None
    return int(match[1]) if match else None


def check_files(files: Iterable[File]) -> None:
    """Each file of a report may be one by itself. Raises FileUnfit."""
    for file in files:
        check_file(file)


def check_file(file: File) -> None:
    """A report is a PDF or a picture of at most 20 MB. Raises FileUnfit."""
    if file.size > LARGEST:
        raise FileUnfit("size")
    ending = file.name.rpartition(".")[2].casefold()
    is_pdf = file.mime == PDF and ending in {"pdf", ""}
    is_picture = file.mime in {"image/jpeg", "image/png"} and ending in FINE
    if not (file.kind == PHOTO or is_pdf or is_picture):
        raise FileUnfit("type")


def secret_in(text: str) -> str:
    """A birth year, or a PIN of 4 to 6 digits. Raises SecretInvalid."""
    secret = one_line(text)
    if not SECRET.fullmatch(secret):
        raise SecretInvalid
    return secret


def secret_hash(patient_id: int, secret: str, key: str) -> str:
    """What is kept of it; without the key nobody can try all years against it."""
    keyed = blake2b(key.encode()).digest()
    what = f"{patient_id} {secret}".encode()
    return blake2b(what, key=keyed, person=b"report", digest_size=16).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return compare_digest(one.encode(), other.encode())
