-- attempts with codes: of each session, and over all sessions of a member, whose session is ''
CREATE TABLE attempt_counts (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    session text COLLATE "C" NOT NULL,
    failures integer NOT NULL CHECK (failures >= 0),
    paused_until timestamptz,
    -- the ids of recent attempts, which contain their times, each with a space after it
    recent text NOT NULL,
    verified_at timestamptz,
    -- the last attempt or right proof; NULL over all sessions, where rows are never purged
    counted_at timestamptz,
    PRIMARY KEY (organization_id, subject, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

CREATE INDEX attempt_counts_unverified ON attempt_counts (counted_at) WHERE verified_at IS NULL;
CREATE INDEX attempt_counts_verified ON attempt_counts (counted_at) WHERE verified_at IS NOT NULL;

-- rows of failures go on; a version before this one goes on counting in `attempts`
INSERT INTO attempt_counts (organization_id, subject, session, failures, recent)
SELECT organization_id, subject, '', failures, '' FROM attempts WHERE failures > 0;

-- sessions that verified before are known as such
INSERT INTO attempt_counts (organization_id, subject, session, failures, recent, verified_at, counted_at)
SELECT organization_id, subject, 'provider ' || provider_session, 0, '', max(verified_at), max(verified_at)
FROM sessions WHERE provider_session IS NOT NULL GROUP BY organization_id, subject, provider_session;
