DROP INDEX authenticators_by_disavowal;
ALTER TABLE authenticators DROP COLUMN disavowable_until;
ALTER TABLE authenticators DROP COLUMN disavowal_digest;
ALTER TABLE authenticators DROP COLUMN suspended_at;
ALTER TABLE memberships DROP COLUMN disavowed_at;
DROP TABLE enrolment_codes;
ALTER TABLE memberships DROP COLUMN email_source;
ALTER TABLE organizations DROP COLUMN mfa_enrolment;

-- links live for minutes, and each can be asked for again
DELETE FROM magic_links;
ALTER TABLE magic_links DROP CONSTRAINT magic_links_pkey;
ALTER TABLE magic_links ADD PRIMARY KEY (organization_id, subject);
