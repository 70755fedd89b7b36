"""A link as a picture that phones read."""

from io import BytesIO

import segno

SCALE, QUIET = 16, 4  # pixels of a module; modules of white around it


def qr(link: str) -> bytes:
    """A PNG; a quarter of it may be dirty or torn."""
    picture = BytesIO()
    segno.make(link, error="q", micro=False).save(picture, kind="png", scale=SCALE, border=QUIET)
    return picture.getvalue()
