"""Labs: places with an address and a time zone."""

from sqlalchemy import BigInteger, Column, Identity, Table, Text

from db.base import metadata

labs = Table(
    "labs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("zone", Text, nullable=False),  # IANA name
)
