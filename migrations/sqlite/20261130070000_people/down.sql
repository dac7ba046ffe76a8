ALTER TABLE memberships DROP COLUMN entered_at;
ALTER TABLE memberships DROP COLUMN given_at;
