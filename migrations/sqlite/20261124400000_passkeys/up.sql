-- the session that something was set up in, in which alone it can be proven
ALTER TABLE authenticators ADD COLUMN pending_session TEXT;

-- passkeys; `credential` is what the relying party keeps of one: its public key, and no secret
ALTER TABLE authenticators ADD COLUMN credential_id BLOB;
ALTER TABLE authenticators ADD COLUMN user_handle BLOB;
ALTER TABLE authenticators ADD COLUMN sign_count INTEGER;
ALTER TABLE authenticators ADD COLUMN credential TEXT;

-- a passkey is registered once, for nobody else
CREATE UNIQUE INDEX authenticators_by_credential ON authenticators (credential_id);

-- challenges that wait for an answer, once
CREATE TABLE passkey_ceremonies (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('register', 'assert')),
    session TEXT NOT NULL,
    challenge BLOB NOT NULL,
    state TEXT NOT NULL,
    name TEXT,
    user_handle BLOB,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject, purpose, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject),
    CHECK ((purpose = 'register') = (name IS NOT NULL)),
    CHECK ((purpose = 'register') = (user_handle IS NOT NULL))
) STRICT;
