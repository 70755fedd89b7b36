"""How a sandbox says no: to the bot as Telegram does, to people in a sentence."""

from typing import Any


class Refused(Exception):
    """A refused Bot API call; `code` is both the HTTP status and Telegram's error_code."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None):
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


class Impossible(Exception):
    """What no client could do: a sentence and an HTTP status."""

    def __init__(self, sentence: str, status: int = 400):
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def bad(text: str) -> Refused:
    """400 Bad Request."""
    return Refused(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refused:
    """403 Forbidden."""
    return Refused(403, f"Forbidden: {text}")


def conflict(text: str) -> Refused:
    """409 Conflict."""
    return Refused(409, f"Conflict: {text}")


def too_many(seconds: int) -> Refused:
    """429 with the seconds to wait."""
    told = f"Too Many Requests: retry after {seconds}"
    return Refused(429, told, {"retry_after": seconds})


def unparsable(text: str) -> Refused:
    """400 from the parsers of markup."""
    return bad(f"can't parse entities: {text}")


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
