-- Loads one huge organization and many of ten members, for `make bench`. Variables: :organizations and :members.
-- Organization n has the members n, n.2, …, n.10; n is its owner. The huge one is `huge`, and its owner is huge.1.

INSERT INTO organizations (id, name, mfa_enforced, mfa_grace_days, mfa_methods, mfa_maximum_age_seconds, policy_version,
    version, created_at)
SELECT id, 'Organization ' || id, false, 0, '["GOOGLE_AUTH", "PASSKEY"]', 43200, 1, 1, now()
FROM (SELECT 'huge' AS id UNION ALL SELECT n::text FROM generate_series(1, :organizations) n) ids;

INSERT INTO memberships (organization_id, subject, role, kind, first_joined_at)
SELECT n::text, CASE m WHEN 1 THEN n::text ELSE n || '.' || m END, CASE m WHEN 1 THEN 'OWNER' ELSE 'USER' END,
    'person', now()
FROM generate_series(1, :organizations) n, generate_series(1, 10) m;

INSERT INTO memberships (organization_id, subject, role, kind, first_joined_at)
SELECT 'huge', 'huge.' || m, CASE m WHEN 1 THEN 'OWNER' ELSE 'USER' END, 'person', now()
FROM generate_series(1, :members) m;

VACUUM ANALYZE;
CHECKPOINT;
