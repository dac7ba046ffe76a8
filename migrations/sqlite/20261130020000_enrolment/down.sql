DROP INDEX authenticators_by_disavowal;
ALTER TABLE authenticators DROP COLUMN disavowable_until;
ALTER TABLE authenticators DROP COLUMN disavowal_digest;
ALTER TABLE authenticators DROP COLUMN suspended_at;
ALTER TABLE memberships DROP COLUMN disavowed_at;
DROP TABLE enrolment_codes;
ALTER TABLE memberships DROP COLUMN email_source;
ALTER TABLE organizations DROP COLUMN mfa_enrolment;

CREATE TABLE magic_links_before (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'login')),
    session TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

-- links live for minutes, and each can be asked for again
DROP TABLE magic_links;
ALTER TABLE magic_links_before RENAME TO magic_links;
CREATE UNIQUE INDEX magic_links_by_digest ON magic_links (digest);
