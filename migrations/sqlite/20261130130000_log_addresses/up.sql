-- How far addresses were removed from each audit log: the number of the next entry to examine.
CREATE TABLE address_removals (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    next_sequence INTEGER NOT NULL CHECK (next_sequence > 0)
) STRICT;
