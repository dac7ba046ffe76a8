-- given_at: when an active membership was given, which differs from first_joined_at after a removal; empty if given before
-- this column, and then first_joined_at. entered_at: when the person entered the organization by a token that named it, or
-- accepted the membership.
ALTER TABLE memberships ADD COLUMN given_at INTEGER;
ALTER TABLE memberships ADD COLUMN entered_at INTEGER;
