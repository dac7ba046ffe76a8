DROP TABLE signing_keys;
DROP TABLE sessions;
DROP TABLE attempts;
DROP TABLE recovery_codes;
DROP TABLE authenticators;
ALTER TABLE memberships DROP COLUMN primary_method;
