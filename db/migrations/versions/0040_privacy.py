"""A person agrees to terms, is reminded in neutral words, and may be forgotten.

The trigger lets the owner of the tables change a history while one of two functions runs, and
nobody else ever: `forget_account`, which enters itself into the audit log, and `retire_visits`.
"""

from typing import Any

from alembic import op

revision = "0040"
down_revision = "0039"

UP = """
ALTER TABLE handled_updates ADD COLUMN account_id bigint;
ALTER TABLE accounts ADD COLUMN full_texts boolean NOT NULL DEFAULT false;
CREATE TABLE consents (
    account_id bigint CONSTRAINT consent_of_an_account REFERENCES accounts (id),
    version integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (account_id, version)
);

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('slotbell.forgets', true) = 'yes'
       AND current_user = (SELECT tableowner FROM pg_tables
                            WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;

-- What an account has done and was becomes that of a new one, which is nobody's: its id.
-- words: the person's, as JSON strings, to be taken out of what was written down about them.
CREATE FUNCTION forget_account(old bigint, words text[], forgotten_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET slotbell.forgets = 'yes' SET search_path FROM CURRENT AS $$
DECLARE
    new bigint;
    word text;
    one record;
BEGIN
    IF old <= 0 OR NOT EXISTS (SELECT FROM accounts WHERE id = old AND role = 'patient') THEN
        RAISE EXCEPTION 'nobody can be forgotten here';
    END IF;
    INSERT INTO accounts (id, locale, reachable, created_at)
    SELECT -nextval('caller_ids'), locale, false, created_at FROM accounts WHERE id = old
    RETURNING id INTO new;
    UPDATE booking_notes SET text = '—'
     WHERE booking_id IN (SELECT id FROM bookings WHERE account_id = old);
    FOREACH word IN ARRAY words LOOP
        UPDATE audit_log
           SET before = replace(before::text, word, '"—"')::jsonb,
               after = replace(after::text, word, '"—"')::jsonb
         WHERE strpos(concat(before, after), word) > 0 AND (
               actor_id = old
            OR subject IN ('account', 'staff') AND subject_id = old
            OR subject = 'patient'
               AND subject_id IN (SELECT id FROM patients WHERE account_id = old)
            OR subject = 'booking'
               AND subject_id IN (SELECT id FROM bookings WHERE account_id = old));
    END LOOP;
    UPDATE audit_log SET subject_id = new
     WHERE subject IN ('account', 'staff') AND subject_id = old;
    UPDATE booking_events SET actor_id = new WHERE actor_id = old;
    UPDATE guess_watch SET account_id = new WHERE account_id = old;
    FOR one IN
        SELECT c.conrelid::regclass AS holder, a.attname AS name
          FROM pg_constraint AS c
          JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND c.confrelid = 'accounts'::regclass
         ORDER BY c.conrelid::regclass::text, a.attname
    LOOP
        EXECUTE format('UPDATE %s SET %I = $1 WHERE %I = $2', one.holder, one.name, one.name)
          USING new, old;
    END LOOP;
    DELETE FROM accounts WHERE id = old;
    INSERT INTO audit_log (at, actor_id, action, subject, subject_id)
    VALUES (forgotten_at, new, 'account_forgotten', 'account', new);
    RETURN new;
END $$;

-- Visits before then become nobody's: as many as this, and how many that were.
CREATE FUNCTION retire_visits(before timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET slotbell.forgets = 'yes' SET search_path FROM CURRENT AS $$
DECLARE
    nobody CONSTANT bigint := -4611686018427387904;
    ids bigint[];
    whose bigint[];
    people bigint[];
BEGIN
    SELECT array_agg(one.id), array_agg(DISTINCT one.account_id),
           array_agg(DISTINCT one.patient_id)
      INTO ids, whose, people
      FROM (SELECT b.id, b.account_id, b.patient_id
              FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
             WHERE s.starts_at < before AND b.account_id <> nobody
             ORDER BY b.id LIMIT most FOR NO KEY UPDATE OF b SKIP LOCKED) AS one;
    IF ids IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO accounts (id, locale, reachable) VALUES (nobody, 'en', false)
    ON CONFLICT DO NOTHING;
    -- A slot has each of them once, so there are as many as a slot has seats.
    INSERT INTO patients (account_id, name)
    SELECT nobody, '#' || n
      FROM generate_series(1, (SELECT max(number) FROM (
             SELECT count(*) AS number FROM bookings
              WHERE slot_id IN (SELECT slot_id FROM bookings WHERE id = ANY(ids))
              GROUP BY slot_id) AS counted)) AS n
    ON CONFLICT DO NOTHING;
    UPDATE booking_events SET actor_id = nobody
     WHERE booking_id = ANY(ids) AND actor_id = ANY(whose);
    UPDATE booking_notes SET text = '—' WHERE booking_id = ANY(ids);
    UPDATE report_openings SET account_id = nobody
     WHERE report_id IN (SELECT id FROM reports WHERE booking_id = ANY(ids));
    UPDATE reports SET file_id = '', intent = 'retired:' || id,
                       withdrawn_at = coalesce(withdrawn_at, now())
     WHERE booking_id = ANY(ids);
    UPDATE bookings AS b SET account_id = nobody, patient_id = p.id, intent = 'retired:' || b.id
      FROM (SELECT id, row_number() OVER (PARTITION BY slot_id ORDER BY id) AS place
              FROM bookings
             WHERE slot_id IN (SELECT slot_id FROM bookings WHERE id = ANY(ids))) AS ranked
      JOIN patients AS p ON p.account_id = nobody AND p.name = '#' || ranked.place
     WHERE b.id = ranked.id AND b.id = ANY(ids);
    UPDATE delivery_attempts SET error = split_part(error, ':', 1)
     WHERE message_id IN (SELECT id FROM scheduled_messages WHERE booking_id = ANY(ids));
    UPDATE scheduled_messages
       SET author_id = nobody, recipient = '0', intent = 'retired:' || id,
           last_error = split_part(last_error, ':', 1)
     WHERE booking_id = ANY(ids) AND channel <> 'webhook'
       AND status IN ('sent', 'dead', 'cancelled');
    UPDATE patients AS p SET name = '#' || p.id, phone = '', secret_hash = NULL, is_self = false
     WHERE p.id = ANY(people) AND p.used_at < before
       AND NOT EXISTS (SELECT FROM bookings WHERE patient_id = p.id);
    RETURN cardinality(ids);
END $$;
"""

DOWN = """
DROP FUNCTION retire_visits(timestamptz, integer);
DROP FUNCTION forget_account(bigint, text[], timestamptz);
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
ALTER TABLE handled_updates DROP COLUMN account_id;
ALTER TABLE accounts DROP COLUMN full_texts;
DROP TABLE consents;
"""


def upgrade() -> None:
    """Expand."""
    _run(UP)


def downgrade() -> None:
    """Who was forgotten stays so."""
    _run(DOWN)


def _run(script: str) -> None:
    """asyncpg's own protocol takes many statements at once, in the transaction that is open."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(script))
