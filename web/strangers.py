"""Who asks, and how often that address was wrong lately: at both doors."""

from collections import OrderedDict
from dataclasses import dataclass, field
from ipaddress import ip_address

from aiohttp import web

from domain.messages.rate import SECOND, Delay, Rate, take

REMEMBERED = 10_000  # addresses


@dataclass
class Strangers:
    """Addresses that guess, each with a bucket. One for a door and process; now: microseconds."""

    rate: Rate
    _levels: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        """Addresses that are remembered."""
        return len(self._levels)

    def wait(self, address: str, now: int) -> float:
        """Seconds until it may try again; 0 = at once."""
        asked = take([self._levels.get(address, 0)], [self.rate], now, now)
        return (asked.at - now) / SECOND if isinstance(asked, Delay) else 0.0

    def refused(self, address: str, now: int) -> None:
        """It was wrong once more; of too many addresses the oldest is forgotten."""
        level = max(self._levels.pop(address, 0), now)
        self._levels[address] = min(level, now + self.rate.tolerance) + self.rate.interval
        if len(self._levels) > REMEMBERED:
            self._levels.popitem(last=False)


def address_of(request: web.Request) -> str:
    """Who asks: what a proxy says of it counts if the proxy is beside us.

    Of IPv6 the network, which one subscriber has as a whole.
    """
    peer = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ip_address(told if told and ip_address(peer).is_private else peer)
    except ValueError:
        return peer
    return str(address) if address.version == 4 else address.exploded[:19]
