"""Guessing PINs, codes and invitations: what counts, and from when on managers hear of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from domain.account.email import CodeCheck, CodeVerdict
from domain.refusals import InviteInvalid, Locked, SecretWrong

R = TypeVar("R")
SPAN = timedelta(hours=1)
GUESSES = 5
SEVERAL = 5  # times as many of all accounts together: somebody may have many
EVERYBODY = 0  # instead of an account's id


class Guessed(StrEnum):
    """What was to be opened."""

    REPORT = "report"
    CODE = "code"  # of an email address
    INVITE = "invite"


@dataclass(frozen=True, slots=True)
class Watch:
    """Who hears of guesses: managers, and owners by their ids in ADMIN_IDS.

    guesses: wrong ones of one account within SPAN, from which on they hear of it; 0 = never.
    """

    guesses: int = GUESSES
    owners: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Attempt(Generic[R]):
    """How it ended. is_told: managers hear of this account now."""

    result: R
    is_wrong: bool = False
    is_told: bool = False


def is_wrong(result: object) -> bool:
    """Whether what was typed opened nothing."""
    if isinstance(result, CodeCheck):
        return result.verdict in {CodeVerdict.WRONG, CodeVerdict.SPENT}
    return isinstance(result, SecretWrong | Locked | InviteInvalid)
