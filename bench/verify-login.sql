-- The statements of POST /mfa/verify-login with a one-time password, for pgbench; `make bench` compares them with the
-- program's. Variables: :owners, the number of owners to choose from, :now, :digests, those of a login, and :base with
-- :turn 0, from which session ids are counted, as ours increase with time. The step after the last one stands for a code.
\set org random(1, :owners)
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT "organizations"."id", "organizations"."name", "organizations"."mfa_enforced",
    "organizations"."mfa_demand_since", "organizations"."mfa_relaxed_at", "organizations"."mfa_grace_days",
    "organizations"."mfa_methods", "organizations"."mfa_maximum_age_seconds", "organizations"."policy_version",
    "organizations"."version", "organizations"."created_at", "organizations"."deleted_at",
    "organizations"."mfa_enrolment", "organizations"."undo_subject", "organizations"."undo_session",
    "organizations"."undo_since", "organizations"."undo_policy_version", "memberships"."organization_id",
    "memberships"."subject", "memberships"."email", "memberships"."role", "memberships"."kind",
    "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since", "memberships"."email_source",
    "memberships"."disavowed_at", "memberships"."given_at", "memberships"."entered_at",
    "memberships"."address_changed_at", "memberships"."undeliverable_at", (SELECT max("logouts"."at") FROM "logouts"
    WHERE ("logouts"."digest" = ANY(:digests)) LIMIT 1), (SELECT max("logouts"."at") FROM "logouts" WHERE
    ("logouts"."digest" = ANY(:digests)) LIMIT 1) FROM ("organizations" LEFT OUTER JOIN "memberships" ON
    (("memberships"."organization_id" = "organizations"."id") AND ("memberships"."subject" = :org))) WHERE
    (("organizations"."id" = :org) AND ("organizations"."deleted_at" IS NULL)) LIMIT 1;
INSERT INTO attempt_counts (failures, organization_id, subject, session, recent, counted_at) VALUES (1, :org, :org,
    '', '01900000-0000-7000-8000-000000000000 ', :now), (1, :org, :org, 'bench', 'the id of an attempt, thirty-six
    bytes ', :now) ON CONFLICT (organization_id, subject, session) DO UPDATE SET failures = attempt_counts.failures +
    1, recent = attempt_counts.recent || excluded.recent, counted_at = excluded.counted_at RETURNING session,
    failures, paused_until, recent, verified_at;
COMMIT;
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT "memberships"."organization_id", "memberships"."subject", "memberships"."email", "memberships"."role",
    "memberships"."kind", "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since", "memberships"."email_source",
    "memberships"."disavowed_at", "memberships"."given_at", "memberships"."entered_at",
    "memberships"."address_changed_at", "memberships"."undeliverable_at", (SELECT max("logouts"."at") FROM "logouts"
    WHERE ("logouts"."digest" = ANY(:digests)) LIMIT 1), (SELECT max("logouts"."at") FROM "logouts" WHERE
    ("logouts"."digest" = ANY(:digests)) LIMIT 1), EXISTS (SELECT "authenticators"."id",
    "authenticators"."organization_id", "authenticators"."subject", "authenticators"."method",
    "authenticators"."name", "authenticators"."state", "authenticators"."expires_at", "authenticators"."secret",
    "authenticators"."secret_key_id", "authenticators"."last_step", "authenticators"."created_at",
    "authenticators"."last_used_at", "authenticators"."pending_session", "authenticators"."credential_id",
    "authenticators"."user_handle", "authenticators"."sign_count", "authenticators"."credential",
    "authenticators"."address", "authenticators"."suspended_at", "authenticators"."disavowal_digest",
    "authenticators"."disavowable_until", "authenticators"."enrolled_at", "authenticators"."administers_from",
    "authenticators"."confirmed_at" FROM "authenticators" WHERE ((("authenticators"."organization_id" = :org) AND
    ("authenticators"."subject" = :org)) AND ("authenticators"."state" = 'active'))) FROM "memberships" WHERE
    (("memberships"."organization_id" = :org) AND ("memberships"."subject" = :org)) LIMIT 1;
SELECT "organizations"."id", "organizations"."name", "organizations"."mfa_enforced",
    "organizations"."mfa_demand_since", "organizations"."mfa_relaxed_at", "organizations"."mfa_grace_days",
    "organizations"."mfa_methods", "organizations"."mfa_maximum_age_seconds", "organizations"."policy_version",
    "organizations"."version", "organizations"."created_at", "organizations"."deleted_at",
    "organizations"."mfa_enrolment", "organizations"."undo_subject", "organizations"."undo_session",
    "organizations"."undo_since", "organizations"."undo_policy_version" FROM "organizations" WHERE
    ("organizations"."id" = :org) LIMIT 1 FOR UPDATE
\gset
SELECT "memberships"."organization_id", "memberships"."subject", "memberships"."email", "memberships"."role",
    "memberships"."kind", "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since", "memberships"."email_source",
    "memberships"."disavowed_at", "memberships"."given_at", "memberships"."entered_at",
    "memberships"."address_changed_at", "memberships"."undeliverable_at", (SELECT max("logouts"."at") FROM "logouts"
    WHERE ("logouts"."digest" = ANY(:digests)) LIMIT 1), (SELECT max("logouts"."at") FROM "logouts" WHERE
    ("logouts"."digest" = ANY(:digests)) LIMIT 1), EXISTS (SELECT "authenticators"."id",
    "authenticators"."organization_id", "authenticators"."subject", "authenticators"."method",
    "authenticators"."name", "authenticators"."state", "authenticators"."expires_at", "authenticators"."secret",
    "authenticators"."secret_key_id", "authenticators"."last_step", "authenticators"."created_at",
    "authenticators"."last_used_at", "authenticators"."pending_session", "authenticators"."credential_id",
    "authenticators"."user_handle", "authenticators"."sign_count", "authenticators"."credential",
    "authenticators"."address", "authenticators"."suspended_at", "authenticators"."disavowal_digest",
    "authenticators"."disavowable_until", "authenticators"."enrolled_at", "authenticators"."administers_from",
    "authenticators"."confirmed_at" FROM "authenticators" WHERE ((("authenticators"."organization_id" = :org) AND
    ("authenticators"."subject" = :org)) AND ("authenticators"."state" = 'active'))) FROM "memberships" WHERE
    (("memberships"."organization_id" = :org) AND ("memberships"."subject" = :org)) LIMIT 1;
SELECT "authenticators"."id", "authenticators"."organization_id", "authenticators"."subject",
    "authenticators"."method", "authenticators"."name", "authenticators"."state", "authenticators"."expires_at",
    "authenticators"."secret", "authenticators"."secret_key_id", "authenticators"."last_step",
    "authenticators"."created_at", "authenticators"."last_used_at", "authenticators"."pending_session",
    "authenticators"."credential_id", "authenticators"."user_handle", "authenticators"."sign_count",
    "authenticators"."credential", "authenticators"."address", "authenticators"."suspended_at",
    "authenticators"."enrolled_at", "authenticators"."administers_from", "authenticators"."confirmed_at" FROM
    "authenticators" WHERE (("authenticators"."organization_id" = :org) AND ("authenticators"."subject" = :org)) ORDER
    BY "authenticators"."id"
\gset held_
\set step :held_last_step + 1
UPDATE "authenticators" SET "last_step" = :step, "last_used_at" = :now WHERE ((((("authenticators"."id" = :held_id)
    AND ("authenticators"."organization_id" = :org)) AND ("authenticators"."subject" = :org)) AND
    ("authenticators"."state" = 'active')) AND (("authenticators"."last_step" IS NULL) OR
    ("authenticators"."last_step" < :step)));
INSERT INTO attempt_counts (failures, recent, organization_id, subject, session, verified_at, counted_at) VALUES (0,
    '', :org, :org, '', NULL, :now), (0, '', :org, :org, 'bench', :now, :now) ON CONFLICT (organization_id, subject,
    session) DO UPDATE SET failures = 0, paused_until = NULL, recent = replace(attempt_counts.recent, 'the id of an
    attempt, thirty-six bytes ', ''), verified_at = excluded.verified_at, counted_at = excluded.counted_at;
\set turn :turn + 1
\set session :base + :turn * 100 + :client_id
\set refresh random(1, 9000000000000000000)
INSERT INTO "sessions" ("id", "organization_id", "subject", "provider_session", "method", "authenticator_id",
    "verified_at", "ended_at", "refresh_current", "refresh_previous", "refresh_rotated_at", "copied_claims",
    "audience", "login_at", "expires_at") VALUES (lpad(:session, 36, '0'), :org, :org, 'bench', 'GOOGLE_AUTH',
    :held_id, :now, NULL, lpad(:refresh, 32, '0')::bytea, NULL, :now, NULL, '["portcullis"]', :now, NULL);
INSERT INTO "audit_entries" ("organization_id", "at", "actor_kind", "actor_issuer", "actor", "token_id", "action",
    "target_kind", "target", "outcome", "changes", "request_id", "source", "policy_version", "actor_variant",
    "client_request_id", "actor_delegate", "sequence") VALUES (:org, :now, 'subject', 'https://idp.example', :org,
    NULL, 'mfa.verify', 'member', :org, 'changed', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]', 'a
    request id of thirty-six characters', '127.0.0.1', :policy_version, NULL, NULL, NULL, COALESCE((SELECT
    last.sequence FROM audit_entries AS last WHERE last.organization_id = :org ORDER BY last.sequence DESC LIMIT 1),
    0) + 1) RETURNING sequence;
COMMIT;
