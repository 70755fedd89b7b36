"""An account that takes more than its share: the alert, the question, and what was freed."""

from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.manage.hoarding import AccountVisits, Freed, HeldVisit
from domain.messages.content import News
from screens.keyboard import DANGER, button, keyboard
from screens.language import _, counted
from screens.manage.callbacks import AccountDo, AccountTap
from screens.moment import short_moment
from screens.screen import Screen, lines, short
from screens.undo import how_long, undo_row


def alert(news: News) -> Screen:
    """To managers, once a day for an account: numbers alone, for others may read the screen."""
    account, refused = int(news.facts["account"]), int(news.facts["refusals"])
    held = _("Account {account}: visits to come: {visits}, for patients: {people}.").format(
        account=f"<code>{account}</code>", visits=news.facts["visits"], people=news.facts["people"]
    )
    more = counted(refused, "One more was refused.", "{n} more were refused.") if refused else ""
    title = f"<b>{_('One account takes many seats')}</b>"
    return Screen(lines(title, f"{held} {more}".strip()), keyboard([[_free(account)]]))


def question(it: AccountVisits, now: datetime) -> Screen:
    """What would be freed, before it is."""
    if not it.total:
        return freed(Freed(it.account_id, 0, it.undo), now)
    title = counted(it.total, "Free the one visit to come?", "Free all {n} visits to come?")
    shown = [_visit(one, now) for one in it.visits]
    if rest := it.total - len(it.visits):
        shown.append(counted(rest, "and one more", "and {n} more"))
    account = _("Account {account}").format(account=f"<code>{it.account_id}</code>")
    told = _("The person is told, once it cannot be undone any more.")
    yes = AccountTap(do=AccountDo.FREE, id=it.account_id)
    keep = AccountTap(do=AccountDo.KEEP, id=it.account_id)
    rows = [[button(_("Yes, free all"), yes, DANGER)], [button(_("Keep them"), keep)]]
    return Screen(lines(f"<b>{title}</b>\n{account}", "\n".join(shown), told), keyboard(rows))


def freed(it: Freed, now: datetime) -> Screen:
    """It is done; or nothing was to come."""
    account = _("Account {account}").format(account=f"<code>{it.account_id}</code>")
    if it.undo is None:
        return Screen(lines(_("This account has no visits to come."), account))
    visits = int(it.undo.facts["visits"])
    title = counted(visits, "Freed: one visit.", "Freed: {n} visits.")
    text = lines(f"<b>{title}</b>\n{account}", how_long(it.undo, now))
    return Screen(text, keyboard([undo_row(it.undo)]))


def kept(account_id: int) -> Screen:
    return Screen(_("Nothing was changed."), keyboard([[_free(account_id)]]))


def _free(account_id: int) -> InlineKeyboardButton:
    tap = AccountTap(do=AccountDo.ASK, id=account_id)
    return button(_("Free all of this account"), tap, DANGER)


def _visit(it: HeldVisit, now: datetime) -> str:
    when = short_moment(it.starts_at, it.zone, now)
    return f"• {when}: {escape(it.test)}, {escape(short(it.patient))}"
