-- when an organization ended; it stays as a name for its trail
ALTER TABLE organizations ADD COLUMN deleted_at timestamptz;
