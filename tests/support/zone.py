"""Where the lab of the tests stands; `tests/calendar` takes them to other places."""

import os

ZONE = os.environ.get("TEST_ZONE", "Europe/Berlin")
"""Of the lab, and of everybody who has not chosen one."""
SHOWN = ZONE.replace("_", " ")
LETTERS, PHONE, FULL_PHONE = {
    "Europe/Berlin": ("CE", "030 1234567", "+49301234567"),
    "Asia/Kolkata": ("IST", "080 2345 6789", "+918023456789"),
    "America/Los_Angeles": ("P", "213 373 4253", "+12133734253"),
}[ZONE]
"""What both names of the zone begin with, CET and CEST; a number as dialled there, and in full."""
