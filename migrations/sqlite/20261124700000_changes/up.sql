-- PostgreSQL needs it to follow the changes; here the row's own number has the order of the commits
ALTER TABLE audit_entries ADD COLUMN transaction_id INTEGER;
