-- Erasures whose audit log is still to be gone through: in each entry before `sequence`, that of the erasure, the pseudonym
-- replaces the subject. A row goes when its log is done.
CREATE TABLE erasures (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
    sequence bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,
    pseudonym text COLLATE "C" NOT NULL,
    next_sequence bigint NOT NULL CHECK (next_sequence > 0),
    PRIMARY KEY (organization_id, sequence)
);

-- The service's role may neither change the audit log nor write `erasures`. Both functions run as the role that owns the
-- tables: the first one appends an entry that says what happens, and there is no other way to the second one's work.

-- Appends the entry of an erasure, requests the replacement in the entries before it, and deletes the membership.
CREATE FUNCTION portcullis_erase_member(erased_organization text, erased_subject text, entry jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $function$
DECLARE
    written audit_entries;
    pseudonyms CONSTANT text := '^erased:[^: ]+:[0-9a-f]{64}$';
BEGIN
    written := jsonb_populate_record(NULL::audit_entries, entry);
    -- no member can be given the name of another, or lose the trace of an erasure
    IF written.target IS NULL OR written.target !~ pseudonyms OR erased_subject ~ pseudonyms THEN
        RAISE EXCEPTION 'a subject is replaced by a pseudonym, once' USING ERRCODE = 'check_violation';
    END IF;
    written.organization_id := erased_organization;
    written.action := 'member.erase';
    written.target_kind := 'member';
    written.outcome := 'changed';
    written.transaction_id := pg_current_xact_id()::text::bigint;
    written.sequence := COALESCE((SELECT last.sequence FROM audit_entries AS last
                                  WHERE last.organization_id = erased_organization
                                  ORDER BY last.sequence DESC LIMIT 1), 0) + 1;
    INSERT INTO audit_entries SELECT written.*;
    INSERT INTO erasures (organization_id, sequence, subject, pseudonym, next_sequence)
    VALUES (erased_organization, written.sequence, erased_subject, written.target, 1);
    DELETE FROM memberships WHERE organization_id = erased_organization AND subject = erased_subject;
    RETURN written.sequence;
END
$function$;

-- Goes on with one requested replacement, and examines at most so many entries. Whether one was requested.
CREATE FUNCTION portcullis_replace_erased(most integer) RETURNS boolean
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
    UPDATE audit_entries SET target = requested.pseudonym, changes = COALESCE((
        SELECT jsonb_agg(CASE WHEN change ->> 'field' IN ('email', 'reason')
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

-- they find these tables and no others, whatever the caller's search path; roles.sql grants them to the service
DO $migration$
BEGIN
    EXECUTE format('ALTER FUNCTION portcullis_erase_member(text, text, jsonb) SET search_path = %I, pg_temp',
                   current_schema());
    EXECUTE format('ALTER FUNCTION portcullis_replace_erased(integer) SET search_path = %I, pg_temp', current_schema());
END
$migration$;
REVOKE ALL ON FUNCTION portcullis_erase_member(text, text, jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION portcullis_replace_erased(integer) FROM PUBLIC;
