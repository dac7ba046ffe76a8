-- when an authenticator became active; from when it opens administrative writes, for one that the first factor alone
-- enrolled while MFA was enforced; when a second channel confirmed that its holder enrolled it
ALTER TABLE authenticators ADD COLUMN enrolled_at timestamptz;
ALTER TABLE authenticators ADD COLUMN administers_from timestamptz;
ALTER TABLE authenticators ADD COLUMN confirmed_at timestamptz;
-- the subject who enforced MFA and held no authenticator then, in which session and when, and the policy's version that
-- this made: they may undo it for an hour
ALTER TABLE organizations ADD COLUMN undo_subject text;
ALTER TABLE organizations ADD COLUMN undo_session text;
ALTER TABLE organizations ADD COLUMN undo_since timestamptz;
ALTER TABLE organizations ADD COLUMN undo_policy_version bigint;
