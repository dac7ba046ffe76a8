-- The names of ours that the token named with which the session began (a JSON list): our tokens for it name no others.
-- NULL: the last version began the session.
ALTER TABLE sessions ADD COLUMN audience text;

-- The id that the client sent with a request. `request_id` is always ours.
ALTER TABLE audit_entries ADD COLUMN client_request_id text;
