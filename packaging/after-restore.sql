-- Run this once after restoring an older copy of the database and before starting the service, on SQLite or on PostgreSQL
-- (there as the role that owns the tables). It ends what may have been used or ended since the copy was made.
-- docs/operate/backup.md lists what else a restore undoes.

-- end all sessions: members verify again, and earlier full-access and refresh tokens are rejected
DELETE FROM spent_refresh_tokens;
DELETE FROM sessions;

-- drop pending challenges and links, and mail that may already have been sent
DELETE FROM passkey_ceremonies;
DELETE FROM magic_links;
DELETE FROM outbox;

-- Recovery codes that were used since the copy was made are valid again. To invalidate all of them instead, until members
-- generate new ones:
-- DELETE FROM recovery_codes;
