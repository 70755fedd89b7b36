"""The lab's zone in the tests; `tests/calendar` takes them through others."""

import os

ZONE = os.environ.get("TEST_ZONE", "Europe/Berlin")
"""Of the lab, and of everybody who has not chosen one."""
LETTERS = {"Europe/Berlin": "CE", "Asia/Kolkata": "IST", "America/Los_Angeles": "P"}[ZONE]
"""What both of its names begin with, winter's and summer's: CET and CEST."""
