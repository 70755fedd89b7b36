"""`python -m telegram_sandbox`: serve a Telegram of our own on loopback until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import signal
import sys

from aiohttp import web

from telegram_sandbox.server import MADE_UP, Options, make_app

HOST = "127.0.0.1"


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m telegram_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--token", default=MADE_UP, help="the bot's token")
    parser.add_argument("--limits", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument(
        "--redelivery-scale",
        type=float,
        default=1.0,
        help="factor for the webhook's time-out and the pauses between deliveries",
    )
    parser.add_argument("--first", type=int, default=1, help="number of messages and updates")
    return parser.parse_args()


async def serve(told: argparse.Namespace) -> None:
    """Listen until a signal comes."""
    app = make_app(Options(told.token, told.limits, told.redelivery_scale, told.first))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handler_cancellation=True)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, told.port, backlog=1024)
        await site.start()
        port = runner.addresses[0][1]
        print(f"sandbox: http://{HOST}:{port}", flush=True)  # noqa: T201 - the contract
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await stop.wait()
    finally:
        await runner.cleanup()


def main() -> int:
    """Run; exit code 1 when the port is taken."""
    told = options()
    has_uvloop = importlib.util.find_spec("uvloop")
    run = importlib.import_module("uvloop").run if has_uvloop else asyncio.run
    with contextlib.suppress(KeyboardInterrupt):
        try:
            run(serve(told))
        except OSError as error:
            print(f"sandbox: {error.strerror}", file=sys.stderr)  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
