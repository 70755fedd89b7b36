"""The file: a zip of parts that are encrypted with age, and a manifest of their sums.

Without Slotbell it is read with unzip, age and pg_restore; its README says how.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import pyrage

FORMAT = 1
MANIFEST, README = "manifest.json", "README.txt"
KEY, FACTS, DATABASE = "key.age", "facts.json.age", "database.dump.age"
HOW = """\
A backup of Slotbell. `slotbell restore` reads it; so do unzip, age and pg_restore:

    unzip FILE
    age -d key.age > key.txt                 # asks for the passphrase; without key.age, key.txt is
                                             # the file of your own age key
    age -d -i key.txt database.dump.age > database.dump
    pg_restore --no-owner --no-privileges -d AN_EMPTY_DATABASE database.dump
"""
BLOCK = 1 << 20


class Unreadable(Exception):
    """The file cannot be read. str() is one line for the operator."""


@dataclass(frozen=True)
class Lock:
    """How a backup is encrypted: to age's public keys, or else by a passphrase."""

    recipients: Sequence[str] = ()
    passphrase: str = ""


@dataclass(frozen=True)
class Facts:
    """What is kept beside the database. counts: rows of each table; settings: none is a secret."""

    taken_at: str  # ISO, UTC
    revision: str
    version: str
    server: int
    counts: Mapping[str, int]
    settings: Mapping[str, str]


class _Summed:
    """Passes bytes on and sums them."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to, self._sum, self.size = to, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self._sum.update(data)
        self.size += len(data)
        return self._to.write(data)

    def flush(self) -> None:
        self._to.flush()

    @property
    def told(self) -> dict[str, object]:
        return {"sha256": self._sum.hexdigest(), "bytes": self.size}


def make_key(path: Path) -> str:
    """Write a new age key into a new file. Answers its public part."""
    identity = pyrage.x25519.Identity.generate()
    with open(path, "x", opener=_private) as file:
        file.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def write(path: Path, lock: Lock, facts: Facts, database: IO[bytes]) -> int:
    """Write a backup, for the owner alone to read; a whole one or none. Answers its bytes."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "wb", opener=_private) as file, zipfile.ZipFile(file, "w") as zipped:
            _fill(zipped, lock, facts, database)
        part.replace(path)
        return path.stat().st_size
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _fill(zipped: zipfile.ZipFile, lock: Lock, facts: Facts, database: IO[bytes]) -> None:
    zipped.writestr(README, HOW)
    recipients = [_recipient(key) for key in lock.recipients]
    sums = {}
    if not recipients:
        identity = pyrage.x25519.Identity.generate()
        locked = pyrage.passphrase.encrypt(str(identity).encode(), lock.passphrase)
        sums[KEY] = _part(zipped, KEY, lambda to: to.write(locked))
        recipients = [identity.to_public()]

    def encrypted(source: IO[bytes]) -> Callable[[_Summed], object]:
        return lambda to: pyrage.encrypt_io(source, to, recipients)

    said = json.dumps(vars(facts)).encode()
    sums[FACTS] = _part(zipped, FACTS, encrypted(BytesIO(said)))
    sums[DATABASE] = _part(zipped, DATABASE, encrypted(database))
    manifest = {"format": FORMAT, "taken_at": facts.taken_at, "version": facts.version}
    zipped.writestr(MANIFEST, json.dumps(manifest | {"parts": sums}, indent=1))


def _part(
    zipped: zipfile.ZipFile, name: str, write: Callable[[_Summed], object]
) -> dict[str, object]:
    with zipped.open(name, "w", force_zip64=True) as to:
        summed = _Summed(to)
        write(summed)
        return summed.told


def _recipient(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise Unreadable("BACKUP_RECIPIENT is no public key of age: age1…") from None


@dataclass(frozen=True)
class Opened:
    """A backup whose sums are right and whose key is known."""

    facts: Facts
    _zipped: zipfile.ZipFile
    _identities: Sequence[Any]

    def pour(self, to: IO[bytes]) -> None:
        """Write the database's dump."""
        with self._zipped.open(DATABASE) as part:
            pyrage.decrypt_io(part, to, self._identities)


@contextmanager
def opened(path: Path, *, passphrase: str = "", identities: Sequence[str] = ()) -> Iterator[Opened]:
    """Read a backup, all of whose parts are summed first. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as zipped:
            _check(zipped)
            keys = _keys(zipped, passphrase, identities)
            facts = BytesIO()
            with zipped.open(FACTS) as part:
                pyrage.decrypt_io(part, facts, keys)
            yield Opened(Facts(**json.loads(facts.getvalue())), zipped, keys)
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise Unreadable("this is no backup of Slotbell, or it is damaged") from None
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except pyrage.DecryptError:
        raise Unreadable("the passphrase or the key is not the one of this backup") from None


def _check(zipped: zipfile.ZipFile) -> None:
    manifest = json.loads(zipped.read(MANIFEST))
    if manifest["format"] > FORMAT:
        raise Unreadable("a newer Slotbell wrote this backup: install that version first")
    for name, told in manifest["parts"].items():
        summed = hashlib.sha256()
        with zipped.open(name) as part:
            while block := part.read(BLOCK):
                summed.update(block)
        if summed.hexdigest() != told["sha256"]:
            raise Unreadable(f"{name} is damaged")


def _keys(zipped: zipfile.ZipFile, passphrase: str, identities: Sequence[str]) -> Sequence[Any]:
    if KEY in zipped.namelist():
        if not passphrase:
            raise Unreadable("BACKUP_PASSPHRASE is not set")
        kept = cast("bytes", pyrage.passphrase.decrypt(zipped.read(KEY), passphrase))
        identities = [kept.decode()]
    if not identities:
        raise Unreadable("this backup needs the file of its age key: --identity FILE")
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in identities]
    except pyrage.IdentityError:
        raise Unreadable("the file has no key of age: AGE-SECRET-KEY-…") from None
