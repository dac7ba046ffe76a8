-- Logouts at the identity provider, by keyed digests of its sessions and subjects. They belong to no organization.
-- `number` and `transaction_id` are the counter by which other processes follow them, as in `audit_entries`.
CREATE TABLE logouts (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    key_id text NOT NULL,
    at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    transaction_id bigint DEFAULT pg_current_xact_id()::text::bigint
);

CREATE INDEX logouts_by_digest ON logouts (digest, at);
CREATE INDEX logouts_changed ON logouts (transaction_id);
CREATE INDEX logouts_expired ON logouts (expires_at);

-- digests of the ids of logout tokens: each is used once
CREATE TABLE logout_tokens (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    expires_at timestamptz NOT NULL
);

CREATE INDEX logout_tokens_expired ON logout_tokens (expires_at);

-- when the subject logged in at the identity provider, and when its session ends at the latest; NULL if the token did not
-- say, or the last version began the session
ALTER TABLE sessions ADD COLUMN login_at timestamptz;
ALTER TABLE sessions ADD COLUMN expires_at timestamptz;

CREATE INDEX sessions_by_provider ON sessions (provider_session) WHERE provider_session IS NOT NULL;
CREATE INDEX sessions_by_subject ON sessions (subject);
