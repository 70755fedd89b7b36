"""The role that bot and worker connect as: it reads and writes rows, and may do nothing else.

`slotbell migrate` makes it, and gives it its rights anew after each migration. Whoever has taken
over one of the two processes can then change no table, no history, and no other database.
"""

from base64 import b64encode
from collections.abc import Collection
from hashlib import pbkdf2_hmac, sha256
from hmac import digest
from secrets import token_bytes

from sqlalchemy import Connection, make_url, text

APPEND_ONLY = frozenset(
    {"audit_log", "booking_events", "booking_notes", "patient_readings", "report_openings"}
)
DELETED_FROM = frozenset(
    {
        *("address_codes", "addresses", "bookmarks", "closure_offers", "handled_updates"),
        "lane_pauses",
        *("patient_readings", "seat_holds", "sign_in_links", "web_deeds", "web_sessions"),
        "worker_beats",
    }
)
VERSION = "alembic_version"
ROUNDS = 4096  # PostgreSQL's own

_RIGHTS_OF = text("""
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS is_mighty
      FROM pg_roles WHERE rolname = :role
""")
_MAY_MAKE = text("""
    SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user
""")
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")


class RoleUnfit(Exception):
    """The role cannot be what it should be. str() is one line for the operator."""


def admit(connection: Connection, url: str) -> None:
    """Let the role of this URL work here, and make it if it is missing.

    Where the owner may not make roles, as on some hosted servers, it only gets its rights. The
    owner's own role needs none. Raises RoleUnfit.
    """
    wanted = make_url(url)
    name = wanted.username or ""
    if name == connection.execute(text("SELECT current_user")).scalar():
        return
    known = connection.execute(_RIGHTS_OF, {"role": name}).first()
    if known is not None and known.is_mighty:
        raise RoleUnfit("the role of APP_DATABASE_URL may do more than read and write rows")
    role = connection.dialect.identifier_preparer.quote(name)
    if connection.execute(_MAY_MAKE).scalar():
        kept = scram(str(wanted.password), token_bytes(16))
        verb = "ALTER" if known else "CREATE"
        connection.exec_driver_sql(f"{verb} ROLE {role} LOGIN PASSWORD '{kept}'")
    elif known is None:
        raise RoleUnfit("the role of APP_DATABASE_URL is missing, and DATABASE_URL may make none")
    tables = {row.tablename for row in connection.execute(_TABLES)}
    database = connection.dialect.identifier_preparer.quote(
        str(connection.execute(text("SELECT current_database()")).scalar())
    )
    for statement in _rights(role, tables, database):
        connection.exec_driver_sql(statement)


def _rights(role: str, tables: Collection[str], database: str) -> list[str]:
    all_tables, sequences = "ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public"
    statements = [
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
        f"REVOKE ALL ON {all_tables} FROM {role}",
        f"REVOKE ALL ON {sequences} FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT USAGE ON {sequences} TO {role}",
        f"GRANT SELECT ON {all_tables} TO {role}",
    ]
    written = set(tables) - {VERSION}
    for right, some in (
        ("INSERT", written),
        ("UPDATE", written - APPEND_ONLY),
        ("DELETE", written & DELETED_FROM),
    ):
        if some:
            statements.append(f"GRANT {right} ON {', '.join(sorted(some))} TO {role}")
    return statements


def scram(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps of a password: so it stands in no statement, and in no server's log."""
    salted = pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    stored = sha256(digest(salted, b"Client Key", "sha256")).digest()
    server = digest(salted, b"Server Key", "sha256")
    kept = [b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${ROUNDS}:{kept[0]}${kept[1]}:{kept[2]}"
