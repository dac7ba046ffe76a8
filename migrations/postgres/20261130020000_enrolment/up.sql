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
