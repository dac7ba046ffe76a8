-- The party that acted for the subject of a token (`act`).
ALTER TABLE audit_entries ADD COLUMN actor_delegate text;
