"""What hashes and codes are keyed with: the present key, and those before it, which still read."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Self


@dataclass(frozen=True, slots=True)
class Keys:
    """present: makes everything new. earlier: what they made is still known."""

    present: str = field(repr=False)
    earlier: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, *keys: str) -> Self:
        """The first one is the present one."""
        return cls(keys[0], keys[1:])

    @property
    def all(self) -> tuple[str, ...]:
        """The present one first."""
        return (self.present, *self.earlier)


def keyed(use: str, what: str, key: str) -> bytes:
    """16 bytes that nobody can guess without the key, others for each use."""
    secret = blake2b(key.encode()).digest()
    return blake2b(what.encode(), key=secret, person=use.encode(), digest_size=16).digest()
