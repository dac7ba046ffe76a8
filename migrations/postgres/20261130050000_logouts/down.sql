DROP INDEX sessions_by_subject;
DROP INDEX sessions_by_provider;
ALTER TABLE sessions DROP COLUMN expires_at;
ALTER TABLE sessions DROP COLUMN login_at;
DROP TABLE logout_tokens;
DROP TABLE logouts;
