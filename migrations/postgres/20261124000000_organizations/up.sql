-- Text that is a key or is paged by is compared byte by byte (COLLATE "C"), as SQLite and the domain do.

CREATE TABLE organizations (
    id text COLLATE "C" PRIMARY KEY CHECK (char_length(id) BETWEEN 1 AND 128),
    name text NOT NULL,
    mfa_enforced boolean NOT NULL,
    mfa_demand_since timestamptz,
    mfa_relaxed_at timestamptz,
    mfa_grace_days integer NOT NULL CHECK (mfa_grace_days BETWEEN 0 AND 90),
    mfa_methods jsonb NOT NULL,
    mfa_maximum_age_seconds integer NOT NULL CHECK (mfa_maximum_age_seconds > 0),
    policy_version bigint NOT NULL CHECK (policy_version > 0),
    version bigint NOT NULL CHECK (version > 0),
    created_at timestamptz NOT NULL,
    -- who is enforced has a moment from which deadlines are reckoned
    CHECK (NOT mfa_enforced OR mfa_demand_since IS NOT NULL)
);

CREATE TABLE memberships (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
    subject text COLLATE "C" NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
    email text,
    role text NOT NULL CHECK (role IN ('USER', 'BILLING', 'WORKSPACES', 'ADMINISTRATORS', 'OWNER')),
    kind text NOT NULL CHECK (kind IN ('person', 'service')),
    first_joined_at timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (organization_id, subject),
    CHECK (kind = 'person' OR role NOT IN ('ADMINISTRATORS', 'OWNER'))
);

CREATE INDEX memberships_by_subject ON memberships (subject, organization_id) WHERE removed_at IS NULL;
CREATE INDEX memberships_owners ON memberships (organization_id) WHERE role = 'OWNER' AND removed_at IS NULL;

CREATE TABLE audit_entries (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
    sequence bigint NOT NULL CHECK (sequence > 0),
    at timestamptz NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('subject', 'operator')),
    actor_issuer text,
    actor text COLLATE "C" NOT NULL,
    token_id text,
    action text COLLATE "C" NOT NULL,
    target_kind text NOT NULL CHECK (target_kind IN ('organization', 'policy', 'member')),
    target text,
    outcome text NOT NULL CHECK (outcome IN ('changed', 'unchanged', 'refused')),
    changes jsonb NOT NULL,
    request_id text,
    source text,
    policy_version bigint NOT NULL,
    PRIMARY KEY (organization_id, sequence)
);

CREATE INDEX audit_entries_refused ON audit_entries (organization_id, actor, action, at) WHERE outcome = 'refused';

-- what is true of the whole installation: that it is a development one
CREATE TABLE installation (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);
