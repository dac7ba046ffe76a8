-- one link for each session, so that no session can replace another's; SQLite changes no primary key in place
CREATE TABLE magic_links_next (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'login')),
    session TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

INSERT INTO magic_links_next (organization_id, subject, purpose, session, digest, expires_at)
    SELECT organization_id, subject, purpose, session, digest, expires_at FROM magic_links;

DROP TABLE magic_links;
ALTER TABLE magic_links_next RENAME TO magic_links;
CREATE UNIQUE INDEX magic_links_by_digest ON magic_links (digest);
