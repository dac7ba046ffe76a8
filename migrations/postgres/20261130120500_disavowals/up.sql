-- tokens by which members disavow an authenticator, as digests: they outlive it. `spared` has the ids of those that a token
-- does not count against, separated by spaces. The previous release reads the columns of `authenticators`, which are
-- still written
CREATE TABLE disavowals (
    organization_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    authenticator_id text COLLATE "C" NOT NULL,
    method text NOT NULL,
    spared text COLLATE "C" NOT NULL,
    digest bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, subject, authenticator_id),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
);

INSERT INTO disavowals (organization_id, subject, authenticator_id, method, spared, digest, expires_at)
SELECT named.organization_id, named.subject, named.id, named.method,
    COALESCE((SELECT string_agg(earlier.id, ' ') FROM authenticators AS earlier
              WHERE earlier.organization_id = named.organization_id AND earlier.subject = named.subject
                  AND earlier.id <> named.id AND earlier.state <> 'pending'
                  AND COALESCE(earlier.enrolled_at, earlier.created_at)
                      < COALESCE(named.enrolled_at, named.created_at)), ''),
    named.disavowal_digest, named.disavowable_until
FROM authenticators AS named
WHERE named.disavowal_digest IS NOT NULL AND named.disavowable_until IS NOT NULL;
