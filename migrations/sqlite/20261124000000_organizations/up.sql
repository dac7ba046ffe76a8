-- The same tables as PostgreSQL's. Times are whole microseconds since 1970, flags are 0 or 1, JSON is text.

CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128),
    name TEXT NOT NULL,
    mfa_enforced INTEGER NOT NULL CHECK (mfa_enforced IN (0, 1)),
    mfa_demand_since INTEGER,
    mfa_relaxed_at INTEGER,
    mfa_grace_days INTEGER NOT NULL CHECK (mfa_grace_days BETWEEN 0 AND 90),
    mfa_methods TEXT NOT NULL CHECK (json_valid(mfa_methods)),
    mfa_maximum_age_seconds INTEGER NOT NULL CHECK (mfa_maximum_age_seconds > 0),
    policy_version INTEGER NOT NULL CHECK (policy_version > 0),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at INTEGER NOT NULL,
    -- who is enforced has a moment from which deadlines are reckoned
    CHECK (NOT mfa_enforced OR mfa_demand_since IS NOT NULL)
) STRICT;

CREATE TABLE memberships (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    email TEXT,
    role TEXT NOT NULL CHECK (role IN ('USER', 'BILLING', 'WORKSPACES', 'ADMINISTRATORS', 'OWNER')),
    kind TEXT NOT NULL CHECK (kind IN ('person', 'service')),
    first_joined_at INTEGER NOT NULL,
    removed_at INTEGER,
    PRIMARY KEY (organization_id, subject),
    CHECK (kind = 'person' OR role NOT IN ('ADMINISTRATORS', 'OWNER'))
) STRICT;

CREATE INDEX memberships_by_subject ON memberships (subject, organization_id) WHERE removed_at IS NULL;
CREATE INDEX memberships_owners ON memberships (organization_id) WHERE role = 'OWNER' AND removed_at IS NULL;

CREATE TABLE audit_entries (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('subject', 'operator')),
    actor_issuer TEXT,
    actor TEXT NOT NULL,
    token_id TEXT,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('organization', 'policy', 'member')),
    target TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('changed', 'unchanged', 'refused')),
    changes TEXT NOT NULL CHECK (json_valid(changes)),
    request_id TEXT,
    source TEXT,
    policy_version INTEGER NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) STRICT;

CREATE INDEX audit_entries_refused ON audit_entries (organization_id, actor, action, at) WHERE outcome = 'refused';

-- what is true of the whole installation: that it is a development one
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
