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

-- what a member's first authenticator needs before it counts
ALTER TABLE organizations ADD COLUMN mfa_enrolment TEXT NOT NULL DEFAULT 'open'
    CHECK (mfa_enrolment IN ('open', 'confirmed'));

-- where the address comes from; unknown for those stored before
ALTER TABLE memberships ADD COLUMN email_source TEXT CHECK (email_source IN ('given', 'token'));

-- codes that confirm an enrolment: one that was minted for a member, and one that was mailed to each session
CREATE TABLE enrolment_codes (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('minted', 'mailed')),
    session TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    PRIMARY KEY (organization_id, subject, origin, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

-- since when the next enrolment needs a code that somebody else made: the member disavowed an authenticator
ALTER TABLE memberships ADD COLUMN disavowed_at INTEGER;

-- since when an authenticator is disabled because its holder disavowed it, and the token by which they can, as a digest
ALTER TABLE authenticators ADD COLUMN suspended_at INTEGER;
ALTER TABLE authenticators ADD COLUMN disavowal_digest BLOB;
ALTER TABLE authenticators ADD COLUMN disavowable_until INTEGER;
CREATE UNIQUE INDEX authenticators_by_disavowal ON authenticators (disavowal_digest)
    WHERE disavowal_digest IS NOT NULL;
