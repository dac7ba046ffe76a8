-- when an authenticator became active; from when it opens administrative writes, for one that the first factor alone
-- enrolled while MFA was enforced; when a second channel confirmed that its holder enrolled it
ALTER TABLE authenticators ADD COLUMN enrolled_at INTEGER;
ALTER TABLE authenticators ADD COLUMN administers_from INTEGER;
ALTER TABLE authenticators ADD COLUMN confirmed_at INTEGER;
-- the subject who enforced MFA and held no authenticator then, in which session and when, and the policy's version that
-- this made: they may undo it for an hour
ALTER TABLE organizations ADD COLUMN undo_subject TEXT;
ALTER TABLE organizations ADD COLUMN undo_session TEXT;
ALTER TABLE organizations ADD COLUMN undo_since INTEGER;
ALTER TABLE organizations ADD COLUMN undo_policy_version INTEGER;
