"""Structured logs that tell facts and keep secrets.

Every line, ours or a library's, passes one formatter. Each value, traceback included, passes
`mask` before it is written and the finished line passes it for tokens again: a bot token (aiogram
puts it into the text of a failed download), a password in an address, and the values that database
and validation errors quote never reach the output.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TextIO

import structlog
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRETS = (
    (re.compile(r"\d{3,}(:|%3A)[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"\bsb_[a-z0-9]{8}_[A-Za-z0-9_-]{20,}"), "<key>"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), "<token>"),
    (re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@"), r"\1:<password>@"),
)
_QUOTES = (
    (re.compile(r"\[parameters: .*"), "[parameters: <hidden>]"),
    (re.compile(r"DETAIL: .*"), "DETAIL: <hidden>"),
    (re.compile(r"(query argument \$\d+): .*"), r"\1: <hidden>"),
    (re.compile(r"input_value=.*?, input_type"), "input_value=<hidden>, input_type"),
)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")  # of e-mail
# These tell every request or job at INFO; we tell one line per update ourselves.
_CHATTY = ("aiogram", "aiohttp.access", "arq", "asyncio", "sqlalchemy", "alembic")

WORD = re.compile(r"\w{3,}")
HIDDEN = "<hidden>"

OUTCOMES = frozenset(
    {
        "handled",  # answered
        "refused",  # answered with a refusal
        "ignored",  # nobody's business: nothing was said
        "duplicate",  # done before, not done again
        "flooded",  # over the flood limit
        "unreachable",  # blocked by the person, or not allowed to write there
        "failed",  # a bug: told to the person, logged, not tried again
        "interrupted",  # an outage or the deadline: Telegram delivers it again
    }
)


def mask(text: str) -> str:
    """The text without tokens, passwords, e-mail addresses and quoted values."""
    for pattern, instead in _QUOTES:
        text = pattern.sub(instead, text)
    return _ADDRESS.sub("<address>", _mask_secrets(text))


def _mask_secrets(text: str) -> str:
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def set_up(format: str, process: str, stream: TextIO | None = None) -> None:  # noqa: A002 - as LOG_FORMAT
    """Send all logs to `stream` (stderr) as `console` text or `json` lines, masked.

    `process` names the process (bot, worker, ...) on every line. Uncaught exceptions, too, go
    this way.
    """
    structlog.configure(
        processors=[*_shared(process), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(format, process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("aiohttp.server").addFilter(_briefly)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught


def formatter(form: str, process: str) -> logging.Formatter:
    """Of finished lines, `console` or `json`, masked."""
    return _Masked(_shared(process), _renderer(form))


def _briefly(record: logging.LogRecord) -> bool:
    """Another line, without traceback, in place of one about a request that is broken.

    Any stranger can send such a request, and the error quotes it.
    """
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, HttpProcessingError | RequestPayloadError):
        return True
    kind = type(error.__cause__ or error).__name__
    structlog.get_logger(record.name).warning("request_broken", error=kind)
    return False


class _Masked(structlog.stdlib.ProcessorFormatter):
    """Masks the finished line, so that no field, message or traceback escapes."""

    def __init__(self, shared: list[Processor], renderer: Processor) -> None:
        super().__init__(
            foreign_pre_chain=shared,
            processors=[self.remove_processors_meta, *_EXCEPTIONS, renderer],
        )

    def format(self, record: logging.LogRecord) -> str:
        return _mask_secrets(super().format(record))


_OURS = frozenset(("process", "level", "logger", "at", "kind", "handler", "outcome", "person"))
"""Fields with the program's own words; an event may be a library's sentence."""


def _mask_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {
        key: mask(value) if isinstance(value, str) and key not in _OURS else value
        for key, value in event.items()
    }


_EXCEPTIONS: tuple[Processor, ...] = (
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    _mask_values,
)


def _shared(process: str) -> list[Processor]:
    def named(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("process", process)
        return event

    return [
        structlog.contextvars.merge_contextvars,
        named,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        timestamp_key="at",
        exception_formatter=structlog.dev.plain_traceback,  # the pretty one prints local values
    )


def _uncaught(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("slotbell").critical("process_crashed", exc_info=(kind, value, trace))


def crash_text(error: BaseException, private: Iterable[str]) -> str:
    """Traceback and message of an error and of what led to it, as Python prints them.

    private: texts of a person. A message that repeats a word of theirs (three letters or more)
    is left out; where it happened and of what kind it was stays.
    """
    words = {word.casefold() for text in private for word in WORD.findall(text)}
    return "\nled to\n".join(_text_of(one, words) for one in reversed(list(_chain(error))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _text_of(error: BaseException, words: set[str]) -> str:
    message = str(error)
    if words & {word.casefold() for word in WORD.findall(message)}:
        message = HIDDEN
    return "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}: {message}"


@dataclass(slots=True)
class Trace:
    """handler: module and function that answered. outcome: one word, see OUTCOMES."""

    handler: str = "none"
    outcome: str = "handled"
