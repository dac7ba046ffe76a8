-- Erasures whose audit log is still to be gone through: in each entry before `sequence`, that of the erasure, the pseudonym
-- replaces the subject. A row goes when its log is done.
CREATE TABLE erasures (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence INTEGER NOT NULL,
    subject TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    next_sequence INTEGER NOT NULL CHECK (next_sequence > 0),
    PRIMARY KEY (organization_id, sequence)
) STRICT;
