-- an entry may be told to several people, each by a mail of their own
ALTER TABLE outbox ADD COLUMN part integer NOT NULL DEFAULT 0;
ALTER TABLE outbox DROP CONSTRAINT outbox_pkey;
ALTER TABLE outbox ADD PRIMARY KEY (organization_id, sequence, part);
