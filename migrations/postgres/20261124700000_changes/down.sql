DROP INDEX audit_entries_changed;
ALTER TABLE audit_entries DROP COLUMN transaction_id;
