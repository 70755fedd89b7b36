"""Since the first release a migration only adds, and holds nobody up (ADR 0050)."""

import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from db.migrate import MIGRATIONS

ROOT = Path(__file__).parents[2]
FIRST = "0050"  # what is older is the first release's: nobody upgrades to it
CONTRACTS: dict[str, str] = {}  # revision: what it takes away, and since when nobody uses it
TAKES = re.compile(
    r"\bDROP (TABLE|COLUMN|CONSTRAINT|NOT NULL\b.*\bDROP)|\bRENAME\b|\bTRUNCATE\b"
    r"|\bALTER (COLUMN )?\w+ (SET DATA )?TYPE\b|\bSET NOT NULL\b",
    re.IGNORECASE,
)
COLUMN = re.compile(r"\bADD COLUMN\b[^,;]*\bNOT NULL\b[^,;]*", re.IGNORECASE)
INDEX = re.compile(r"\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]*? ON (\w+)", re.IGNORECASE)
GONE = re.compile(r"\bDROP INDEX (?!CONCURRENTLY)", re.IGNORECASE)
TABLE = re.compile(r"\bCREATE (?:UNLOGGED )?TABLE (\w+)", re.IGNORECASE)
RULE = re.compile(
    r"\bALTER TABLE (\w+)[^;]*\bADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY|UNIQUE)\b[^;]*",
    re.IGNORECASE,
)


def faults(sql: str) -> list[str]:
    """What would break the version before, or make somebody wait."""
    new = {name.lower() for name in TABLE.findall(sql)}
    found = [f"takes away: {hit[0]}" for hit in TAKES.finditer(sql)]
    found += [f"no default: {hit}" for hit in COLUMN.findall(sql) if "default" not in hit.lower()]
    found += [f"index of {name}" for name in INDEX.findall(sql) if name.lower() not in new]
    found += ["index dropped with a lock"] if GONE.search(sql) else []
    for hit in RULE.finditer(sql):
        is_quick = re.search(r"\bNOT VALID\b|\bUSING INDEX\b", hit[0], re.IGNORECASE)
        if hit[1].lower() not in new and not is_quick:
            found.append(f"rule of {hit[1]} is checked under a lock")
    return found


def sql_of(path: Path) -> tuple[str, str]:
    """A migration's revision and what it would say."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    said = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": said}
    )
    with context.begin_transaction(), Operations.context(context):
        module.upgrade()
    return module.revision, said.getvalue()


def test_migrations_since_the_first_release_only_add() -> None:
    newer = [path for path in sorted((MIGRATIONS / "versions").glob("0*.py")) if path.stem >= FIRST]
    for path in [*newer, ROOT / "tests/support/next_release/expand.py"]:
        revision, sql = sql_of(path)
        if revision not in CONTRACTS:
            assert (path.name, faults(sql)) == (path.name, [])


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE bookings DROP COLUMN note",
        "DROP TABLE chats",
        "ALTER TABLE bookings RENAME COLUMN note TO words",
        "ALTER TABLE bookings ALTER COLUMN price TYPE numeric(12, 2)",
        "ALTER TABLE bookings ALTER price SET NOT NULL",
        "ALTER TABLE bookings ADD COLUMN hue int NOT NULL",
        "CREATE INDEX by_hue ON bookings (hue)",
        "CREATE UNIQUE INDEX IF NOT EXISTS by_hue ON bookings (hue)",
        "DROP INDEX by_hue",
        "ALTER TABLE bookings ADD CONSTRAINT hue_is_known CHECK (hue > 0)",
        "ALTER TABLE bookings ADD CONSTRAINT of_a_hue FOREIGN KEY (hue) REFERENCES hues (id)",
        "ALTER TABLE bookings ADD UNIQUE (hue)",
    ],
)
def test_what_takes_away_or_holds_up_is_found(sql: str) -> None:
    assert len(faults(sql)) == 1


def test_a_new_table_may_have_whatever_it_needs() -> None:
    sql = """
        CREATE TABLE hues (id bigint NOT NULL, name text NOT NULL UNIQUE);
        CREATE INDEX by_name ON hues (name);
        ALTER TABLE hues ADD CONSTRAINT name_is_one CHECK (name <> '');
        ALTER TABLE bookings ADD COLUMN hue bigint, ADD COLUMN tint int NOT NULL DEFAULT 0;
        ALTER TABLE bookings ADD CONSTRAINT has_a_hue CHECK (hue > 0) NOT VALID;
    """
    assert faults(sql) == []


def test_a_contraction_would_be_found() -> None:
    assert faults(sql_of(ROOT / "tests/support/next_release/contract.py")[1])
