-- The statements of POST /mfa/organization/enforce, for pgbench; `make bench` compares them with the program's.
-- Variables: :owners, the number of organizations to choose from, :now, and :digests, those of a login. Enforcing needs
-- fewer statements: neither the caller's authenticators, nor the administrators to notify.
\set org random(1, :owners)
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
\set wish not :mfa_enforced
\set next_policy_version :policy_version + 1
\set next_version :version + 1
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
\if :mfa_enforced
SELECT "authenticators"."id", "authenticators"."organization_id", "authenticators"."subject",
    "authenticators"."method", "authenticators"."name", "authenticators"."state", "authenticators"."expires_at",
    "authenticators"."secret", "authenticators"."secret_key_id", "authenticators"."last_step",
    "authenticators"."created_at", "authenticators"."last_used_at", "authenticators"."pending_session",
    "authenticators"."credential_id", "authenticators"."user_handle", "authenticators"."sign_count",
    "authenticators"."credential", "authenticators"."address", "authenticators"."suspended_at",
    "authenticators"."enrolled_at", "authenticators"."administers_from", "authenticators"."confirmed_at" FROM
    "authenticators" WHERE (("authenticators"."organization_id" = :org) AND ("authenticators"."subject" = :org)) ORDER
    BY "authenticators"."id";
\endif
UPDATE "organizations" SET "name" = :name, "mfa_enforced" = :wish, "mfa_demand_since" = :now, "mfa_relaxed_at" = NULL,
    "mfa_grace_days" = :mfa_grace_days, "mfa_methods" = '["GOOGLE_AUTH", "PASSKEY"]', "mfa_maximum_age_seconds" =
    :mfa_maximum_age_seconds, "policy_version" = :next_policy_version, "version" = :next_version, "created_at" = :now,
    "deleted_at" = NULL, "mfa_enrolment" = :mfa_enrolment, "undo_subject" = :org, "undo_session" = 'bench',
    "undo_since" = :now, "undo_policy_version" = :next_policy_version WHERE (("organizations"."id" = :org) AND
    ("organizations"."version" = :version));
INSERT INTO "audit_entries" ("organization_id", "at", "actor_kind", "actor_issuer", "actor", "token_id", "action",
    "target_kind", "target", "outcome", "changes", "request_id", "source", "policy_version", "actor_variant",
    "client_request_id", "actor_delegate", "sequence") VALUES (:org, :now, 'subject', 'https://idp.example', :org,
    NULL, 'policy.enforce', 'policy', NULL, 'changed', '[{"after": true, "field": "enforced", "before": false},
    {"after": null, "field": "relaxedAt", "before": "a moment of 27 characters.."}]', 'a request id of thirty-six
    characters', '127.0.0.1', :next_policy_version, NULL, NULL, NULL, COALESCE((SELECT last.sequence FROM
    audit_entries AS last WHERE last.organization_id = :org ORDER BY last.sequence DESC LIMIT 1), 0) + 1) RETURNING
    sequence;
\if :mfa_enforced
SELECT "memberships"."organization_id", "memberships"."subject", "memberships"."email", "memberships"."role",
    "memberships"."kind", "memberships"."first_joined_at", "memberships"."removed_at", "memberships"."primary_method",
    "memberships"."deadline_at", "memberships"."exempt_until", "memberships"."exempt_reason",
    "memberships"."exempt_by", "memberships"."exempt_since", "memberships"."email_source",
    "memberships"."disavowed_at", "memberships"."given_at", "memberships"."entered_at",
    "memberships"."address_changed_at", "memberships"."undeliverable_at" FROM "memberships" WHERE
    (((("memberships"."organization_id" = :org) AND "memberships"."role" IN ('ADMINISTRATORS', 'OWNER')) AND
    ("memberships"."removed_at" IS NULL)) AND ("memberships"."email" IS NOT NULL)) ORDER BY "memberships"."subject"
    LIMIT 100;
\endif
COMMIT;
