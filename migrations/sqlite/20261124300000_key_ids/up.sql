-- which key digested a code; empty for those that were made before this was kept
ALTER TABLE recovery_codes ADD COLUMN key_id TEXT;

-- claims of the identity provider's token that our own repeats, as JSON text
ALTER TABLE sessions ADD COLUMN copied_claims TEXT;

-- what is over is found by when it ended, or when it began, and goes with the tokens that it spent
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_age ON sessions (verified_at);
CREATE INDEX spent_refresh_tokens_by_session ON spent_refresh_tokens (session_id);
CREATE INDEX authenticators_pending ON authenticators (expires_at) WHERE expires_at IS NOT NULL;
