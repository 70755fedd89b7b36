"""`python -m telegram_sandbox.patient --url URL`: a patient who visits the bot once, by chat alone.

Books a slot, schedules a message three seconds ahead and waits for it. Prints the conversation
and, as its last line, what it saw: `{"booked": bool, "arrived_at": unix seconds or null}`.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, dataclass

from telegram_sandbox.driver import NoSuchButton, NotSeen, Person, Sandbox

WITHIN = 20.0  # seconds for an answer, on a slow machine
NAME, PHONE = "Pat", "+4915112345678"
TEXT = "Take the samples to the fridge"


@dataclass
class Seen:
    """What the patient can say for sure; arrived_at by the sandbox's clock."""

    booked: bool = False
    arrived_at: float | None = None


async def visit(url: str, seen: Seen) -> str:
    """Visit the bot behind the sandbox at `url`; returns the conversation."""
    async with Sandbox(url) as telegram:
        patient = await telegram.person(NAME, phone=PHONE)
        try:
            await _book(patient, seen)
            await _schedule(telegram, patient, seen)
        except (NotSeen, NoSuchButton) as failed:
            return f"{patient.transcript()}\n\nThe patient gave up: {failed}"
        return patient.transcript()


async def _book(patient: Person, seen: Seen) -> None:
    """By tapping where buttons are sure to be there, by typing a day that is sure to be open."""
    await patient.says("/book")
    await patient.taps("Complete blood count", WITHIN)
    await patient.sees("Which day", WITHIN)
    await patient.says("next monday")
    await patient.sees("What time", WITHIN)
    await patient.says("9:30")
    await patient.taps(f"Me: {NAME}", WITHIN)
    await patient.taps("Confirm", WITHIN)
    await patient.sees("Booked", WITHIN)
    await patient.says("/bookings")
    await patient.sees("09:30: Complete blood count", WITHIN)
    seen.booked = True


async def _schedule(telegram: Sandbox, patient: Person, seen: Seen) -> None:
    """The record tells when the message reached the sandbox; the chat tells that it was shown."""
    await patient.says(f"/schedule in 3 seconds {TEXT}")
    await patient.taps("Confirm", WITHIN)
    await patient.sees("I'll send it", WITHIN)
    calls = await _until_sent(telegram, patient)
    seen.arrived_at = calls[-1]["at"] if calls else None


async def _until_sent(telegram: Sandbox, patient: Person) -> list[dict[str, float]]:
    """The calls that sent the message itself; waits for it as a person does, looking."""
    async for message in patient.messages(WITHIN):
        if message.text == TEXT and message.is_from_bot:
            calls = await telegram.record("sendMessage", patient.id)
            return [call for call in calls if call["message_id"] == message.id]
    return []


def main() -> None:
    """Visit, tell, and leave with status 0 if all of it happened."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True, help="of the sandbox")
    seen = Seen()
    sys.stdout.write(asyncio.run(visit(parser.parse_args().url, seen)) + "\n")
    sys.stdout.write(json.dumps(asdict(seen)) + "\n")
    sys.exit(0 if seen.booked and seen.arrived_at is not None else 1)


if __name__ == "__main__":
    main()
