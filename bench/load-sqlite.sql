-- The same as load-postgres.sql with a recursive query for generate_series; :now is in microseconds.

WITH RECURSIVE ns (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ns WHERE n < :organizations),
    ids (id) AS (SELECT 'huge' UNION ALL SELECT CAST(n AS TEXT) FROM ns)
INSERT INTO organizations (id, name, mfa_enforced, mfa_grace_days, mfa_methods, mfa_maximum_age_seconds, policy_version,
    version, created_at)
SELECT id, 'Organization ' || id, 0, 0, '["GOOGLE_AUTH","PASSKEY"]', 43200, 1, 1, :now FROM ids;

WITH RECURSIVE ns (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ns WHERE n < :organizations),
    ms (m) AS (SELECT 1 UNION ALL SELECT m + 1 FROM ms WHERE m < 10)
INSERT INTO memberships (organization_id, subject, role, kind, first_joined_at)
SELECT n, CASE m WHEN 1 THEN '' || n ELSE n || '.' || m END, CASE m WHEN 1 THEN 'OWNER' ELSE 'USER' END,
    'person', :now
FROM ns, ms;

WITH RECURSIVE ms (m) AS (SELECT 1 UNION ALL SELECT m + 1 FROM ms WHERE m < :members)
INSERT INTO memberships (organization_id, subject, role, kind, first_joined_at)
SELECT 'huge', 'huge.' || m, CASE m WHEN 1 THEN 'OWNER' ELSE 'USER' END, 'person', :now FROM ms;
