DELETE FROM outbox WHERE part > 0;
ALTER TABLE outbox DROP CONSTRAINT outbox_pkey;
ALTER TABLE outbox ADD PRIMARY KEY (organization_id, sequence);
ALTER TABLE outbox DROP COLUMN part;
