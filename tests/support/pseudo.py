"""A language that nobody speaks: accented, 40 % longer. Whatever a test draws runs through it.

Screens are pure, so whatever a test draws is drawn again in the pseudo-locale and held against
Telegram's limits: a text that grows over them, a placeholder that is lost or a word that no
catalogue can reach is found in English already. A run of the whole suite says which screens no
test has drawn.
"""

import functools
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from gettext import NullTranslations
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from aiogram.types import InlineKeyboardMarkup
from babel import Locale

import bot
import handlers
import screens
import workers
from screens import language
from screens.language import Language, speaking
from screens.screen import Screen
from telegram_sandbox.text.html import HtmlReader

TEXT, BUTTONS, DATA, LABEL = 4096, 100, 64, 64
ACCENTS = str.maketrans("aceginorsuyACEGINORSUY", "áçéğíñóřšúýÁÇÉĞÍÑÓŘŠÚÝ")
KEPT = re.compile(r"(\{[^}]*\}|<[^>]*>|&\w+;|/[a-z_]+|“[^”]*”)")
"""Placeholders, markup, commands and examples of what to type stay as they are."""
PATTERNS = {
    value for name, value in vars(language).items() if name.isupper() and isinstance(value, str)
}

drawn: set[str] = set()
"""Public functions of screens that a test has called, as module.name."""
faults: list[str] = []
"""What Telegram would refuse of them in the pseudo-locale, since the last test."""


def widened(text: str) -> str:
    """The text as the pseudo-locale says it; patterns of dates are no words."""
    if text in PATTERNS:
        return text
    parts = KEPT.split(text)
    said = "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in parts)
    letters = sum(len(part) for part in parts if not KEPT.fullmatch(part))
    return said + "·" * (letters * 2 // 5)


class Pseudo(NullTranslations):
    """A catalogue that has every text."""

    def gettext(self, message: str) -> str:
        """The text, widened."""
        return widened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """One of two forms, widened."""
        return widened(msgid1 if n == 1 else msgid2)


PSEUDO = Language(Locale("en"), Pseudo())


def problems(screen: Screen) -> Iterator[str]:
    """Why Telegram would refuse it."""
    length = len(HtmlReader(screen.text).read().text.encode("utf-16-le")) // 2
    if not 0 < length <= TEXT:
        yield f"a text of {length}"
    markup = screen.keyboard
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else []
    buttons = [item for row in rows for item in row]
    if len(buttons) > BUTTONS:
        yield f"{len(buttons)} buttons"
    for item in buttons:
        if not item.text.strip() or len((item.callback_data or "").encode()) > DATA:
            yield f"the button {item.text!r}"


def public(package: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function of a package that draws: it answers a Screen, or a text of one."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if (
                inspect.isfunction(value)
                and value.__module__ == found.name
                and not name.startswith("_")
                and Screen in kinds(get_type_hints(value).get("return"))
            ):
                yield f"{found.name}.{name}", value


def kinds(hint: object) -> set[object]:
    """The types of a union, or the one."""
    return {hint, *get_args(hint)}


def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which is called once more in the pseudo-locale."""

    @functools.wraps(function)
    def draw(*args: Any, **kwargs: Any) -> Any:
        shown = function(*args, **kwargs)
        drawn.add(name)
        with speaking(PSEUDO):
            again = function(*args, **kwargs)
        if isinstance(again, Screen):
            faults.extend(f"{name}: {problem}" for problem in problems(again))
        return shown

    return draw


def watch() -> None:
    """Put the watched functions wherever the product has imported them."""
    for package in (bot, handlers, workers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    replaced = {id(value): watched(name, value) for name, value in public(screens)}
    ours = ("bot", "handlers", "screens", "workers")
    for module in [one for one in sys.modules.values() if one.__name__.split(".")[0] in ours]:
        for name, value in list(vars(module).items()):
            if inspect.isfunction(value) and id(value) in replaced:
                setattr(module, name, replaced[id(value)])


ALL = frozenset(name for name, _function in public(screens))
watch()


@pytest.fixture(autouse=True)
def _fits_in_every_language() -> Iterator[None]:
    """No screen of this test outgrows Telegram's limits when its words are longer."""
    faults.clear()
    yield
    assert not faults, faults


def undrawn(config: pytest.Config) -> list[str]:
    """Screens that no test has drawn; asked of a run of the whole suite alone."""
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    is_picked = config.option.keyword or config.option.markexpr
    return sorted(ALL - drawn) if is_whole and not is_picked else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Processes of pytest-xdist bring home what they have drawn; the first one counts."""
    home: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if home is not None:
        home["drawn"] = sorted(drawn)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A process of pytest-xdist has ended."""
    drawn.update(getattr(node, "workeroutput", {}).get("drawn", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the screens that no test has drawn."""
    for name in undrawn(terminalreporter.config):
        terminalreporter.write_line(f"drawn in no test's own process: {name}")
