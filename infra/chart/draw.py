"""The child of infra.chart: SVG on stdin, a PNG on stdout."""

import sys
from contextlib import suppress
from pathlib import Path

import resvg_py

OOM_SCORE = Path("/proc/self/oom_score_adj")
FONTS = [str(path) for path in sorted(Path(__file__).with_name("fonts").glob("*.ttf"))]
"""Latin, Cyrillic and Devanagari, whatever fonts a machine has."""


def main() -> None:
    """Draw what stdin asks for; where memory is short, this process is to go and not the bot."""
    with suppress(OSError):
        OOM_SCORE.write_text("1000")
    picture = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        skip_system_fonts=True,
        font_files=FONTS,
        font_family="Noto Sans",
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
