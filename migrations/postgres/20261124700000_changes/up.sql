-- which transaction wrote an entry, so that whoever follows the changes skips none: they become visible out of order.
-- The default is set after the column is there, so that old entries are not rewritten.
ALTER TABLE audit_entries ADD COLUMN transaction_id bigint;
ALTER TABLE audit_entries ALTER COLUMN transaction_id SET DEFAULT pg_current_xact_id()::text::bigint;

CREATE INDEX audit_entries_changed ON audit_entries (transaction_id) WHERE outcome = 'changed';
