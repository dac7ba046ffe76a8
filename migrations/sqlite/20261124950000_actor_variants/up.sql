-- 'client' for a subject that is a machine, 'system' for an operator that is the service itself; else empty. The kind
-- stays what the last version knows, which reads these entries as before.
ALTER TABLE audit_entries ADD COLUMN actor_variant TEXT;
