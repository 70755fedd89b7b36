"""Choosing a language."""

from screens.account.callbacks import LanguageTap
from screens.keyboard import SUCCESS, button, grid, keyboard
from screens.language import SPOKEN, _, spoken_code
from screens.screen import Screen

WIDTH = 2


def ask() -> Screen:
    """All of them, each as it calls itself; the present one stands out."""
    taps = [
        button(name, LanguageTap(code=code), SUCCESS if code == spoken_code() else None)
        for code, name in SPOKEN.items()
    ]
    text = _("I speak {language} with you. Which language would you like?")
    return Screen(text.format(language=f"<b>{_named()}</b>"), keyboard(grid(taps, WIDTH)))


def chosen() -> Screen:
    """Said in the new one."""
    text = _("Done: from now on I write to you in {language}. /language changes it.")
    return Screen(text.format(language=f"<b>{_named()}</b>"))


def _named() -> str:
    return SPOKEN[spoken_code()]
