-- an entry may be told to several people, each by a mail of their own; SQLite changes no primary key in place
CREATE TABLE outbox_next (
    organization_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    sealed_body BLOB,
    sealed_key_id TEXT,
    expires_at INTEGER,
    part INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, sequence, part),
    FOREIGN KEY (organization_id, sequence) REFERENCES audit_entries (organization_id, sequence)
) STRICT;

INSERT INTO outbox_next (organization_id, sequence, recipient, subject, body, created_at, due_at, failures,
        sealed_body, sealed_key_id, expires_at)
    SELECT organization_id, sequence, recipient, subject, body, created_at, due_at, failures,
        sealed_body, sealed_key_id, expires_at
    FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_next RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (due_at);
