"""`python -m telegram_sandbox`: serve a sandbox on loopback until Ctrl-C or SIGTERM."""

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import signal
import sys
from pathlib import Path

from telegram_sandbox.server import Options, make_app, serving
from telegram_sandbox.state.bot import NAME, TOKEN, USERNAME


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m telegram_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--token", default=TOKEN, help="the bot's token (%(default)s)")
    parser.add_argument("--username", default=USERNAME, help="the bot's (%(default)s)")
    parser.add_argument("--name", default=NAME, help="the bot's (%(default)s)")
    parser.add_argument("--limits", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument(
        "--redelivery-scale",
        type=float,
        default=1.0,
        help="factor for the webhook's time-out and the pauses between deliveries",
    )
    parser.add_argument("--first", type=int, default=1, help="number of messages and updates")
    parser.add_argument("--keep", type=Path, help="folder in which chats outlive the sandbox")
    return parser.parse_args()


async def serve(options: Options, port: int) -> None:
    """Serve until a signal comes."""
    async with serving(make_app(options), port) as url:
        print(f"sandbox: {url}", flush=True)  # noqa: T201 - whoever starts it reads this line
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await stop.wait()


def main() -> int:
    """Serve; exit status 1 if the port is taken."""
    wish = vars(arguments())
    port = wish.pop("port")
    has_uvloop = importlib.util.find_spec("uvloop")
    run = importlib.import_module("uvloop").run if has_uvloop else asyncio.run
    with contextlib.suppress(KeyboardInterrupt):
        try:
            run(serve(Options(**wish), port))
        except OSError as error:
            print(f"sandbox: {error.strerror}", file=sys.stderr)  # noqa: T201
            return 1
        except ValueError as error:  # of what was kept
            print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
