-- wrong proofs that are not in the audit log yet: by member, method and minute
CREATE TABLE wrong_proofs (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    method text NOT NULL,
    minute timestamptz NOT NULL,
    proofs integer NOT NULL CHECK (proofs > 0),
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    -- the token and the request of the first one
    issuer text NOT NULL,
    token_id text,
    request_id text,
    client_request_id text,
    source text,
    -- the network addresses, each between spaces
    sources text NOT NULL,
    PRIMARY KEY (organization_id, subject, method, minute)
);

CREATE INDEX wrong_proofs_by_minute ON wrong_proofs (minute);
