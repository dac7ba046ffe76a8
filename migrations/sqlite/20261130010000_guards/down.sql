ALTER TABLE organizations DROP COLUMN undo_policy_version;
ALTER TABLE organizations DROP COLUMN undo_since;
ALTER TABLE organizations DROP COLUMN undo_session;
ALTER TABLE organizations DROP COLUMN undo_subject;
ALTER TABLE authenticators DROP COLUMN confirmed_at;
ALTER TABLE authenticators DROP COLUMN administers_from;
ALTER TABLE authenticators DROP COLUMN enrolled_at;
