-- The pseudonym replaces the subject in the party that acted, too, and the replies of mail servers, which may quote the
-- address, are removed.

-- Goes on with one requested replacement, and examines at most so many entries. Whether one was requested.
CREATE OR REPLACE FUNCTION portcullis_replace_erased(most integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $function$
DECLARE
    requested erasures;
    reached bigint;
BEGIN
    SELECT * INTO requested FROM erasures ORDER BY organization_id, sequence LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    reached := LEAST(requested.next_sequence + GREATEST(most, 1), requested.sequence);
    UPDATE audit_entries SET actor = requested.pseudonym, token_id = NULL
    WHERE organization_id = requested.organization_id
        AND sequence >= requested.next_sequence AND sequence < reached
        AND actor = requested.subject AND actor_kind = 'subject' AND actor_variant IS NULL;
    UPDATE audit_entries SET actor_delegate = requested.pseudonym
    WHERE organization_id = requested.organization_id
        AND sequence >= requested.next_sequence AND sequence < reached
        AND actor_delegate = requested.subject;
    UPDATE audit_entries SET target = requested.pseudonym, changes = COALESCE((
        SELECT jsonb_agg(CASE WHEN change ->> 'field' IN ('email', 'reason', 'reply')
                              THEN change || '{"before": null, "after": null}' ELSE change END ORDER BY place)
        FROM jsonb_array_elements(changes) WITH ORDINALITY AS listed (change, place)), '[]')
    WHERE organization_id = requested.organization_id
        AND sequence >= requested.next_sequence AND sequence < reached
        AND target = requested.subject AND target_kind = 'member';
    IF reached = requested.sequence THEN
        DELETE FROM erasures
        WHERE organization_id = requested.organization_id AND sequence = requested.sequence;
    ELSE
        UPDATE erasures SET next_sequence = reached
        WHERE organization_id = requested.organization_id AND sequence = requested.sequence;
    END IF;
    RETURN true;
END
$function$;

-- CREATE OR REPLACE resets it
DO $migration$
BEGIN
    EXECUTE format('ALTER FUNCTION portcullis_replace_erased(integer) SET search_path = %I, pg_temp', current_schema());
END
$migration$;

-- A window of a member who was erased before does not keep their subject.
UPDATE organizations SET undo_subject = NULL, undo_session = NULL, undo_since = NULL, undo_policy_version = NULL
WHERE undo_subject IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM memberships
    WHERE memberships.organization_id = organizations.id AND memberships.subject = organizations.undo_subject);
