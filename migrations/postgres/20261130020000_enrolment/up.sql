-- one link for each session, so that no session can replace another's
ALTER TABLE magic_links DROP CONSTRAINT magic_links_pkey;
ALTER TABLE magic_links ADD PRIMARY KEY (organization_id, subject, session);
