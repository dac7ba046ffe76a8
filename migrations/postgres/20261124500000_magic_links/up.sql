-- the address that links go to, which its holder was shown to read
ALTER TABLE authenticators ADD COLUMN address text;

-- the newest link of a member; its token's digest alone
CREATE TABLE magic_links (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('setup', 'login')),
    session text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

CREATE UNIQUE INDEX magic_links_by_digest ON magic_links (digest);

-- how many links were sent since a moment: of a member, of an organization, from an address, in all
CREATE TABLE link_sends (
    scope text COLLATE "C" NOT NULL PRIMARY KEY,
    began_at timestamptz NOT NULL,
    sent integer NOT NULL CHECK (sent >= 0)
);

-- a mail that holds a link is sealed until it leaves, and does not leave late
ALTER TABLE outbox ADD COLUMN sealed_body bytea;
ALTER TABLE outbox ADD COLUMN sealed_key_id text;
ALTER TABLE outbox ADD COLUMN expires_at timestamptz;
