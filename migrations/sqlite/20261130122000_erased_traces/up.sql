-- A window of a member who was erased before does not keep their subject.
UPDATE organizations SET undo_subject = NULL, undo_session = NULL, undo_since = NULL, undo_policy_version = NULL
WHERE undo_subject IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM memberships
    WHERE memberships.organization_id = organizations.id AND memberships.subject = organizations.undo_subject);
