-- what an administrator granted one member: a deadline of their own, an exemption; empty for nearly everybody
ALTER TABLE memberships ADD COLUMN deadline_at INTEGER;
ALTER TABLE memberships ADD COLUMN exempt_until INTEGER;
ALTER TABLE memberships ADD COLUMN exempt_reason TEXT;
ALTER TABLE memberships ADD COLUMN exempt_by TEXT;
ALTER TABLE memberships ADD COLUMN exempt_since INTEGER;

CREATE INDEX memberships_exempt ON memberships (organization_id, subject) WHERE exempt_until IS NOT NULL;
CREATE INDEX memberships_administering ON memberships (organization_id, subject)
    WHERE role IN ('ADMINISTRATORS', 'OWNER') AND removed_at IS NULL;
