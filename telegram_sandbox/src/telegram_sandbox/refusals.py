"""What Telegram says no with: a code, its own words, parameters."""

from typing import Any


class Refused(Exception):
    """A Bot API call was refused; `code` is the HTTP status and Telegram's error_code."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None):
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


class Impossible(Exception):
    """A person asked the chat page for something no client can do: a sentence and a status."""

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
    """429, with how long to wait."""
    told = f"Too Many Requests: retry after {seconds}"
    return Refused(429, told, {"retry_after": seconds})


def unparsable(text: str) -> Refused:
    """400 of the entity parsers."""
    return bad(f"can't parse entities: {text}")


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
