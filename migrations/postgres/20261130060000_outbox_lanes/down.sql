ALTER TABLE memberships DROP COLUMN undeliverable_at;
ALTER TABLE memberships DROP COLUMN address_changed_at;

DROP INDEX outbox_turns;
ALTER TABLE outbox DROP COLUMN release_at;
ALTER TABLE outbox DROP COLUMN topic;
ALTER TABLE outbox DROP COLUMN member;
ALTER TABLE outbox DROP COLUMN lane;
