DROP INDEX authenticators_pending;
DROP INDEX spent_refresh_tokens_by_session;
DROP INDEX sessions_by_age;
DROP INDEX sessions_ended;
ALTER TABLE sessions DROP COLUMN copied_claims;
ALTER TABLE recovery_codes DROP COLUMN key_id;
