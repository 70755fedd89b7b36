"""The peers' own environment, .slotbell/peers, from requirements.txt beside this file."""

import subprocess
import sys

from bench.house import ROOT, say

ENVIRONMENT = ROOT / ".slotbell" / "peers"
REQUIREMENTS = ROOT / "bench" / "peers" / "requirements.txt"


def install() -> None:
    """Make it, once for each list of requirements."""
    mark = ENVIRONMENT / ".ready"
    if not mark.exists() or mark.read_text() != REQUIREMENTS.read_text():
        say("installing the peers")
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        pip = (str(ENVIRONMENT / "bin" / "pip"), "install", "--quiet", "-r", str(REQUIREMENTS))
        subprocess.run(pip, check=True, stdout=sys.stderr)
        mark.write_text(REQUIREMENTS.read_text())
