"""E-mail addresses of accounts, and the mails with codes that were asked for lately.

A code is checked in one statement, so that parallel guesses are counted one by one. What was
asked for is kept apart from the addresses: removing an address does not reset the limits.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
)

from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.account.email import Address, CodeDemand, CodeTry, MailFacts

addresses = Table(
    "addresses",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="address_of_an_account"), nullable=False),
    Column("address", Text, nullable=False),  # as domain.account.email.parse_address answers it
    Column("mailbox", Text, nullable=False),
    Column("code_hash", Text),  # NULL once it is used
    Column("code_sent_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),  # of the code at hand
    Column("confirmed_at", Instant),
    Column("unsubscribed_at", Instant),  # such a row is never removed
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    # Begins with account_id, so it serves the foreign key, too.
    UniqueConstraint("account_id", "address", name="one_address_per_account"),
    CheckConstraint("length(address) <= 254", name="address_is_short"),
    CheckConstraint("tries BETWEEN 0 AND 5", name="tries_are_bounded"),
    Index(
        "unsubscribed_mailboxes", "mailbox", postgresql_where=text("unsubscribed_at IS NOT NULL")
    ),
    Index("unproved_addresses", "code_sent_at", postgresql_where=text("confirmed_at IS NULL")),
)

address_codes = Table(
    "address_codes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="code_of_an_account"), nullable=False),
    Column("mailbox", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Index("codes_of_account", "account_id"),
    Index("codes_of_mailbox", "mailbox"),
    Index("codes_by_time", "sent_at"),
)

LOCKS = 7_521_962  # our class of advisory locks for those who ask for codes

_LOCK = text("SELECT pg_advisory_xact_lock(:class, hashtext(:name))")

_DIGEST = "'sha256:' || encode(sha256(convert_to({}, 'UTF8')), 'hex')"
"""What is left of the mailbox of somebody who was forgotten (db/account/personal/holdings.py)."""
_SAME = ":mailbox, " + _DIGEST.format(":mailbox")

_DEMAND = text(f"""
    SELECT
      (SELECT count(*) FROM address_codes
        WHERE account_id = :account_id AND sent_at > :since) AS of_account,
      (SELECT count(*) FROM address_codes
        WHERE mailbox IN ({_SAME}) AND sent_at > :since) AS of_mailbox,
      (SELECT count(*) FROM addresses
        WHERE account_id = :account_id AND unsubscribed_at IS NULL
          AND (confirmed_at IS NOT NULL OR mailbox <> :mailbox)) AS others,
      EXISTS (SELECT 1 FROM addresses
        WHERE mailbox IN ({_SAME}) AND unsubscribed_at IS NOT NULL) AS is_unsubscribed
""")  # noqa: S608 - words of ours alone

_KEEP_CODE = text("""
    INSERT INTO addresses (account_id, address, mailbox, code_hash, code_sent_at)
    VALUES (:account_id, :address, :mailbox, :code_hash, :now)
    ON CONFLICT ON CONSTRAINT one_address_per_account DO UPDATE
       SET code_hash = excluded.code_hash, code_sent_at = excluded.code_sent_at, tries = 0
    RETURNING id, address, confirmed_at
""")

_TRY = text("""
    UPDATE addresses
       SET tries = tries + 1,
           confirmed_at = CASE WHEN code_hash = ANY(:hashes) THEN :now ELSE confirmed_at END,
           code_hash = CASE WHEN code_hash = ANY(:hashes) THEN NULL ELSE code_hash END
     WHERE id = :id AND account_id = :account_id AND code_hash IS NOT NULL AND tries < :most
       AND code_sent_at > :since AND unsubscribed_at IS NULL
    RETURNING code_hash IS NULL AS is_right, tries
""")

_UNSUBSCRIBE = text("""
    UPDATE addresses SET unsubscribed_at = coalesce(unsubscribed_at, :now), code_hash = NULL
     WHERE id = :id RETURNING id
""")

_MAIL_FACTS = text(f"""
    SELECT m.id AS message_id, m.intent, m.version, a.id AS address_id, a.code_hash, acc.locale,
           a.confirmed_at IS NOT NULL AS is_confirmed,
           EXISTS (SELECT 1 FROM addresses AS u
                    WHERE u.mailbox IN (a.mailbox, {_DIGEST.format("a.mailbox")})
                      AND u.unsubscribed_at IS NOT NULL)
             AS is_unsubscribed
      FROM scheduled_messages AS m
      JOIN accounts AS acc ON acc.id = m.author_id
      JOIN addresses AS a ON a.account_id = m.author_id AND a.address = m.recipient
     WHERE m.id = ANY(CAST(:ids AS bigint[]))
""")  # noqa: S608 - words of ours alone

_USABLE = addresses.c.unsubscribed_at.is_(None)


async def of_account(uow: Uow, account_id: int) -> list[Address]:
    """An account's addresses that are not unsubscribed, the oldest first."""
    own = _own(account_id).order_by(addresses.c.id)
    return [_address(row) for row in await uow.all(own)]


async def find(uow: Uow, account_id: int, address_id: int) -> Address | None:
    """One of an account's addresses, unless it is unsubscribed."""
    return await uow.find(_address, _own(account_id).where(addresses.c.id == address_id))


async def find_by_address(uow: Uow, account_id: int, address: str) -> Address | None:
    """The same by what was typed."""
    return await uow.find(_address, _own(account_id).where(addresses.c.address == address))


async def code_demand(uow: Uow, account_id: int, mailbox: str, since: datetime) -> CodeDemand:
    """What speaks against one more code.

    Whoever asks for the same account or mailbox waits until this transaction ends.
    """
    for name in (f"account {account_id}", f"mailbox {mailbox}"):
        await uow.first(_LOCK, {"class": LOCKS, "name": name})
    values = {"account_id": account_id, "mailbox": mailbox, "since": since}
    return filled(CodeDemand, await uow.one(_DEMAND, values))


async def note_code(
    uow: Uow, account_id: int, mailbox: str, at: datetime, *, since: datetime
) -> None:
    """A mail with a code was asked for; those before `since` are forgotten.

    With them the addresses that were not proved by then: whose they are nobody knows.
    """
    await uow.run(delete(address_codes).where(address_codes.c.sent_at <= since))
    unproved = (addresses.c.confirmed_at.is_(None), _USABLE, addresses.c.code_sent_at <= since)
    await uow.run(delete(addresses).where(*unproved))
    values = {"account_id": account_id, "mailbox": mailbox, "sent_at": at}
    await uow.run(insert(address_codes).values(values))


async def keep_code(uow: Uow, values: Mapping[str, Any]) -> Address:
    """Keep the hash of a new code; its tries begin anew.

    values: account_id, address, mailbox, code_hash, now.
    """
    return _address(await uow.one(_KEEP_CODE, values))


async def try_code(uow: Uow, values: Mapping[str, Any]) -> CodeTry | None:
    """Count a try of a living code. None if there is no such code.

    values: id, account_id, hashes (of what was typed, by each key), now, since (codes before it
    are dead), most (tries).
    """
    return await uow.find(partial(filled, CodeTry), _TRY, values)


async def is_code_spent(uow: Uow, account_id: int, address_id: int, most: int) -> bool:
    """Whether the code of an address has been tried `most` times."""
    is_spent = addresses.c.code_hash.is_not(None) & (addresses.c.tries >= most)
    spent = _own(account_id).where(addresses.c.id == address_id, is_spent)
    return await uow.first(spent) is not None


async def remove(uow: Uow, account_id: int, address_id: int) -> bool:
    """Forget an account's address. False if it is not theirs, or unsubscribed."""
    own = (addresses.c.id == address_id, addresses.c.account_id == account_id, _USABLE)
    return await uow.run(delete(addresses).where(*own)) == 1


async def unsubscribe(uow: Uow, address_id: int, now: datetime) -> bool:
    """Nothing is mailed to its mailbox any more. False if there is no such address."""
    return await uow.first(_UNSUBSCRIBE, {"id": address_id, "now": now}) is not None


async def mail_facts(uow: Uow, message_ids: Sequence[int]) -> dict[int, MailFacts]:
    """By message id; none for an address that is gone."""
    rows = await uow.all(_MAIL_FACTS, {"ids": list(message_ids)})
    return {row.message_id: filled(MailFacts, row) for row in rows}


def _own(account_id: int) -> Select[Any]:
    return select(addresses).where(addresses.c.account_id == account_id, _USABLE)


def _address(row: Row[Any]) -> Address:
    return Address(row.id, row.address, row.confirmed_at is not None)
