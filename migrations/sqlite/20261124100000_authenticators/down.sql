DROP TABLE outbox;
DROP TABLE signing_keys;
DROP TABLE spent_refresh_tokens;
DROP TABLE sessions;
DROP TABLE attempts;
DROP TABLE recovery_codes;
DROP TABLE authenticators;
ALTER TABLE memberships DROP COLUMN primary_method;
