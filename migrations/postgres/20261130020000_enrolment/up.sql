-- one link for each session, so that no session can replace another's
ALTER TABLE magic_links DROP CONSTRAINT magic_links_pkey;
ALTER TABLE magic_links ADD PRIMARY KEY (organization_id, subject, session);

-- what a member's first authenticator needs before it counts
ALTER TABLE organizations ADD COLUMN mfa_enrolment text NOT NULL DEFAULT 'open'
    CHECK (mfa_enrolment IN ('open', 'confirmed'));

-- where the address comes from; unknown for those stored before
ALTER TABLE memberships ADD COLUMN email_source text CHECK (email_source IN ('given', 'token'));

-- codes that confirm an enrolment: one that was minted for a member, and one that was mailed to each session
CREATE TABLE enrolment_codes (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    origin text NOT NULL CHECK (origin IN ('minted', 'mailed')),
    session text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    failures integer NOT NULL CHECK (failures >= 0),
    PRIMARY KEY (organization_id, subject, origin, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

-- since when the next enrolment needs a code that somebody else made: the member disavowed an authenticator
ALTER TABLE memberships ADD COLUMN disavowed_at timestamptz;

-- since when an authenticator is disabled because its holder disavowed it, and the token by which they can, as a digest
ALTER TABLE authenticators ADD COLUMN suspended_at timestamptz;
ALTER TABLE authenticators ADD COLUMN disavowal_digest bytea;
ALTER TABLE authenticators ADD COLUMN disavowable_until timestamptz;
CREATE UNIQUE INDEX authenticators_by_disavowal ON authenticators (disavowal_digest)
    WHERE disavowal_digest IS NOT NULL;
