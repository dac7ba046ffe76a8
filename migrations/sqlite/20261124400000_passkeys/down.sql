DROP TABLE passkey_ceremonies;
DELETE FROM authenticators WHERE method = 'PASSKEY';
DROP INDEX authenticators_by_credential;
ALTER TABLE authenticators DROP COLUMN credential;
ALTER TABLE authenticators DROP COLUMN sign_count;
ALTER TABLE authenticators DROP COLUMN user_handle;
ALTER TABLE authenticators DROP COLUMN credential_id;
ALTER TABLE authenticators DROP COLUMN pending_session;
