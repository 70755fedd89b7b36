"""How much one account may have, as managers have set it a moment ago."""

from datetime import timedelta

from actions.recent import Recent
from db.manage import settings as rows
from db.uow import Uow
from domain.caps import Caps

FRESH = timedelta(seconds=2)


class HouseCaps(Recent[Caps]):
    """What managers change holds in every process within FRESH, without a statement a booking."""

    def __init__(self, usual: Caps) -> None:
        """usual: by the environment."""
        self.usual = usual
        super().__init__(self._read_over, FRESH)

    async def _read_over(self, uow: Uow) -> Caps:
        return self.usual.but(await rows.chosen(uow))
