"""The list of scenarios: how people come to a deed, and which handler does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.support.once.stand import Stand

Way = Callable[[Stand], Awaitable[None]]


@dataclass(frozen=True)
class Scenario:
    """handler: as the log names it. way: everything up to the deed, which waits to be delivered."""

    handler: str
    way: Way

    @property
    def name(self) -> str:
        return f"{self.handler}-{self.way.__name__}"


SCENARIOS: list[Scenario] = []


def leads_to(handler: str) -> Callable[[Way], Way]:
    """Enter a scenario in the list."""

    def enter(way: Way) -> Way:
        SCENARIOS.append(Scenario(handler, way))
        return way

    return enter
