ALTER TABLE memberships
    ADD COLUMN primary_method TEXT CHECK (primary_method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK'));

CREATE TABLE authenticators (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK')),
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
    expires_at INTEGER,
    secret BLOB,
    secret_key_id TEXT,
    last_step INTEGER,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject),
    CHECK ((state = 'pending') = (expires_at IS NOT NULL)),
    CHECK (method <> 'GOOGLE_AUTH' OR (secret IS NOT NULL AND secret_key_id IS NOT NULL))
) STRICT;

CREATE INDEX authenticators_by_member ON authenticators (organization_id, subject);

-- digests alone; a set that waits for an authenticator to be confirmed names it
CREATE TABLE recovery_codes (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    digest BLOB NOT NULL,
    waits_for TEXT,
    used_at INTEGER,
    PRIMARY KEY (organization_id, subject, digest),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

-- guesses of members, over all methods that can be guessed
CREATE TABLE attempts (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    locked_until INTEGER,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    provider_session TEXT,
    method TEXT NOT NULL CHECK (method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK', 'RECOVERY_CODE')),
    authenticator_id TEXT,
    verified_at INTEGER NOT NULL,
    ended_at INTEGER,
    refresh_current BLOB NOT NULL,
    refresh_previous BLOB,
    refresh_rotated_at INTEGER NOT NULL,
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

CREATE INDEX sessions_live ON sessions (organization_id, subject, verified_at) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX sessions_by_refresh ON sessions (refresh_current);

-- digests of refresh tokens that were replaced: whoever comes with one later has stolen it, or was stolen from
CREATE TABLE spent_refresh_tokens (
    digest BLOB NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id)
) STRICT;

-- the keys that our own tokens are signed with; the private half is sealed
CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    private_key BLOB NOT NULL,
    private_key_id TEXT NOT NULL,
    active_from INTEGER NOT NULL,
    retires_at INTEGER
) STRICT;

-- mail that tells of an entry of the trail, until it is delivered
CREATE TABLE outbox (
    organization_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (organization_id, sequence),
    FOREIGN KEY (organization_id, sequence) REFERENCES audit_entries (organization_id, sequence)
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at);
