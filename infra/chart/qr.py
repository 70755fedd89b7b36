"""A link as a picture that phones read."""

from io import BytesIO

import segno

SCALE, QUIET = 16, 4  # pixels of a module; modules of white around it


def qr(link: str, kind: str = "png") -> bytes:
    """A PNG, an SVG or a PDF; a quarter of it may be dirty or torn."""
    picture = BytesIO()
    light = {"light": "#fff"} if kind == "svg" else {}
    code = segno.make(link, error="q", micro=False)
    code.save(picture, kind=kind, scale=SCALE, border=QUIET, **light)
    return picture.getvalue()
