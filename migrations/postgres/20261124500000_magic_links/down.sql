DELETE FROM outbox WHERE sealed_body IS NOT NULL;
ALTER TABLE outbox DROP COLUMN expires_at;
ALTER TABLE outbox DROP COLUMN sealed_key_id;
ALTER TABLE outbox DROP COLUMN sealed_body;
DROP TABLE link_sends;
DROP TABLE magic_links;
DELETE FROM authenticators WHERE method = 'MAGIC_LINK';
ALTER TABLE authenticators DROP COLUMN address;
