"""For Python under a moved clock: Debian's libfaketime 0.9.10 breaks time.sleep, and nothing else.

Since 3.11 it sleeps until an instant of the monotonic clock, which is not moved; libfaketime takes
the instant for one of the moved clock, and the call is refused or never comes back.
"""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select([], [], [], float(seconds))


time.sleep = _sleep
