-- tokens by which members disavow an authenticator, as digests: they outlive it. `spared` has the ids of those that a token
-- does not count against, separated by spaces. The previous release reads the columns of `authenticators`, which are
-- still written
CREATE TABLE disavowals (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    authenticator_id TEXT NOT NULL,
    method TEXT NOT NULL,
    spared TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject, authenticator_id),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;

INSERT INTO disavowals (organization_id, subject, authenticator_id, method, spared, digest, expires_at)
SELECT named.organization_id, named.subject, named.id, named.method,
    COALESCE((SELECT group_concat(earlier.id, ' ') FROM authenticators AS earlier
              WHERE earlier.organization_id = named.organization_id AND earlier.subject = named.subject
                  AND earlier.id <> named.id AND earlier.state <> 'pending'
                  AND COALESCE(earlier.enrolled_at, earlier.created_at)
                      < COALESCE(named.enrolled_at, named.created_at)), ''),
    named.disavowal_digest, named.disavowable_until
FROM authenticators AS named
WHERE named.disavowal_digest IS NOT NULL AND named.disavowable_until IS NOT NULL;
