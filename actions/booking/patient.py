"""Patients: whom an account has booked for."""

from db.booking import patient as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.patient import Patient

KNOWN = 20  # more than anybody scrolls through


async def known_patients(uow: Uow, actor: Actor) -> list[Patient]:
    """The account's patients, the newest used first."""
    return [rows.patient_of(row) for row in await uow.all(rows.patients_of(actor.id, KNOWN))]
