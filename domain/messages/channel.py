"""By which way a message goes out."""

from enum import StrEnum


class Channel(StrEnum):
    """Stable words: they stand in the table. A recipient is a chat id, or an e-mail address."""

    TELEGRAM = "telegram"
    EMAIL = "email"
