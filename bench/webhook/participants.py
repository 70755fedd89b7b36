"""Who takes part: Slotbell, the limit, plain aiogram, and with --peers other frameworks."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from bench.house import ROOT, say
from bench.peers.environment import ENVIRONMENT, install
from bench.webhook.crowd import WORDS, any_button, next_of_booking
from bench.webhook.scenarios import BARE, OURS, PLAIN
from bench.webhook.site import Participant

HERE = ROOT / "bench" / "webhook" / "peers"
SERVE = (sys.executable, "-m", "bot", "serve")


def slotbell(name: str, *words: str) -> Participant:
    """Ours, by the command line."""
    return Participant(name, (*SERVE, *words), "bot_registered", "/book", next_of_booking, 6.9)


SLOTBELL = slotbell(OURS)
ONE_PROCESS = slotbell("slotbell with its worker", "--with-worker")


def peer(name: str, *command: str) -> Participant:
    """A bot of bench.webhook.peers: any words begin a conversation, three taps end it."""
    return Participant(name, command, "ready", WORDS, any_button, 4)


def usual() -> list[Participant]:
    """In our own environment."""
    module = (sys.executable, "-m")
    bare = peer(BARE, *module, "bench.webhook.peers.bare")
    return [bare, peer(PLAIN, *module, "bench.webhook.peers.plain_aiogram"), SLOTBELL]


def others() -> list[Participant]:
    """In the peers' environment, made here the first time; grammY only where there is node."""
    install()
    module = (str(ENVIRONMENT / "bin" / "python"), "-m")
    found = [
        peer("python-telegram-bot", *module, "bench.webhook.peers.ptb"),
        peer("pyTelegramBotAPI", *module, "bench.webhook.peers.telebot"),
    ]
    return [*found, *_grammy()]


def _grammy() -> Sequence[Participant]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        say("no node, so no grammY")
        return []
    if not (ENVIRONMENT / "node_modules" / "grammy").exists():
        say("installing grammY")
        shutil.copy(HERE / "package.json", ENVIRONMENT)
        command = (npm, "install", "--silent", "--no-audit", "--no-fund")
        subprocess.run(command, cwd=ENVIRONMENT, check=True, stdout=sys.stderr)
    env = shutil.which("env") or os.devnull
    path = f"NODE_PATH={ENVIRONMENT / 'node_modules'}"
    return [peer("grammY", env, path, node, str(HERE / "grammy.js"))]
