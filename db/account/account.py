"""Accounts: Telegram users who have written to the bot."""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Time,
    false,
    func,
    select,
    text,
    true,
    update,
)

from db.base import Instant, metadata
from db.direct import Statements
from db.uow import Uow
from domain.account.actor import Account, Role
from domain.account.quiet import quiet_of

accounts = Table(
    "accounts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's user id
    Column("zone", Text),  # IANA name; NULL until the person chose one
    Column("locale", Text, nullable=False),
    Column("role", Text, nullable=False, server_default="patient"),
    Column("reachable", Boolean, nullable=False, server_default=true()),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    Column("lab_id", ForeignKey("labs.id", name="account_is_at_a_lab")),  # chosen; NULL = the first
    Column("staff_name", Text),  # what colleagues call them; NULL for patients
    Column("staff_since", Instant),
    Column("locale_chosen", Boolean, nullable=False, server_default=false()),  # not Telegram's
    # Quiet hours, on the clock of `zone`; see domain/account/quiet.py.
    Column("quiet_way", Text, nullable=False, server_default="delay"),
    Column("quiet_from", Time, nullable=False, server_default="21:00"),
    Column("quiet_until", Time, nullable=False, server_default="08:00"),  # not itself
    CheckConstraint("quiet_way IN ('delay', 'silent', 'off')", name="quiet_way_is_known"),
    CheckConstraint("quiet_from <> quiet_until", name="quiet_hours_end"),
    Column("full_texts", Boolean, nullable=False, server_default=false()),  # or no test is named
    CheckConstraint(
        "role IN ('patient', 'collector', 'desk', 'manager', 'owner')", name="role_is_known"
    ),
    Index("accounts_of_staff", "role", postgresql_where=text("role <> 'patient'")),
    Index("accounts_at_a_lab", "lab_id", postgresql_where=text("lab_id IS NOT NULL")),
)

consents = Table(
    "consents",
    metadata,
    Column("account_id", ForeignKey("accounts.id", name="consent_of_an_account"), primary_key=True),
    Column("version", Integer, primary_key=True),  # of what was agreed to
    Column("at", Instant, nullable=False),
)

_KEEP = """
    INSERT INTO accounts AS a (id, locale, reachable) VALUES ($1, $2, $3)
    ON CONFLICT (id) DO UPDATE SET reachable = excluded.reachable,
        locale = CASE WHEN a.locale_chosen THEN a.locale ELSE excluded.locale END
    RETURNING id
"""
_MEETING = """
    SELECT a.zone, a.locale, a.role, a.reachable, a.locale_chosen,
           a.quiet_way, a.quiet_from, a.quiet_until,
           (SELECT coalesce(max(version), 0) FROM consents WHERE account_id = a.id),
           (SELECT results FROM handled_updates WHERE id = $2)
      FROM (SELECT) AS one LEFT JOIN accounts AS a ON a.id = $1
"""


async def meet(
    on: Statements, account_id: int, update_id: int
) -> tuple[Account | None, Sequence[bytes]]:
    """The account, None for a stranger; and what came of the update, had it come before."""
    ((*known, results),) = await on.fetch(_MEETING, account_id, update_id)
    zone, locale, role, is_reachable, is_chosen, way, begins, ends, agreed = known
    account = None
    if role is not None:
        account = Account(
            *(zone, locale, Role(role), is_reachable),
            locale_chosen=is_chosen,
            quiet=quiet_of(way, begins, ends, zone),
            agreed=agreed,
        )
    return account, results or ()


async def keep(on: Statements, account_id: int, locale: str, is_reachable: bool) -> None:
    """Create the account, or bring its locale, unless it has chosen one, and reachability up to
    date.
    """
    await on.fetch(_KEEP, account_id, locale, is_reachable)


async def set_zone(uow: Uow, account_id: int, zone: str) -> None:
    """Keep the IANA zone that the person chose."""
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(zone=zone))


async def set_locale(uow: Uow, account_id: int, locale: str) -> None:
    """Keep the language that the person chose, whatever Telegram says from now on."""
    chosen = {"locale": locale, "locale_chosen": True}
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(**chosen))


async def locales(uow: Uow, ids: Collection[int]) -> dict[int, str]:
    """The languages of these accounts."""
    found = select(accounts.c.id, accounts.c.locale).where(accounts.c.id.in_(list(ids)))
    return {row.id: row.locale for row in await uow.all(found)}


async def set_full_texts(uow: Uow, account_id: int, is_full: bool) -> None:
    """Whether reminders and news name the test."""
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(full_texts=is_full))


async def has_full_texts(uow: Uow, account_id: int) -> bool:
    row = await uow.first(select(accounts.c.full_texts).where(accounts.c.id == account_id))
    return row is not None and bool(row.full_texts)


async def set_reachable(uow: Uow, account_id: int, is_reachable: bool) -> None:
    """Keep whether messages reach this account: not once it has blocked the bot."""
    changed = accounts.c.reachable != is_reachable
    await uow.run(
        update(accounts).where(accounts.c.id == account_id, changed).values(reachable=is_reachable)
    )
