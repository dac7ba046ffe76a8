-- Logouts at the identity provider, by keyed digests of its sessions and subjects. They belong to no organization.
-- `number` is the counter by which other processes follow them: it has the order of the commits.
CREATE TABLE logouts (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    key_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    transaction_id INTEGER
) STRICT;

CREATE INDEX logouts_by_digest ON logouts (digest, at);
CREATE INDEX logouts_expired ON logouts (expires_at);

-- digests of the ids of logout tokens: each is used once
CREATE TABLE logout_tokens (
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX logout_tokens_expired ON logout_tokens (expires_at);

-- when the subject logged in at the identity provider, and when its session ends at the latest; NULL if the token did not
-- say, or the last version began the session
ALTER TABLE sessions ADD COLUMN login_at INTEGER;
ALTER TABLE sessions ADD COLUMN expires_at INTEGER;

CREATE INDEX sessions_by_provider ON sessions (provider_session) WHERE provider_session IS NOT NULL;
CREATE INDEX sessions_by_subject ON sessions (subject);
