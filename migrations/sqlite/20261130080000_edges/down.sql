ALTER TABLE audit_entries DROP COLUMN client_request_id;
ALTER TABLE sessions DROP COLUMN audience;
