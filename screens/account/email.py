"""Email addresses: the list, adding one, typing its code, removing one."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.account.email import Address, Checked, Verdict
from screens.account.callbacks import AddressDo, AddressTap, StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard, short
from screens.messages.compose import lines
from screens.screen import Screen, Translate


def menu(found: Sequence[Address], has_mail: bool, note: str, t: Translate) -> Screen:
    """A person's addresses. has_mail: whether this bot can send email at all."""
    told = [_line(item, t) for item in found]
    title = f"<b>{t('Your email addresses')}</b>" if told else ""
    if not has_mail:
        hint = t("This bot cannot send email yet.")
    elif told:
        hint = t("When you /schedule a message, you can send it to a confirmed address.")
    else:
        hint = t("I can send your scheduled messages by email, too. First tell me your address.")
    text = lines(note, "\n".join([title, *told]) if told else "", hint)
    add = [_add(t)] if has_mail else []
    rows = [row for item in found for row in _rows(item, has_mail, t)]
    return Screen(text, keyboard([*rows, add]))


def ask_address(note: str, t: Translate) -> Screen:
    """The address is to be typed."""
    question = f"<b>{t('What is your email address?')}</b>"
    hint = t("Type it; I will mail a code there to see that it is yours.")
    return Screen(
        lines(note, f"{question}\n{hint}"), keyboard([[back(AddressTap(do=AddressDo.LIST), t)]])
    )


def ask_code(it: Address, note: str, t: Translate) -> Screen:
    """The code is to be typed."""
    address = f"<b>{escape(it.address)}</b>"
    told = t("I am mailing a code of six digits to {address}.").format(address=address)
    hint = t("Type it here within 15 minutes. If it does not come, look into your spam folder.")
    again = button(t("Send another code"), AddressTap(do=AddressDo.AGAIN, value=it.id))
    return Screen(
        lines(note, f"{told}\n{hint}"),
        keyboard([[again], [back(AddressTap(do=AddressDo.LIST), t)]]),
    )


def confirmed(it: Address, t: Translate) -> Screen:
    """The address may be used."""
    done = t("Done. {address} is confirmed.").format(address=f"<b>{escape(it.address)}</b>")
    hint = t("When you schedule a message, its preview has a button to send it by email.")
    new = button(t("Schedule a message"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
    return Screen(f"{done}\n{hint}", keyboard([[new]]))


def ask_remove(it: Address, t: Translate) -> Screen:
    """Asked once before an address is forgotten."""
    question = t("Remove {address}?").format(address=escape(it.address))
    hint = t("Messages that are planned for it will not be sent.")
    no = button(t("No, keep it"), AddressTap(do=AddressDo.LIST))
    yes = button(t("Yes, remove it"), AddressTap(do=AddressDo.YES, value=it.id), DANGER)
    return Screen(f"<b>{question}</b>\n{hint}", keyboard([[no, yes]]))


def verdict(it: Checked, t: Translate) -> str:
    """A note above the question, why the code was not taken."""
    match it.verdict:
        case Verdict.WRONG if it.left == 1:
            return t("That is not the code. You have one more try.")
        case Verdict.WRONG:
            return t("That is not the code. You have {n} more tries.").format(n=it.left)
        case Verdict.SPENT:
            return t("That was wrong too often, so this code is void. Please get another one.")
        case _:
            return t("This code is too old. Please get another one.")


def no_code(t: Translate) -> str:
    """A note: what was typed is no code."""
    return t("The code has six digits, like 123456.")


def another(t: Translate) -> str:
    """Toast: a new code was asked for."""
    return t("Another code is on its way; the one before is void.")


def only_typed(t: Translate) -> str:
    """A note: a photo or the like came."""
    return t("I can only read text here.")


def known(t: Translate) -> str:
    """A note: the address was confirmed before."""
    return t("That address is confirmed already.")


def removed(t: Translate) -> str:
    """A note above the list."""
    return t("Removed. Nothing will be sent there.")


def not_found(t: Translate) -> str:
    """A note: no address, or somebody else's."""
    return t("That address was not found.")


def _line(it: Address, t: Translate) -> str:
    state = "" if it.is_confirmed else f" · {t('waiting for its code')}"
    return f"• {escape(it.address)}{state}"


def _rows(it: Address, has_mail: bool, t: Translate) -> list[Row]:
    label = short(it.address, 28)
    remove = AddressTap(do=AddressDo.REMOVE, value=it.id)
    rows = [[button(t("Remove {address}").format(address=label), remove)]]
    if has_mail and not it.is_confirmed:
        enter = AddressTap(do=AddressDo.CODE, value=it.id)
        rows.insert(0, [button(t("Enter the code for {address}").format(address=label), enter)])
    return rows


def _add(t: Translate) -> InlineKeyboardButton:
    return button(t("Add an address"), AddressTap(do=AddressDo.ADD), PRIMARY)
