ALTER TABLE memberships
    ADD COLUMN primary_method text CHECK (primary_method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK'));

CREATE TABLE authenticators (
    id text COLLATE "C" PRIMARY KEY CHECK (char_length(id) = 36),
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    method text NOT NULL CHECK (method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK')),
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
    expires_at timestamptz,
    secret bytea,
    secret_key_id text,
    last_step bigint,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject),
    CHECK ((state = 'pending') = (expires_at IS NOT NULL)),
    CHECK (method <> 'GOOGLE_AUTH' OR (secret IS NOT NULL AND secret_key_id IS NOT NULL))
);

CREATE INDEX authenticators_by_member ON authenticators (organization_id, subject);

-- digests alone; a set that waits for an authenticator to be confirmed names it
CREATE TABLE recovery_codes (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    waits_for text COLLATE "C",
    used_at timestamptz,
    PRIMARY KEY (organization_id, subject, digest),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

-- guesses of members, over all methods that can be guessed
CREATE TABLE attempts (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    failures integer NOT NULL CHECK (failures >= 0),
    locked_until timestamptz,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

CREATE TABLE sessions (
    id text COLLATE "C" PRIMARY KEY CHECK (char_length(id) = 36),
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    provider_session text COLLATE "C",
    method text NOT NULL CHECK (method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK', 'RECOVERY_CODE')),
    authenticator_id text COLLATE "C",
    verified_at timestamptz NOT NULL,
    ended_at timestamptz,
    refresh_current bytea NOT NULL,
    refresh_previous bytea,
    refresh_rotated_at timestamptz NOT NULL,
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

CREATE INDEX sessions_live ON sessions (organization_id, subject, verified_at) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX sessions_by_refresh ON sessions (refresh_current);

-- digests of refresh tokens that were replaced: whoever comes with one later has stolen it, or was stolen from
CREATE TABLE spent_refresh_tokens (
    digest bytea PRIMARY KEY,
    session_id text COLLATE "C" NOT NULL REFERENCES sessions (id)
);

-- the keys that our own tokens are signed with; the private half is sealed
CREATE TABLE signing_keys (
    id text COLLATE "C" PRIMARY KEY,
    private_key bytea NOT NULL,
    private_key_id text NOT NULL,
    active_from timestamptz NOT NULL,
    retires_at timestamptz
);

-- mail that tells of an entry of the trail, until it is delivered
CREATE TABLE outbox (
    organization_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    failures integer NOT NULL,
    PRIMARY KEY (organization_id, sequence),
    FOREIGN KEY (organization_id, sequence) REFERENCES audit_entries (organization_id, sequence)
);

CREATE INDEX outbox_due ON outbox (due_at);
