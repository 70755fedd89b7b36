"""Somebody guesses PINs, codes or invitations: the alert to managers."""

from collections.abc import Mapping

from domain.guess import EVERYBODY, Guessed
from domain.messages.content import News
from screens.language import Marked, _, counted, marked, translated
from screens.screen import Screen, lines

ADVICE: Mapping[Guessed, Marked] = {
    Guessed.REPORT: marked(
        "They tried the PIN of a report. It locks after three; call the patient before you give a"
        " new PIN."
    ),
    Guessed.CODE: marked("They tried the code of an email address. Nothing needs to be done."),
    Guessed.INVITE: marked(
        "They tried invitations. Withdraw those in /team that nobody waits for."
    ),
}


def alert(news: News) -> Screen:
    """Once an hour for an account: numbers alone, for others may read the screen."""
    account, guesses = int(news.facts["account"]), int(news.facts["guesses"])
    title = f"<b>{_('Somebody is guessing')}</b>"
    wrong = counted(guesses, "One wrong try in an hour.", "{n} wrong tries in an hour.")
    who = _("Account {account}").format(account=f"<code>{account}</code>")
    if account == EVERYBODY:
        who = _("Several accounts together")
    advice = translated(ADVICE[Guessed(str(news.facts["what"]))])
    return Screen(lines(title, f"{who}: {wrong}", advice))
