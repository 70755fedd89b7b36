"""Whom a person books for: themselves, those they have named, and who of one name is meant."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram.types import User

from actions.booking import booking as patient
from domain.booking.patient import Patient, parse_name
from domain.refusals import NameInvalid
from fsm.booking.conversation import BookingDraft, with_patient
from handlers.turn import Turn


async def known_patients(turn: Turn) -> list[Patient]:
    return await turn.read(patient.known_patients, turn.actor)


def me_among(turn: Turn, known: Sequence[Patient]) -> Patient:
    """The person: as remembered, or with the name in Telegram, which is empty if unusable."""
    new = Patient(0, _telegram_name(turn.event.from_user), "", is_self=True)
    return next((item for item in known if item.is_self), new)


def with_me(draft: BookingDraft, me: Patient, known: Sequence[Patient]) -> BookingDraft:
    """For oneself, who is nobody else of that name."""
    is_new = not me.id and bool(namesakes(known, me.name))
    return replace(with_patient(draft, me), is_new=is_new)


def namesakes(known: Sequence[Patient], name: str) -> list[Patient]:
    """Those of that name."""
    return [item for item in known if item.name.casefold() == name.casefold()]


def _telegram_name(user: User | None) -> str:
    try:
        return parse_name(user.full_name) if user else ""
    except NameInvalid:
        return ""
