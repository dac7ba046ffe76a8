SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.__diesel_schema_migrations (
    version character varying(50) NOT NULL,
    run_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.attempts (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    failures integer NOT NULL,
    locked_until timestamp with time zone,
    CONSTRAINT attempts_failures_check CHECK ((failures >= 0))
);
CREATE TABLE public.audit_entries (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_issuer text,
    actor text NOT NULL COLLATE pg_catalog."C",
    token_id text,
    action text NOT NULL COLLATE pg_catalog."C",
    target_kind text NOT NULL,
    target text,
    outcome text NOT NULL,
    changes jsonb NOT NULL,
    request_id text,
    source text,
    policy_version bigint NOT NULL,
    transaction_id bigint DEFAULT ((pg_current_xact_id())::text)::bigint,
    actor_variant text,
    CONSTRAINT audit_entries_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['subject'::text, 'operator'::text]))),
    CONSTRAINT audit_entries_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'refused'::text]))),
    CONSTRAINT audit_entries_sequence_check CHECK ((sequence > 0)),
    CONSTRAINT audit_entries_target_kind_check CHECK ((target_kind = ANY (ARRAY['organization'::text, 'policy'::text, 'member'::text])))
);
CREATE TABLE public.authenticators (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    method text NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    expires_at timestamp with time zone,
    secret bytea,
    secret_key_id text,
    last_step bigint,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    pending_session text,
    credential_id bytea,
    user_handle bytea,
    sign_count bigint,
    credential text,
    address text,
    CONSTRAINT authenticators_check CHECK (((state = 'pending'::text) = (expires_at IS NOT NULL))),
    CONSTRAINT authenticators_check1 CHECK (((method <> 'GOOGLE_AUTH'::text) OR ((secret IS NOT NULL) AND (secret_key_id IS NOT NULL)))),
    CONSTRAINT authenticators_id_check CHECK ((char_length(id) = 36)),
    CONSTRAINT authenticators_method_check CHECK ((method = ANY (ARRAY['GOOGLE_AUTH'::text, 'PASSKEY'::text, 'MAGIC_LINK'::text]))),
    CONSTRAINT authenticators_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'active'::text, 'disabled'::text])))
);
CREATE TABLE public.installation (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL
);
CREATE TABLE public.link_sends (
    scope text NOT NULL COLLATE pg_catalog."C",
    began_at timestamp with time zone NOT NULL,
    sent integer NOT NULL,
    CONSTRAINT link_sends_sent_check CHECK ((sent >= 0))
);
CREATE TABLE public.magic_links (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    purpose text NOT NULL,
    session text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT magic_links_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'login'::text])))
);
CREATE TABLE public.memberships (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    email text,
    role text NOT NULL,
    kind text NOT NULL,
    first_joined_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    primary_method text,
    deadline_at timestamp with time zone,
    exempt_until timestamp with time zone,
    exempt_reason text,
    exempt_by text,
    exempt_since timestamp with time zone,
    CONSTRAINT memberships_check CHECK (((kind = 'person'::text) OR (role <> ALL (ARRAY['ADMINISTRATORS'::text, 'OWNER'::text])))),
    CONSTRAINT memberships_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'service'::text]))),
    CONSTRAINT memberships_primary_method_check CHECK ((primary_method = ANY (ARRAY['GOOGLE_AUTH'::text, 'PASSKEY'::text, 'MAGIC_LINK'::text]))),
    CONSTRAINT memberships_role_check CHECK ((role = ANY (ARRAY['USER'::text, 'BILLING'::text, 'WORKSPACES'::text, 'ADMINISTRATORS'::text, 'OWNER'::text]))),
    CONSTRAINT memberships_subject_check CHECK (((char_length(subject) >= 1) AND (char_length(subject) <= 255)))
);
CREATE TABLE public.organizations (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    mfa_enforced boolean NOT NULL,
    mfa_demand_since timestamp with time zone,
    mfa_relaxed_at timestamp with time zone,
    mfa_grace_days integer NOT NULL,
    mfa_methods jsonb NOT NULL,
    mfa_maximum_age_seconds integer NOT NULL,
    policy_version bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT organizations_check CHECK (((NOT mfa_enforced) OR (mfa_demand_since IS NOT NULL))),
    CONSTRAINT organizations_id_check CHECK (((char_length(id) >= 1) AND (char_length(id) <= 128))),
    CONSTRAINT organizations_mfa_grace_days_check CHECK (((mfa_grace_days >= 0) AND (mfa_grace_days <= 90))),
    CONSTRAINT organizations_mfa_maximum_age_seconds_check CHECK ((mfa_maximum_age_seconds > 0)),
    CONSTRAINT organizations_policy_version_check CHECK ((policy_version > 0)),
    CONSTRAINT organizations_version_check CHECK ((version > 0))
);
CREATE TABLE public.outbox (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    failures integer NOT NULL,
    sealed_body bytea,
    sealed_key_id text,
    expires_at timestamp with time zone,
    part integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.passkey_ceremonies (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    purpose text NOT NULL,
    session text NOT NULL COLLATE pg_catalog."C",
    challenge bytea NOT NULL,
    state text NOT NULL,
    name text,
    user_handle bytea,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT passkey_ceremonies_check CHECK (((purpose = 'register'::text) = (name IS NOT NULL))),
    CONSTRAINT passkey_ceremonies_check1 CHECK (((purpose = 'register'::text) = (user_handle IS NOT NULL))),
    CONSTRAINT passkey_ceremonies_purpose_check CHECK ((purpose = ANY (ARRAY['register'::text, 'assert'::text])))
);
CREATE TABLE public.recovery_codes (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    waits_for text COLLATE pg_catalog."C",
    used_at timestamp with time zone,
    key_id text
);
CREATE TABLE public.sessions (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    provider_session text COLLATE pg_catalog."C",
    method text NOT NULL,
    authenticator_id text COLLATE pg_catalog."C",
    verified_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    refresh_current bytea NOT NULL,
    refresh_previous bytea,
    refresh_rotated_at timestamp with time zone NOT NULL,
    copied_claims text,
    CONSTRAINT sessions_id_check CHECK ((char_length(id) = 36)),
    CONSTRAINT sessions_method_check CHECK ((method = ANY (ARRAY['GOOGLE_AUTH'::text, 'PASSKEY'::text, 'MAGIC_LINK'::text, 'RECOVERY_CODE'::text])))
);
CREATE TABLE public.signing_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    private_key bytea NOT NULL,
    private_key_id text NOT NULL,
    active_from timestamp with time zone NOT NULL,
    retires_at timestamp with time zone
);
CREATE TABLE public.spent_refresh_tokens (
    digest bytea NOT NULL,
    session_id text NOT NULL COLLATE pg_catalog."C"
);
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000000', '2026-11-30 06:44:05.151882');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124100000', '2026-11-30 06:44:05.19506');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124300000', '2026-11-30 06:44:05.236184');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124400000', '2026-11-30 06:44:05.243376');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124500000', '2026-11-30 06:44:05.25908');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124600000', '2026-11-30 06:44:05.282318');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124700000', '2026-11-30 06:44:05.290887');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124800000', '2026-11-30 06:44:05.29902');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124900000', '2026-11-30 06:44:05.309011');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124950000', '2026-11-30 06:44:05.312021');
INSERT INTO public.attempts VALUES ('acme', 'user', 1, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 1, '2026-11-30 06:44:05.397196+00', 'operator', NULL, 'operator', NULL, 'organization.create', 'organization', NULL, 'changed', '[{"after": "acme", "field": "name", "before": null}, {"after": "0", "field": "gracePeriodDays", "before": null}]', NULL, NULL, 1, 736, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 2, '2026-11-30 06:44:05.427682+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'owner', 'changed', '[{"after": "OWNER", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 737, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 3, '2026-11-30 06:44:05.427682+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'administrator', 'changed', '[{"after": "ADMINISTRATORS", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 737, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 4, '2026-11-30 06:44:05.427682+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'workspaces', 'changed', '[{"after": "WORKSPACES", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 737, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 5, '2026-11-30 06:44:05.427682+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'billing', 'changed', '[{"after": "BILLING", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 737, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 6, '2026-11-30 06:44:05.427682+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'user', 'changed', '[{"after": "USER", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 737, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 7, '2026-11-30 06:44:05.427682+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'both', 'changed', '[{"after": "OWNER", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 737, NULL);
INSERT INTO public.audit_entries VALUES ('other', 1, '2026-11-30 06:44:05.473327+00', 'operator', NULL, 'operator', NULL, 'organization.create', 'organization', NULL, 'changed', '[{"after": "other", "field": "name", "before": null}, {"after": "0", "field": "gracePeriodDays", "before": null}]', NULL, NULL, 1, 738, NULL);
INSERT INTO public.audit_entries VALUES ('other', 2, '2026-11-30 06:44:05.506101+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'both', 'changed', '[{"after": "OWNER", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 739, NULL);
INSERT INTO public.audit_entries VALUES ('other', 3, '2026-11-30 06:44:05.506101+00', 'operator', NULL, 'operator', NULL, 'member.add', 'member', 'foreign', 'changed', '[{"after": "OWNER", "field": "role", "before": null}, {"after": "person", "field": "kind", "before": null}]', NULL, NULL, 1, 739, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 8, '2026-11-30 06:44:05.762365+00', 'subject', 'https://idp.example', 'user', '467967b4ddef71c9eadc6a8079943d6e', 'mfa.set_up', 'member', 'user', 'changed', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]', '01a22b32-4a01-72fb-aeb3-302281e88fca', '127.0.0.1', 1, 741, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 9, '2026-11-30 06:44:05.786882+00', 'subject', 'https://idp.example', 'user', '467967b4ddef71c9eadc6a8079943d6e', 'mfa.confirm', 'member', 'user', 'changed', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]', '01a22b32-4a1a-7d2d-87f0-9b2bfb560f53', '127.0.0.1', 1, 743, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 10, '2026-11-30 06:44:05.807443+00', 'subject', 'https://idp.example', 'user', '467967b4ddef71c9eadc6a8079943d6e', 'mfa.verify', 'member', 'user', 'changed', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]', '01a22b32-4a2f-762e-acf2-3dcc76e645d8', '127.0.0.1', 1, 745, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 11, '2026-11-30 06:44:05.90531+00', 'subject', 'https://idp.example', 'billing', '32df098ed0d9a38ee8e4c70d02916081', 'policy.enforce', 'policy', NULL, 'refused', '[]', 'acceptance', '127.0.0.1', 1, 747, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 12, '2026-11-30 06:44:05.976148+00', 'subject', 'https://idp.example', 'owner', '4b4be4736a51f9c54600b7b9e36d9aed', 'policy.enforce', 'policy', NULL, 'changed', '[{"after": true, "field": "enforced", "before": false}, {"after": "2026-11-30T06:44:05.976148Z", "field": "demandSince", "before": null}]', 'acceptance', '127.0.0.1', 2, 748, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 13, '2026-11-30 06:44:06.085013+00', 'subject', 'https://idp.example', 'user', 'cb083e46889b440767ef9e1d18bfd338', 'mfa.verify', 'member', 'user', 'refused', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]', '01a22b32-4b44-7c1b-ba9a-cda5be781ef4', '127.0.0.1', 2, 750, NULL);
INSERT INTO public.audit_entries VALUES ('acme', 14, '2026-11-30 06:44:06.153078+00', 'subject', 'https://idp.example', 'administrator', '6368b19d8e2d204bed332698fdd4a19e', 'mfa.set_up', 'member', 'administrator', 'changed', '[{"after": "GOOGLE_AUTH", "field": "method", "before": null}]', '01a22b32-4b88-7884-8cfa-0106fbef5758', '127.0.0.1', 2, 751, NULL);
INSERT INTO public.authenticators VALUES ('01a22b32-4a02-7a00-af9f-a9a889b219d0', 'acme', 'user', 'GOOGLE_AUTH', 'Authenticator app', 'active', NULL, '\x221226cb3507bca76c5f459bd3cc6422200e89b46c7c20e073e73b39eaac1398cc7c234c9d45cf57808b95811bbfebcf', '3eb1bd439947eb76', 59867368, '2026-11-30 06:44:05.762365+00', '2026-11-30 06:44:05.807443+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.authenticators VALUES ('01a22b32-4b89-782f-a3cd-82c5889faf00', 'acme', 'administrator', 'GOOGLE_AUTH', 'Authenticator app', 'pending', '2026-11-30 06:54:06.153078+00', '\xcb020a2b7cb3f7953b9ff63f00ff067fcc2418c1f9573e3a429d597dbcfd7f6b0670a59ca9314f4fed851181c29f8fdc', '3eb1bd439947eb76', NULL, '2026-11-30 06:44:06.153078+00', NULL, '', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('acme', 'owner', NULL, 'OWNER', 'person', '2026-11-30 06:44:05.427682+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('acme', 'administrator', NULL, 'ADMINISTRATORS', 'person', '2026-11-30 06:44:05.427682+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('acme', 'workspaces', NULL, 'WORKSPACES', 'person', '2026-11-30 06:44:05.427682+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('acme', 'billing', NULL, 'BILLING', 'person', '2026-11-30 06:44:05.427682+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('acme', 'user', NULL, 'USER', 'person', '2026-11-30 06:44:05.427682+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('acme', 'both', NULL, 'OWNER', 'person', '2026-11-30 06:44:05.427682+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('other', 'both', NULL, 'OWNER', 'person', '2026-11-30 06:44:05.506101+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.memberships VALUES ('other', 'foreign', NULL, 'OWNER', 'person', '2026-11-30 06:44:05.506101+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.organizations VALUES ('other', 'other', false, NULL, NULL, 0, '["GOOGLE_AUTH", "PASSKEY"]', 43200, 1, 1, '2026-11-30 06:44:05.473327+00', NULL);
INSERT INTO public.organizations VALUES ('acme', 'acme', true, '2026-11-30 06:44:05.976148+00', NULL, 0, '["GOOGLE_AUTH", "PASSKEY"]', 43200, 2, 2, '2026-11-30 06:44:05.397196+00', NULL);
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\x00bda330ddad352551b3f7f841557cfe9c90cb7192b2c1418f7cf46fb326028a', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\x1fd0b80374750322a66926bf7bc4eb8dbfffb186df3ffeebe386932cd30635e9', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\x60f2e2132d12be36be53c8602b67f5341132fbe032b9d16563919ef4b3b31757', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\x70913fa1ee0a389ab3c33fe4cbccebab4371f33ee69f2a01caa6c6f1955f55bc', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\x75ce727f19b86e7751ec49530bf4a7993952e83c50bf1513e48bc4cc08bd90fc', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\x7a30227b0dc2f0eb8a7c78af155bb9b571c50fa7150eca1d17dbe3f031b8932d', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\xd323a82cde77548c44af721dbf5e96dd7162e799596e3b757fe96b32b7cb966f', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\xe1d03c6be1f0869138290f96c030362fe4b4177a3bed44febf8d2f9fb31c80b9', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\xe248276c3f73e8158c74272cfa921f2db44c2250240a0f1d485f4f52e961bba5', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'user', '\xf23f05ae5f16259525a410a05b5e1eef7b26a955e05032613849ba1b3255eb2b', NULL, NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x6c0e831b5b408feb972a4da4a4768e2d80433b0b6302d922cfdc0a5b7ce583e9', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x4060594695b802144a86866a76995794379901a2b719e2265691ac9008bda1f6', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x9aaee41661cc28c7809c0607ad205cf5591b9d993ec1e801d78b9b60f3d0d432', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x50aab1e7edc934c86f78054b0ea96916b0e4ac4933b35e87b0c96ae05f181832', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\xd1d10356d64fab6e63ac4487b92145419a21e2de5d7050e9aa1651af03f740bb', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\xc3da8ed621daf59151902e2efca3696e53d6932d3568ae2384013870861e87d7', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x59f86e6b5c3b9947d11114969cacb34091dd95878746a8d73505183242749228', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x2b1c25173538a16f2c8ec47e33abaf75c2adca049dcef8b40038265dc0cc7c42', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x1dceaae8c5c124cef0ef1ac45b96ba3d9455db85c362d25472a34e7a85847019', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.recovery_codes VALUES ('acme', 'administrator', '\x377013efd634d9fd71fb104336aa3aefdf5887578a061f60f018c7f85b9e33d5', '01a22b32-4b89-782f-a3cd-82c5889faf00', NULL, '3eb1bd439947eb76');
INSERT INTO public.sessions VALUES ('01a22b32-4a1a-72c1-9c6f-c0dee34b6d77', 'acme', 'user', 'sid-1', 'GOOGLE_AUTH', '01a22b32-4a02-7a00-af9f-a9a889b219d0', '2026-11-30 06:44:05.786882+00', NULL, '\x9e4d886dafc7a0a2e946fcd7df93d01e6fb11c1e49762e0f7e88df4aab8eede3', NULL, '2026-11-30 06:44:05.786882+00', NULL);
INSERT INTO public.sessions VALUES ('01a22b32-4a2f-7514-9cd3-39bf1abcad01', 'acme', 'user', 'sid-1', 'GOOGLE_AUTH', '01a22b32-4a02-7a00-af9f-a9a889b219d0', '2026-11-30 06:44:05.807443+00', NULL, '\x696da2b2e7f0ea382e7052e4bce52d216f110320e8c6919bf15511fc4081a92c', '\x02fef7a2bfac75bf6adc9ceebb89abd8151ff67ffa2104b7e2c5b5005b950db6', '2026-11-30 06:44:05.819386+00', NULL);
INSERT INTO public.signing_keys VALUES ('portcullis-e81fcefad0879fc5', '\xeae7040c886e1979e29a780066fb23495cab72db2ea7db9d6edd59ba526b2705fd60702eb54dc151ea4ec17b0c125bec7273e8d70397fc87863e242b36899b9152f7a21c10ab7d3dfe7bf021d477a043368a390c1c9fd1c09b61569bdce6b8a71c0c1d9924468899bb8af97739a5ca49b3b7075de98a19ba4f76224c542859429a0507bbf8e3aedd00c510925434f5cba2c580ad698b7921493628ce13de89e9e563c7a58f0f', '3eb1bd439947eb76', '2026-11-30 06:44:05.541097+00', NULL);
INSERT INTO public.spent_refresh_tokens VALUES ('\x02fef7a2bfac75bf6adc9ceebb89abd8151ff67ffa2104b7e2c5b5005b950db6', '01a22b32-4a2f-7514-9cd3-39bf1abcad01');
ALTER TABLE ONLY public.__diesel_schema_migrations
    ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (organization_id, subject);
ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (organization_id, sequence);
ALTER TABLE ONLY public.authenticators
    ADD CONSTRAINT authenticators_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.link_sends
    ADD CONSTRAINT link_sends_pkey PRIMARY KEY (scope);
ALTER TABLE ONLY public.magic_links
    ADD CONSTRAINT magic_links_pkey PRIMARY KEY (organization_id, subject);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (organization_id, subject);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (organization_id, sequence, part);
ALTER TABLE ONLY public.passkey_ceremonies
    ADD CONSTRAINT passkey_ceremonies_pkey PRIMARY KEY (organization_id, subject, purpose, session);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (organization_id, subject, digest);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spent_refresh_tokens
    ADD CONSTRAINT spent_refresh_tokens_pkey PRIMARY KEY (digest);
CREATE INDEX audit_entries_changed ON public.audit_entries USING btree (transaction_id) WHERE (outcome = 'changed'::text);
CREATE INDEX audit_entries_refused ON public.audit_entries USING btree (organization_id, actor, action, at) WHERE (outcome = 'refused'::text);
CREATE UNIQUE INDEX authenticators_by_credential ON public.authenticators USING btree (credential_id);
CREATE INDEX authenticators_by_member ON public.authenticators USING btree (organization_id, subject);
CREATE INDEX authenticators_pending ON public.authenticators USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE UNIQUE INDEX magic_links_by_digest ON public.magic_links USING btree (digest);
CREATE INDEX memberships_administering ON public.memberships USING btree (organization_id, subject) WHERE ((role = ANY (ARRAY['ADMINISTRATORS'::text, 'OWNER'::text])) AND (removed_at IS NULL));
CREATE INDEX memberships_by_subject ON public.memberships USING btree (subject, organization_id) WHERE (removed_at IS NULL);
CREATE INDEX memberships_exempt ON public.memberships USING btree (organization_id, subject) WHERE (exempt_until IS NOT NULL);
CREATE INDEX memberships_owners ON public.memberships USING btree (organization_id) WHERE ((role = 'OWNER'::text) AND (removed_at IS NULL));
CREATE INDEX outbox_due ON public.outbox USING btree (due_at);
CREATE INDEX sessions_by_age ON public.sessions USING btree (verified_at);
CREATE UNIQUE INDEX sessions_by_refresh ON public.sessions USING btree (refresh_current);
CREATE INDEX sessions_ended ON public.sessions USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX sessions_live ON public.sessions USING btree (organization_id, subject, verified_at) WHERE (ended_at IS NULL);
CREATE INDEX spent_refresh_tokens_by_session ON public.spent_refresh_tokens USING btree (session_id);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_organization_id_subject_fkey FOREIGN KEY (organization_id, subject) REFERENCES public.memberships(organization_id, subject);
ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.authenticators
    ADD CONSTRAINT authenticators_organization_id_subject_fkey FOREIGN KEY (organization_id, subject) REFERENCES public.memberships(organization_id, subject);
ALTER TABLE ONLY public.magic_links
    ADD CONSTRAINT magic_links_organization_id_subject_fkey FOREIGN KEY (organization_id, subject) REFERENCES public.memberships(organization_id, subject);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_organization_id_sequence_fkey FOREIGN KEY (organization_id, sequence) REFERENCES public.audit_entries(organization_id, sequence);
ALTER TABLE ONLY public.passkey_ceremonies
    ADD CONSTRAINT passkey_ceremonies_organization_id_subject_fkey FOREIGN KEY (organization_id, subject) REFERENCES public.memberships(organization_id, subject);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_organization_id_subject_fkey FOREIGN KEY (organization_id, subject) REFERENCES public.memberships(organization_id, subject);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_organization_id_subject_fkey FOREIGN KEY (organization_id, subject) REFERENCES public.memberships(organization_id, subject);
ALTER TABLE ONLY public.spent_refresh_tokens
    ADD CONSTRAINT spent_refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id);
