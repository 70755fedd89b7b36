"""Accounts: Telegram users who have written to the bot."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Table, Text, func, true

from db.base import Instant, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's user id
    Column("zone", Text),  # IANA name; NULL until the person chose one
    Column("locale", Text, nullable=False),
    Column("role", Text, nullable=False, server_default="patient"),
    Column("reachable", Boolean, nullable=False, server_default=true()),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    CheckConstraint(
        "role IN ('patient', 'collector', 'desk', 'manager', 'owner')", name="role_is_known"
    ),
)
