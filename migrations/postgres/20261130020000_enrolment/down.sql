-- links live for minutes, and each can be asked for again
DELETE FROM magic_links;
ALTER TABLE magic_links DROP CONSTRAINT magic_links_pkey;
ALTER TABLE magic_links ADD PRIMARY KEY (organization_id, subject);
