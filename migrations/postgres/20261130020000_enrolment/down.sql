DROP TABLE enrolment_codes;
ALTER TABLE memberships DROP COLUMN email_source;
ALTER TABLE organizations DROP COLUMN mfa_enrolment;

-- links live for minutes, and each can be asked for again
DELETE FROM magic_links;
ALTER TABLE magic_links DROP CONSTRAINT magic_links_pkey;
ALTER TABLE magic_links ADD PRIMARY KEY (organization_id, subject);
