-- To be run once, after an older copy of the database was put back and before anything serves it, on SQLite and on
-- PostgreSQL alike (there as the role that owns the tables). What was proved, sent or begun before the copy was made may
-- have been used up, ended or taken back since, and the copy does not know. docs/operate/metrics.md says what else it brings
-- back.

-- whoever had passed proves themselves again; no token of ours and no refresh token from before counts
DELETE FROM spent_refresh_tokens;
DELETE FROM sessions;

-- nothing that was under way goes on, and no mail leaves twice
DELETE FROM passkey_ceremonies;
DELETE FROM magic_links;
DELETE FROM outbox;

-- Recovery codes that were used since the copy count again. If that is worse than that members have none until they
-- make new ones, take them out:
-- DELETE FROM recovery_codes;
