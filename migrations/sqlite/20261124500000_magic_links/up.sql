-- the address that links go to, which its holder was shown to read
ALTER TABLE authenticators ADD COLUMN address TEXT;

-- the newest link of a member; its token's digest alone
CREATE TABLE magic_links (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'login')),
    session TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

CREATE UNIQUE INDEX magic_links_by_digest ON magic_links (digest);

-- how many links were sent since a moment: of a member, of an organization, from an address, in all
CREATE TABLE link_sends (
    scope TEXT NOT NULL PRIMARY KEY,
    began_at INTEGER NOT NULL,
    sent INTEGER NOT NULL CHECK (sent >= 0)
) STRICT;

-- a mail that holds a link is sealed until it leaves, and does not leave late
ALTER TABLE outbox ADD COLUMN sealed_body BLOB;
ALTER TABLE outbox ADD COLUMN sealed_key_id TEXT;
ALTER TABLE outbox ADD COLUMN expires_at INTEGER;
