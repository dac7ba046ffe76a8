-- The statements of POST /mfa/verify-login with a one-time password, for pgbench; `make bench` compares them with the
-- program's. Variables: :owners, the number of owners to choose from, :now, and :base with :turn 0, from which session ids
-- are counted, as ours increase with time. The step after the last one stands for a code.
\set org random(1, :owners)
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT "organizations"."id", "organizations"."name", "organizations"."mfa_enforced",
    "organizations"."mfa_demand_since", "organizations"."mfa_relaxed_at", "organizations"."mfa_grace_days",
    "organizations"."mfa_methods", "organizations"."mfa_maximum_age_seconds", "organizations"."policy_version",
    "organizations"."version", "organizations"."created_at", "organizations"."deleted_at",
    "memberships"."organization_id", "memberships"."subject", "memberships"."email", "memberships"."role",
    "memberships"."kind", "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since"
FROM ("organizations" LEFT OUTER JOIN "memberships" ON (("memberships"."organization_id" = "organizations"."id")
    AND ("memberships"."subject" = :org)))
WHERE (("organizations"."id" = :org) AND ("organizations"."deleted_at" IS NULL)) LIMIT 1;
INSERT INTO attempts (organization_id, subject, failures) VALUES (:org, :org, 1)
ON CONFLICT (organization_id, subject) DO UPDATE SET failures = attempts.failures + 1 RETURNING failures, locked_until;
COMMIT;
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT "memberships"."organization_id", "memberships"."subject", "memberships"."email", "memberships"."role",
    "memberships"."kind", "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since"
FROM "memberships" WHERE (("memberships"."organization_id" = :org) AND ("memberships"."subject" = :org)) LIMIT 1;
SELECT "organizations"."id", "organizations"."name", "organizations"."mfa_enforced",
    "organizations"."mfa_demand_since", "organizations"."mfa_relaxed_at", "organizations"."mfa_grace_days",
    "organizations"."mfa_methods", "organizations"."mfa_maximum_age_seconds", "organizations"."policy_version",
    "organizations"."version", "organizations"."created_at", "organizations"."deleted_at"
FROM "organizations" WHERE ("organizations"."id" = :org) LIMIT 1 FOR UPDATE
\gset
SELECT "memberships"."organization_id", "memberships"."subject", "memberships"."email", "memberships"."role",
    "memberships"."kind", "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since"
FROM "memberships" WHERE (("memberships"."organization_id" = :org) AND ("memberships"."subject" = :org)) LIMIT 1;
SELECT "authenticators"."id", "authenticators"."organization_id", "authenticators"."subject",
    "authenticators"."method", "authenticators"."name", "authenticators"."state", "authenticators"."expires_at",
    "authenticators"."secret", "authenticators"."secret_key_id", "authenticators"."last_step",
    "authenticators"."created_at", "authenticators"."last_used_at", "authenticators"."pending_session",
    "authenticators"."credential_id", "authenticators"."user_handle", "authenticators"."sign_count",
    "authenticators"."credential", "authenticators"."address"
FROM "authenticators" WHERE (("authenticators"."organization_id" = :org) AND ("authenticators"."subject" = :org))
ORDER BY "authenticators"."id"
\gset held_
\set step :held_last_step + 1
UPDATE "authenticators" SET "last_step" = :step, "last_used_at" = :now
WHERE ((((("authenticators"."id" = :held_id) AND ("authenticators"."organization_id" = :org))
    AND ("authenticators"."subject" = :org)) AND ("authenticators"."state" = 'active'))
    AND (("authenticators"."last_step" IS NULL) OR ("authenticators"."last_step" < :step)));
UPDATE "attempts" SET "failures" = 0, "locked_until" = NULL
WHERE (("attempts"."organization_id" = :org) AND ("attempts"."subject" = :org));
\set turn :turn + 1
\set session :base + :turn * 100 + :client_id
\set refresh random(1, 9000000000000000000)
INSERT INTO "sessions" ("id", "organization_id", "subject", "provider_session", "method", "authenticator_id",
    "verified_at", "ended_at", "refresh_current", "refresh_previous", "refresh_rotated_at", "copied_claims")
VALUES (lpad(:session, 36, '0'), :org, :org, 'bench', 'GOOGLE_AUTH', :held_id, :now, NULL, lpad(:refresh, 32, '0')::bytea,
    NULL, :now, NULL);
INSERT INTO "audit_entries" ("organization_id", "at", "actor_kind", "actor_issuer", "actor", "token_id",
    "action", "target_kind", "target", "outcome", "changes", "request_id", "source", "policy_version", "actor_variant", "sequence")
VALUES (:org, :now, 'subject', 'https://idp.example', :org, NULL, 'mfa.verify', 'member', :org,
    'changed', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]',
    'a request id of thirty-six characters', '127.0.0.1', :policy_version, NULL,
    COALESCE((SELECT last.sequence FROM audit_entries AS last WHERE last.organization_id = :org
    ORDER BY last.sequence DESC LIMIT 1), 0) + 1) RETURNING sequence;
COMMIT;
