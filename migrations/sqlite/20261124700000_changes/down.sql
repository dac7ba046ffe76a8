ALTER TABLE audit_entries DROP COLUMN transaction_id;
