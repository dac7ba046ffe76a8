DROP INDEX memberships_administering;
DROP INDEX memberships_exempt;
ALTER TABLE memberships DROP COLUMN exempt_since;
ALTER TABLE memberships DROP COLUMN exempt_by;
ALTER TABLE memberships DROP COLUMN exempt_reason;
ALTER TABLE memberships DROP COLUMN exempt_until;
ALTER TABLE memberships DROP COLUMN deadline_at;
