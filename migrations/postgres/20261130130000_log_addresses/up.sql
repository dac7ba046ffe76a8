-- How far addresses were removed from each audit log: the number of the next entry to examine.
CREATE TABLE address_removals (
    organization_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organizations (id),
    next_sequence bigint NOT NULL CHECK (next_sequence > 0)
);

-- The service's role may not change the audit log. This function runs as the role that owns the tables: in the first log
-- from `from_organization` on whose next entry is older than `older_than`, it removes the addresses of at most so many
-- entries, up to the first that is not older. No row if there is no such log. It refuses to remove addresses of the last 30
-- days: an intruder with the service's role cannot remove their own.
CREATE FUNCTION portcullis_remove_addresses(from_organization text, older_than timestamptz, most integer)
RETURNS TABLE (organization text, entries integer)
LANGUAGE plpgsql SECURITY DEFINER AS $function$
DECLARE
    first_number bigint;
    last_number bigint;
BEGIN
    IF older_than > now() - interval '30 days' THEN
        RAISE EXCEPTION 'addresses are kept for 30 days' USING ERRCODE = 'check_violation';
    END IF;
    SELECT o.id INTO organization FROM organizations o
    LEFT JOIN address_removals r ON r.organization_id = o.id
    WHERE o.id >= from_organization AND (
        SELECT e.at FROM audit_entries e
        WHERE e.organization_id = o.id AND e.sequence >= COALESCE(r.next_sequence, 1)
        ORDER BY e.sequence LIMIT 1) < older_than
    ORDER BY o.id LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO address_removals AS r (organization_id, next_sequence) VALUES (organization, 1)
    ON CONFLICT (organization_id) DO NOTHING;
    SELECT r.next_sequence INTO first_number FROM address_removals r WHERE r.organization_id = organization FOR UPDATE;
    SELECT max(judged.sequence), count(*)::integer INTO last_number, entries FROM (
        SELECT page.sequence, max(page.at) OVER (ORDER BY page.sequence) < older_than AS due FROM (
            SELECT e.sequence, e.at FROM audit_entries e
            WHERE e.organization_id = organization AND e.sequence >= first_number
            ORDER BY e.sequence LIMIT GREATEST(most, 1)) AS page) AS judged
    WHERE judged.due;
    IF last_number IS NOT NULL THEN
        UPDATE audit_entries e SET source = NULL, changes = COALESCE((
            SELECT jsonb_agg(CASE WHEN change ->> 'field' IN ('sources', 'email', 'reply')
                                  THEN change || '{"before": null, "after": null}' ELSE change END ORDER BY place)
            FROM jsonb_array_elements(e.changes) WITH ORDINALITY AS listed (change, place)), '[]')
        WHERE e.organization_id = organization AND e.sequence BETWEEN first_number AND last_number
            AND (e.source IS NOT NULL OR EXISTS (
                SELECT FROM jsonb_array_elements(e.changes) AS listed (change)
                WHERE change ->> 'field' IN ('sources', 'email', 'reply')));
        UPDATE address_removals r SET next_sequence = last_number + 1 WHERE r.organization_id = organization;
    END IF;
    RETURN NEXT;
END
$function$;

-- it finds these tables and no others, whatever the caller's search path; roles.sql grants it to the service
DO $migration$
BEGIN
    EXECUTE format('ALTER FUNCTION portcullis_remove_addresses(text, timestamptz, integer) SET search_path = %I, pg_temp',
                   current_schema());
END
$migration$;
REVOKE ALL ON FUNCTION portcullis_remove_addresses(text, timestamptz, integer) FROM PUBLIC;
