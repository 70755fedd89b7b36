"""A booking keeps its price, and each lab has a currency."""

from typing import Any

from alembic import op

revision = "0023"
down_revision = "0022"

UP = """
ALTER TABLE labs ADD COLUMN currency text NOT NULL DEFAULT 'EUR';
UPDATE labs SET currency = usual.currency
  FROM (SELECT currency FROM tests WHERE currency ~ '^[A-Z]{3}$'
         GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1) AS usual;
ALTER TABLE labs ADD CONSTRAINT currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$');

ALTER TABLE tests ALTER COLUMN price TYPE numeric;

ALTER TABLE bookings ADD COLUMN price numeric, ADD COLUMN currency text;
UPDATE bookings SET price = tests.price, currency = tests.currency
  FROM tests WHERE tests.id = bookings.test_id;
CREATE FUNCTION price_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT tests.price, labs.currency INTO NEW.price, NEW.currency
      FROM tests, labs JOIN time_slots ON time_slots.lab_id = labs.id
     WHERE tests.id = NEW.test_id AND time_slots.id = NEW.slot_id;
    RETURN NEW;
END $$;
CREATE TRIGGER bookings_without_price BEFORE INSERT ON bookings
    FOR EACH ROW WHEN (NEW.price IS NULL) EXECUTE FUNCTION price_booking();
ALTER TABLE bookings ALTER COLUMN price SET NOT NULL, ALTER COLUMN currency SET NOT NULL;
"""

DOWN = """
DROP TRIGGER bookings_without_price ON bookings;
DROP FUNCTION price_booking();
ALTER TABLE bookings DROP COLUMN price, DROP COLUMN currency;
ALTER TABLE tests ALTER COLUMN price TYPE numeric(10, 2);
ALTER TABLE labs DROP COLUMN currency;
"""


def upgrade() -> None:
    """Expand. The trigger prices what the version before this one books until it is replaced."""
    _run(UP)


def downgrade() -> None:
    """Back."""
    _run(DOWN)


def _run(script: str) -> None:
    """asyncpg's own protocol takes many statements at once, in the transaction that is open."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(script))
