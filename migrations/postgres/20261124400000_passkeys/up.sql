-- the session that something was set up in, in which alone it can be proven
ALTER TABLE authenticators ADD COLUMN pending_session text;

-- passkeys; `credential` is what the relying party keeps of one: its public key, and no secret
ALTER TABLE authenticators ADD COLUMN credential_id bytea;
ALTER TABLE authenticators ADD COLUMN user_handle bytea;
ALTER TABLE authenticators ADD COLUMN sign_count bigint;
ALTER TABLE authenticators ADD COLUMN credential text;

-- a passkey is registered once, for nobody else
CREATE UNIQUE INDEX authenticators_by_credential ON authenticators (credential_id);

-- challenges that wait for an answer, once
CREATE TABLE passkey_ceremonies (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('register', 'assert')),
    session text COLLATE "C" NOT NULL,
    challenge bytea NOT NULL,
    state text NOT NULL,
    name text,
    user_handle bytea,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, subject, purpose, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject),
    CHECK ((purpose = 'register') = (name IS NOT NULL)),
    CHECK ((purpose = 'register') = (user_handle IS NOT NULL))
);
