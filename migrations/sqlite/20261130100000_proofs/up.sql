-- wrong proofs that are not in the audit log yet: by member, method and minute
CREATE TABLE wrong_proofs (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL,
    minute INTEGER NOT NULL,
    proofs INTEGER NOT NULL CHECK (proofs > 0),
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    -- the token and the request of the first one
    issuer TEXT NOT NULL,
    token_id TEXT,
    request_id TEXT,
    client_request_id TEXT,
    source TEXT,
    -- the network addresses, each between spaces
    sources TEXT NOT NULL,
    PRIMARY KEY (organization_id, subject, method, minute)
) STRICT;

CREATE INDEX wrong_proofs_by_minute ON wrong_proofs (minute);
