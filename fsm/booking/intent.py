"""The id of a conversation that moves a visit, which says so itself."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

MOVE = "m"  # ends the id of a conversation that moves a visit: no random one ends so
ID = 11  # characters of base64url that a booking's id takes; it begins with them
MOST = 2**63  # more is no booking's id


def move_intent(booking_id: int) -> str:
    """Mint the id of a conversation that moves this booking.

    It stands on each of its buttons, so that no restart makes a new booking of a move.
    """
    number = urlsafe_b64encode(booking_id.to_bytes(8)).decode().rstrip("=")
    return number + secrets.token_urlsafe(16)[ID:-1] + MOVE


def moved_by(intent: str) -> int:
    """The id of the booking that a conversation moves; 0 = it moves none."""
    if not intent.endswith(MOVE):
        return 0
    number = int.from_bytes(urlsafe_b64decode(intent[:ID] + "="))
    return number if number < MOST else 0
