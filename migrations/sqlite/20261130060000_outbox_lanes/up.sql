-- mail has two lanes; notices on one topic to one member may leave as one mail
ALTER TABLE outbox ADD COLUMN lane TEXT NOT NULL DEFAULT 'notices';
ALTER TABLE outbox ADD COLUMN member TEXT;
ALTER TABLE outbox ADD COLUMN topic TEXT;
ALTER TABLE outbox ADD COLUMN release_at INTEGER;

-- links do not wait behind notices
UPDATE outbox SET lane = 'urgent' WHERE sealed_body IS NOT NULL;

CREATE INDEX outbox_turns ON outbox (lane, organization_id, due_at);

-- the address of a membership: when it was changed, and when mail to it was found undeliverable
ALTER TABLE memberships ADD COLUMN address_changed_at INTEGER;
ALTER TABLE memberships ADD COLUMN undeliverable_at INTEGER;
