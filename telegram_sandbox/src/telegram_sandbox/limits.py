"""Telegram's limits of sending: overall, per chat and per group."""

import math
from collections import deque
from dataclasses import dataclass, field

ALL_RATE = ALL_BURST = 30.0  # messages a second, to everybody together
CHAT_RATE, CHAT_BURST = 1.0, 5.0  # messages a second to one chat, and how many at once
GROUP_COUNT, GROUP_SPAN = 20, 60.0  # messages in so many seconds to one group


@dataclass(slots=True)
class Bucket:
    """Tokens that return with time."""

    rate: float
    burst: float
    tokens: float = field(init=False)
    at: float = -math.inf

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def lacking(self, now: float) -> float:
        """Seconds until there is a token, 0 if there is one."""
        if now > self.at:
            self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
            self.at = now
        return max(0.0, (1 - self.tokens) / self.rate)


@dataclass(slots=True)
class Limits:
    """Counts messages and says when the next one may be sent."""

    on: bool = True
    _all: Bucket = field(default_factory=lambda: Bucket(ALL_RATE, ALL_BURST))
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def retry_after(self, chat: int, now: float, count: int = 1) -> int:
        """Whole seconds to wait before sending to a chat; if 0, `count` messages are counted.

        An album may go when one message may, and what follows waits for all of its items.
        """
        if not self.on:
            return 0
        own = self._chats.setdefault(chat, Bucket(CHAT_RATE, CHAT_BURST))
        sent = self._groups.setdefault(chat, deque(maxlen=GROUP_COUNT)) if chat < 0 else None
        wait = max(self._all.lacking(now), own.lacking(now))
        if sent and (over := len(sent) + count - GROUP_COUNT) > 0:
            wait = max(wait, GROUP_SPAN - (now - sent[min(over, len(sent)) - 1]))
        if wait > 0:
            return math.ceil(wait)
        self._all.tokens -= count
        own.tokens -= count
        if sent is not None:
            sent.extend([now] * count)
        return 0

    def switch(self, on: bool) -> None:
        """Switch the limits off, or on with nothing counted yet."""
        self.on = on
        self._all = Bucket(ALL_RATE, ALL_BURST)
        self._chats.clear()
        self._groups.clear()
