-- mail has two lanes; notices on one topic to one member may leave as one mail
ALTER TABLE outbox ADD COLUMN lane text NOT NULL DEFAULT 'notices';
ALTER TABLE outbox ADD COLUMN member text;
ALTER TABLE outbox ADD COLUMN topic text;
ALTER TABLE outbox ADD COLUMN release_at timestamptz;

-- links do not wait behind notices
UPDATE outbox SET lane = 'urgent' WHERE sealed_body IS NOT NULL;

CREATE INDEX outbox_turns ON outbox (lane, organization_id, due_at);

-- the address of a membership: when it was changed, and when mail to it was found undeliverable
ALTER TABLE memberships ADD COLUMN address_changed_at timestamptz;
ALTER TABLE memberships ADD COLUMN undeliverable_at timestamptz;
