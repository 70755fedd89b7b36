"""Email addresses: the list, adding one, typing its code, removing one."""

from collections.abc import Sequence
from html import escape

from domain.account.email import Address, CodeCheck, CodeVerdict
from screens.account.callbacks import EmailDo, EmailTap
from screens.callback_values import StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, back, button, keyboard
from screens.language import _, marked
from screens.screen import Screen, lines, short

# Notes above a screen; ANOTHER is a toast.
NO_CODE = marked("The code has six digits, like 123456.")
ANOTHER = marked("Another code is on its way; the one before is void.")
ONLY_TYPED = marked("I can only read text here.")
KNOWN = marked("That address is confirmed already.")
REMOVED = marked("Removed. Nothing will be sent there.")
NOT_FOUND = marked("That address was not found.")


def menu(found: Sequence[Address], has_mail: bool, note: str) -> Screen:
    """A person's addresses. has_mail: whether this bot can send email at all."""
    listed = [_line(item) for item in found]
    title = f"<b>{_('Your email addresses')}</b>" if listed else ""
    if not has_mail:
        hint = _("This bot cannot send email yet.")
    elif listed:
        hint = _("When you /schedule a message, you can send it to a confirmed address.")
    else:
        hint = _("I can send your scheduled messages by email, too. First tell me your address.")
    text = lines(note, "\n".join([title, *listed]) if listed else "", hint)
    add = [button(_("Add an address"), EmailTap(do=EmailDo.ADD), PRIMARY)] if has_mail else []
    rows = [row for item in found for row in _rows(item, has_mail)]
    return Screen(text, keyboard([*rows, add]))


def ask_address(note: str) -> Screen:
    """The address is to be typed."""
    question = f"<b>{_('What is your email address?')}</b>"
    hint = _("Type it; I will mail a code there to see that it is yours.")
    return Screen(lines(note, f"{question}\n{hint}"), keyboard([[back(EmailTap(do=EmailDo.LIST))]]))


def ask_code(it: Address, note: str) -> Screen:
    """The code is to be typed."""
    address = f"<b>{escape(it.address)}</b>"
    mailing = _("I am mailing a code of six digits to {address}.").format(address=address)
    hint = _("Type it here within 15 minutes. If it does not come, look into your spam folder.")
    again = button(_("Send another code"), EmailTap(do=EmailDo.AGAIN, value=it.id))
    return Screen(
        lines(note, f"{mailing}\n{hint}"), keyboard([[again], [back(EmailTap(do=EmailDo.LIST))]])
    )


def confirmed(it: Address) -> Screen:
    """The address may be used."""
    done = _("Done. {address} is confirmed.").format(address=f"<b>{escape(it.address)}</b>")
    hint = _("When you schedule a message, its preview has a button to send it by email.")
    new = button(_("Schedule a message"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
    return Screen(f"{done}\n{hint}", keyboard([[new]]))


def ask_remove(it: Address) -> Screen:
    """Asked once before an address is forgotten."""
    question = _("Remove {address}?").format(address=escape(it.address))
    hint = _("Messages that are planned for it will not be sent.")
    no = button(_("No, keep it"), EmailTap(do=EmailDo.LIST))
    yes = button(_("Yes, remove it"), EmailTap(do=EmailDo.YES, value=it.id), DANGER)
    return Screen(f"<b>{question}</b>\n{hint}", keyboard([[no, yes]]))


def verdict(it: CodeCheck) -> str:
    """A note above the question, why the code was not taken."""
    match it.verdict:
        case CodeVerdict.WRONG if it.left == 1:
            return _("That is not the code. You have one more try.")
        case CodeVerdict.WRONG:
            return _("That is not the code. You have {n} more tries.").format(n=it.left)
        case CodeVerdict.SPENT:
            return _("That was wrong too often, so this code is void. Please get another one.")
        case _:
            return _("This code is too old. Please get another one.")


def _line(it: Address) -> str:
    state = "" if it.is_confirmed else f" · {_('waiting for its code')}"
    return f"• {escape(it.address)}{state}"


def _rows(it: Address, has_mail: bool) -> list[Row]:
    label = short(it.address, 28)
    remove = EmailTap(do=EmailDo.REMOVE, value=it.id)
    rows = [[button(_("Remove {address}").format(address=label), remove)]]
    if has_mail and not it.is_confirmed:
        enter = EmailTap(do=EmailDo.CODE, value=it.id)
        rows.insert(0, [button(_("Enter the code for {address}").format(address=label), enter)])
    return rows
