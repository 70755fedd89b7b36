"""Old visits lose all that /forget_me takes: `retire_old` does what the owner of the tables alone
may do, and says which visits and people are nobody's now. Several tests are waited for in one wish.

`retire_visits` stays for workers of the version before.
"""

from alembic import op

revision = "0046"
down_revision = "0045"

RETIRE = """
CREATE FUNCTION retire_old(before timestamptz, most integer,
                           OUT visits bigint[], OUT people bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET slotbell.forgets = 'yes' SET search_path FROM CURRENT AS $$
DECLARE
    nobody CONSTANT bigint := -4611686018427387904;
BEGIN
    -- Without waiting for any of them, so their order is of no matter.
    SELECT array_agg(one.id), array_agg(DISTINCT one.patient_id) INTO visits, people
      FROM (SELECT b.id, b.patient_id FROM bookings AS b
              JOIN time_slots AS s ON s.id = b.slot_id JOIN patients AS p ON p.id = b.patient_id
             WHERE s.starts_at < before AND b.account_id <> nobody
             ORDER BY b.id LIMIT most FOR NO KEY UPDATE OF b, p SKIP LOCKED) AS one;
    IF visits IS NULL THEN
        visits := '{}';
        people := '{}';
        RETURN;
    END IF;
    INSERT INTO accounts (id, locale, reachable) VALUES (nobody, 'en', false)
    ON CONFLICT DO NOTHING;
    -- A slot has each of them once, so there are as many as a slot has seats.
    INSERT INTO patients (account_id, name)
    SELECT nobody, '#' || n
      FROM generate_series(1, (SELECT max(number) FROM (
             SELECT count(*) AS number FROM bookings
              WHERE slot_id IN (SELECT slot_id FROM bookings WHERE id = ANY(visits))
              GROUP BY slot_id) AS counted)) AS n
    ON CONFLICT DO NOTHING;
    -- chr(1) stands in no text of JSON.
    UPDATE audit_log AS a
       SET before = replace(replace(a.before::text, who.name, '"—"'), who.phone, '"—"')::jsonb,
           after = replace(replace(a.after::text, who.name, '"—"'), who.phone, '"—"')::jsonb,
           actor_id = CASE WHEN a.actor_id = who.account_id THEN nobody ELSE a.actor_id END
      FROM (SELECT b.id, b.account_id, to_json(p.name)::text AS name,
                   CASE p.phone WHEN '' THEN chr(1) ELSE to_json(p.phone)::text END AS phone
              FROM bookings AS b JOIN patients AS p ON p.id = b.patient_id
             WHERE b.id = ANY(visits)) AS who
     WHERE a.subject = 'booking' AND a.subject_id = who.id;
    UPDATE booking_events AS e SET actor_id = nobody
      FROM bookings AS b WHERE b.id = ANY(visits) AND e.booking_id = b.id
       AND e.actor_id = b.account_id;
    UPDATE booking_notes SET text = '—' WHERE booking_id = ANY(visits);
    UPDATE report_openings SET account_id = nobody
     WHERE report_id IN (SELECT id FROM reports WHERE booking_id = ANY(visits));
    UPDATE bookings AS b SET account_id = nobody, patient_id = p.id
      FROM (SELECT id, row_number() OVER (PARTITION BY slot_id ORDER BY id) AS place
              FROM bookings
             WHERE slot_id IN (SELECT slot_id FROM bookings WHERE id = ANY(visits))) AS ranked
      JOIN patients AS p ON p.account_id = nobody AND p.name = '#' || ranked.place
     WHERE b.id = ranked.id AND b.id = ANY(visits);
    UPDATE scheduled_messages SET author_id = nobody
     WHERE booking_id = ANY(visits) AND channel <> 'webhook'
       AND status IN ('sent', 'dead', 'cancelled');
    SELECT coalesce(array_agg(p.id), '{}') INTO people
      FROM patients AS p
     WHERE p.id = ANY(people) AND p.used_at < before
       AND NOT EXISTS (SELECT FROM bookings WHERE patient_id = p.id)
       AND NOT EXISTS (SELECT FROM recalls WHERE patient_id = p.id AND state = 'active')
       AND NOT EXISTS (SELECT FROM waitlist
                        WHERE patient_id = p.id AND status IN ('waiting', 'asked'));
    UPDATE audit_log AS a
       SET before = replace(replace(a.before::text, who.name, '"—"'), who.phone, '"—"')::jsonb,
           after = replace(replace(a.after::text, who.name, '"—"'), who.phone, '"—"')::jsonb
      FROM (SELECT p.id, to_json(p.name)::text AS name,
                   CASE p.phone WHEN '' THEN chr(1) ELSE to_json(p.phone)::text END AS phone
              FROM patients AS p WHERE p.id = ANY(people)) AS who
     WHERE a.subject = 'patient' AND a.subject_id = who.id;
END $$
"""


def upgrade() -> None:
    """Expand."""
    op.execute(RETIRE)
    op.execute("ALTER TABLE waitlist ADD COLUMN more bigint[] NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    """Who is nobody stays so."""
    op.execute("ALTER TABLE waitlist DROP COLUMN more")
    op.execute("DROP FUNCTION retire_old(timestamptz, integer)")
